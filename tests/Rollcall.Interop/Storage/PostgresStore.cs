using System.Data.Common;
using Dapper;
using Npgsql;
using Rollcall.Interop.Harness;
using Rollcall.Storage;
using Rollcall.Tests.Storage;

namespace Rollcall.Interop.Storage;

/// <summary>A store in a database of its own.</summary>
internal sealed class PostgresStore : StoreUnderTest
{
    private readonly string _connection;

    private PostgresStore(string connection)
        : base(DialectOf(connection)) => _connection = connection;

    public override string BeginThatLocksWrites => "begin; lock table recipient in share mode";

    public override string BeginThatLocksTokens => "begin; lock table token in share mode";

    /// <param name="server">Where the database is made.</param>
    /// <param name="sql">What another program did to the database before.</param>
    public static async Task<StoreUnderTest> OpenAsync(PostgresServer server, string sql = "")
    {
        string database = await server.CreateDatabaseAsync();
        await using (var connection = await server.OpenAsync(database))
            await connection.ExecuteAsync(sql.Length > 0 ? sql : "select 1");
        return new PostgresStore(server.ConnectionTo(database));
    }

    public static PostgresDialect DialectOf(string connection)
    {
        PostgresSettings.TryParse(connection, out var settings).ShouldBeNull();
        return new PostgresDialect(settings!);
    }

    public override DbConnection OpenOther()
    {
        var connection = new NpgsqlConnection(_connection + ";Pooling=false");
        connection.Open();
        return connection;
    }
}
