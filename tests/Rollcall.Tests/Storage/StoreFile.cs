using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

/// <summary>A store in an SQLite file in a folder of its own.</summary>
internal sealed class StoreFile : StoreUnderTest
{
    private readonly DirectoryInfo _folder;

    /// <param name="sql">What another program did to the file before.</param>
    public StoreFile(string sql = "")
        : this(Directory.CreateTempSubdirectory("rollcall-store-"), sql)
    {
    }

    private StoreFile(DirectoryInfo folder, string sql)
        : base(new SqliteDialect(Prepare(System.IO.Path.Combine(folder.FullName, "rollcall.db"), sql))) => _folder = folder;

    public string Path => Dialect.Name;

    public override string BeginThatLocksWrites => "begin immediate";

    public override DbConnection OpenOther() => Open(Path);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Prepare(string path, string sql)
    {
        using var connection = Open(path);
        connection.Execute(sql.Length > 0 ? sql : "select 1");
        return path;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
