using System.Data.Common;
using Microsoft.Data.Sqlite;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

/// <summary>A store in an SQLite file in a folder of its own.</summary>
internal sealed class StoreFile : StoreUnderTest
{
    private readonly DirectoryInfo _folder;

    public StoreFile()
        : this(Directory.CreateTempSubdirectory("rollcall-store-"))
    {
    }

    private StoreFile(DirectoryInfo folder)
        : base(new SqliteDialect(System.IO.Path.Combine(folder.FullName, "rollcall.db"))) => _folder = folder;

    public string Path => Dialect.Name;

    public override string BeginThatLocksWrites => "begin immediate";

    public override DbConnection OpenOther()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
