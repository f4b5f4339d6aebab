using DbUp;
using DbUp.Engine;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;

namespace Rollcall.Storage;

/// <summary>The schema as numbered SQL files in the program, each run once.</summary>
internal static class SchemaMigrations
{
    private const string Folder = "Rollcall.Storage.Migrations.sqlite.";

    /// <summary>Runs what has not run yet. Throws <see cref="StoreOpenException"/> when that fails, or a newer program was here before.</summary>
    public static void Run(SqliteConnection connection, string path)
    {
        using var shared = new SharedConnection(connection);
        var upgrader = DeployChanges.To.SqliteDatabase(shared).WithScripts(Scripts()).WithVariablesDisabled()
            .WithTransaction().LogToNowhere().Build();
        if (upgrader.GetExecutedButNotDiscoveredScripts() is [.., var newest])
            throw new StoreOpenException($"the store {path} was written by a newer program (it has {newest}); start that one");
        if (upgrader.IsUpgradeRequired() && upgrader.PerformUpgrade() is { Successful: false, Error: var error })
            throw new StoreOpenException($"the store {path} cannot be brought up to date: {error.Message}", error);
    }

    // Named without their namespace, which may change while the names stay in the stores of our users.
    private static IEnumerable<SqlScript> Scripts()
    {
        var assembly = typeof(SchemaMigrations).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(name[Folder.Length..], reader.ReadToEnd());
        }
    }
}
