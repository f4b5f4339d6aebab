using System.Data.Common;
using Dapper;
using DbUp;
using DbUp.Sqlite.Helpers;
using Microsoft.Data.Sqlite;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using SQLitePCL;

namespace Rollcall.Storage;

/// <summary>The store in one SQLite file, in WAL mode.</summary>
/// <param name="path">The file; made at the first start.</param>
internal sealed class SqliteDialect(string path) : IStoreDialect
{
    // FULL for all: what a person fixes must outlast a power cut; learned verdicts are gathered, so that it costs them five fsync a second.
    private const string Pragmas = """
        pragma busy_timeout = 100;
        pragma journal_mode = wal;
        pragma synchronous = full;
        """;

    private const string Upsert = $"""
        insert into recipient ({RecipientRow.Columns})
        values ($domain, $local, $verdict, $verified_at, $stage, $code, $enhanced_code, $text, $host, null, null, $first_seen, 0, 0)
        on conflict (domain, local) do update set
          verdict = excluded.verdict, verified_at = excluded.verified_at, stage = excluded.stage, code = excluded.code,
          enhanced_code = excluded.enhanced_code, text = excluded.text, host = excluded.host
        where excluded.verified_at >= recipient.verified_at
        """;

    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public void Migrate()
    {
        try
        {
            CreatePrivate();
            using var connection = OpenIn(SqliteOpenMode.ReadWriteCreate);
            using var shared = new SharedConnection(connection);
            SchemaMigrations.Run(DeployChanges.To.SqliteDatabase(shared), connection, "sqlite", path);
        }
        catch (Exception failure) when (failure is DbException or IOException or UnauthorizedAccessException)
        {
            throw new StoreOpenException($"the store {path} cannot be opened: {Explain(failure)}", failure) { MayPass = MayPass(failure) };
        }
    }

    /// <inheritdoc/>
    public string? Missing() => File.Exists(path) ? null : $"the store {path} is gone";

    /// <inheritdoc/>
    public DbConnection Open(StoreUse use) => OpenIn(SqliteOpenMode.ReadWrite); // never an empty store in the place of a lost one

    /// <inheritdoc/>
    public void BeginWrite(DbConnection connection)
    {
        // Not by the driver: it waits for a lock in whole seconds. Once we have the right to write, nothing of ours meets a lock.
        var handle = ((SqliteConnection)connection).Handle;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(handle, "begin immediate"), handle);
    }

    /// <inheritdoc/>
    public Dictionary<RecipientKey, RecipientEntry> ReadMany(DbConnection connection, IReadOnlyCollection<RecipientKey> keys)
    {
        var found = new Dictionary<RecipientKey, RecipientEntry>(keys.Count);
        using var command = new PreparedCommand(
            connection, $"select {RecipientRow.Columns} from recipient where domain = $domain and local = $local", "$domain", "$local");
        foreach (var key in keys)
        {
            using var row = command.Query(key.Domain, key.Local);
            if (row.Read())
                found[key] = RecipientRow.Read(row);
        }
        return found;
    }

    /// <inheritdoc/>
    public void UpsertMany(DbConnection connection, IReadOnlyCollection<RecipientEntry> entries)
    {
        using var command = new PreparedCommand(
            connection, Upsert,
            "$domain", "$local", "$verdict", "$verified_at", "$stage", "$code", "$enhanced_code", "$text", "$host", "$first_seen");
        foreach (var entry in entries)
        {
            var why = entry.Evidence;
            command.Run(
                entry.Key.Domain, entry.Key.Local, entry.Verdict.Word(), entry.VerifiedAt,
                why?.Stage.Word(), why?.Code, why?.EnhancedCode?.ToString(), why?.Text, why?.Host,
                entry.FirstSeen > 0 ? entry.FirstSeen : entry.VerifiedAt);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, DomainCounts>> KeptCounts(DbConnection connection, IReadOnlyCollection<string>? domains)
    {
        const string Sql = "select domain, valid, invalid, pinned from domain_state";
        var counts = new List<KeyValuePair<string, DomainCounts>>();
        using var command = domains is null
            ? new PreparedCommand(connection, Sql)
            : new PreparedCommand(connection, Sql + " where domain = $domain", "$domain");
        string[][] asked = domains is null ? [[]] : [.. domains.Select(domain => new[] { domain })];
        foreach (var values in asked)
        {
            using var row = command.Query(values);
            while (row.Read())
                counts.Add(RecipientRow.ReadCounts(row));
        }
        return counts;
    }

    /// <inheritdoc/>
    public bool MayPass(Exception failure) => failure is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <inheritdoc/>
    public string Explain(Exception failure) => failure is not SqliteException { SqliteErrorCode: var code }
        ? failure.Message
        : code switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "another program has locked the store",
            raw.SQLITE_FULL => "the disk of the store is full",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => "the store cannot be written",
            raw.SQLITE_IOERR => "the disk of the store fails",
            raw.SQLITE_CANTOPEN => "the file of the store cannot be opened",
            raw.SQLITE_CORRUPT => "the store is damaged",
            raw.SQLITE_NOTADB => "the file is no SQLite database",
            _ => failure.Message,
        };

    // SQLite would make a file that everyone may read; it gives its -wal and -shm the mode of the file.
    private void CreatePrivate()
    {
        if (File.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
            return;
        new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }).Dispose();
    }

    private SqliteConnection OpenIn(SqliteOpenMode mode)
    {
        // Without a pool: a file that was replaced must be opened anew.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute(Pragmas);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
