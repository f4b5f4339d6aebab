using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using DbUp.Builder;
using DbUp.Engine;

namespace Rollcall.Storage;

/// <summary>
/// The schema as numbered SQL files in the program, each run once. A script is never edited after a release; the store keeps the checksum of
/// each one that it ran, so that a difference is found at the start and not by a statement that fails later.
/// </summary>
internal static class SchemaMigrations
{
    private const string Folder = "Rollcall.Storage.Migrations.";
    private const string First = "0001-recipients.sql";
    private const string Destination = "0003-domain-destination.sql";
    private const string Checksums = "0004-script-checksums.sql";

    /// <summary>Runs what has not run yet. Throws <see cref="StoreOpenException"/> when that fails, or when the store ran other scripts.</summary>
    /// <param name="database">The database, as dbup knows it.</param>
    /// <param name="connection">An open connection to it.</param>
    /// <param name="kind">The folder of its files: sqlite, postgresql.</param>
    /// <param name="store">The dialect's own name of the store, for errors.</param>
    public static void Run(UpgradeEngineBuilder database, DbConnection connection, string kind, string store)
    {
        var scripts = Scripts(Folder + kind + ".").ToList();
        var upgrader = database.WithScripts(scripts).WithVariablesDisabled().WithTransaction().LogToNowhere().Build();
        if (upgrader.GetExecutedButNotDiscoveredScripts() is [.., var newest])
            throw new StoreOpenException($"the store {store} was written by a newer program (it has {newest}); start that one");
        var executed = upgrader.GetExecutedScripts();
        if (executed.Contains(Checksums) && FirstDifference(connection, scripts) is { } differs)
        {
            throw new StoreOpenException(
                $"the store {store} was made by another {differs} than this program has; start the program that made it, or restore a backup of this one's");
        }
        if (executed.Contains(First) && !executed.Contains(Destination))
            SkipWhatEditedFirstScriptDid(connection);
        if (upgrader.IsUpgradeRequired() && upgrader.PerformUpgrade() is { Successful: false, Error: var error })
            throw new StoreOpenException($"the store {store} cannot be brought up to date: {error.Message}", error);
        KeepChecksums(connection, scripts);
    }

    // For some days the first script had the column of the third one, under its old name.
    private static void SkipWhatEditedFirstScriptDid(DbConnection connection)
    {
        bool hasColumn;
        using (var row = connection.ExecuteReader("select * from domain_state limit 0"))
            hasColumn = Enumerable.Range(0, row.FieldCount).Any(column => row.GetName(column) == "destination");
        if (hasColumn)
            connection.Execute("insert into SchemaVersions (ScriptName, Applied) values (@Destination, current_timestamp)", new { Destination });
    }

    private static string? FirstDifference(DbConnection connection, List<SqlScript> scripts)
    {
        var kept = connection.Query<(string Name, string Sha256)>("select name, sha256 from schema_script").ToDictionary(row => row.Name, row => row.Sha256);
        return scripts.Find(script => kept.TryGetValue(script.Name, out var sum) && sum != Sum(script))?.Name;
    }

    // A start that ended between the scripts and this one leaves the rest to the next.
    private static void KeepChecksums(DbConnection connection, List<SqlScript> scripts) => connection.Execute(
        "insert into schema_script (name, sha256) values (@Name, @Sha256) on conflict (name) do nothing",
        scripts.Select(script => new { script.Name, Sha256 = Sum(script) }));

    // Of the text without its line ends, which a checkout may change.
    private static string Sum(SqlScript script) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script.Contents.ReplaceLineEndings("\n"))));

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
