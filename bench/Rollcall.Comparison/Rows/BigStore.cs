using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Rollcall.Comparison.Servers;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Rows;

/// <summary>A store with 10 million valid recipients of example.test, user0 and on; made once and kept while the schema is the same.</summary>
internal static class BigStore
{
    public const int Entries = 10_000_000;

    // Renewal in the background begins with the last quarter of 30 days.
    private static readonly TimeSpan _keep = TimeSpan.FromDays(14);

    /// <summary>Its state_dir.</summary>
    public static string StateDir { get; } = Path.Combine(Repo.Root, "artifacts/bench/store");

    /// <summary>Makes it unless it is there; a minute or two.</summary>
    public static async Task MakeAsync(RollcallPlan plan)
    {
        string stamp = Path.Combine(StateDir, "made-of");
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == Schema() && DateTime.UtcNow - File.GetLastWriteTimeUtc(stamp) < _keep)
            return;
        Console.WriteLine($"making a store of {Entries:N0} entries in {StateDir}");
        if (Directory.Exists(StateDir))
            Directory.Delete(StateDir, recursive: true);
        Directory.CreateDirectory(StateDir, (UnixFileMode)0b111_000_000);
        // The program itself makes the schema.
        await using (await RollcallServer.StartAsync(plan))
        {
        }
        var clock = Stopwatch.StartNew();
        await Task.Run(Fill);
        await File.WriteAllTextAsync(stamp, Schema());
        Console.WriteLine($"made in {clock.Elapsed.TotalSeconds:0} s");
    }

    private static string Schema()
    {
        var all = string.Concat(Directory.GetFiles(Path.Combine(Repo.Root, "src/Rollcall/Storage/Migrations/sqlite")).Order(StringComparer.Ordinal).Select(File.ReadAllText));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    // In the order of the key, and without what is done for each row: index and triggers come back behind it.
    private static void Fill()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(StateDir, "rollcall.db")};Pooling=False;Default Timeout=3600");
        connection.Open();
        Run(connection, "pragma synchronous = off; pragma cache_size = -500000; pragma temp_store = file;");
        var (names, texts) = Extras(connection);
        Run(connection, string.Concat(names.Select(name => $"drop {name};")));
        Run(connection, $"""
            with recursive number (n) as (select 0 union all select n + 1 from number where n + 1 < {Entries})
            insert into recipient (domain, local, verdict, verified_at, stage, code, enhanced_code, text, host, first_seen, last_mail, mails)
            select 'example.test', 'user' || n, 'valid', {DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}, 'rcpt', 250, '2.1.5', 'Ok', '127.0.0.1', 0, 0, 0
            from number order by 'user' || n;
            insert into domain_state (domain, valid) values ('example.test', {Entries}) on conflict (domain) do update set valid = excluded.valid;
            {string.Concat(texts.Select(text => text + ";"))}
            pragma wal_checkpoint(truncate);
            """);
    }

    private static (List<string> Names, List<string> Texts) Extras(SqliteConnection connection)
    {
        var (names, texts) = (new List<string>(), new List<string>());
        using var command = connection.CreateCommand();
        command.CommandText = "select type || ' ' || name, sql from sqlite_master where tbl_name = 'recipient' and type in ('index', 'trigger') and sql is not null";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            names.Add(row.GetString(0));
            texts.Add(row.GetString(1));
        }
        return (names, texts);
    }

    // The statements are of this file and of the schema.
#pragma warning disable CA2100
    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 3600;
        command.ExecuteNonQuery();
    }
#pragma warning restore CA2100
}
