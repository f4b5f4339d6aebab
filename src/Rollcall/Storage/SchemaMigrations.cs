using DbUp.Builder;
using DbUp.Engine;

namespace Rollcall.Storage;

/// <summary>The schema as numbered SQL files in the program, each run once.</summary>
internal static class SchemaMigrations
{
    private const string Folder = "Rollcall.Storage.Migrations.";

    /// <summary>Runs what has not run yet. Throws <see cref="StoreOpenException"/> when that fails, or a newer program was here before.</summary>
    /// <param name="database">The database, as dbup knows it.</param>
    /// <param name="kind">The folder of its files: sqlite, postgresql.</param>
    /// <param name="store">The dialect's own name of the store, for errors.</param>
    public static void Run(UpgradeEngineBuilder database, string kind, string store)
    {
        var upgrader = database.WithScripts(Scripts(Folder + kind + ".")).WithVariablesDisabled().WithTransaction().LogToNowhere().Build();
        if (upgrader.GetExecutedButNotDiscoveredScripts() is [.., var newest])
            throw new StoreOpenException($"the store {store} was written by a newer program (it has {newest}); start that one");
        if (upgrader.IsUpgradeRequired() && upgrader.PerformUpgrade() is { Successful: false, Error: var error })
            throw new StoreOpenException($"the store {store} cannot be brought up to date: {error.Message}", error);
    }

    // Named without their namespace, which may change while the names stay in the stores of our users.
    private static IEnumerable<SqlScript> Scripts(string folder)
    {
        var assembly = typeof(SchemaMigrations).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new SqlScript(name[folder.Length..], reader.ReadToEnd());
        }
    }
}
