using System.Data.Common;
using System.Net.Sockets;
using Dapper;
using DbUp;
using Npgsql;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>The store in a database of a PostgreSQL server.</summary>
internal sealed class PostgresDialect(PostgresSettings settings) : IStoreDialect
{
    private const long MigrationLock = 0x726f6c6c63616c6c; // "rollcall"

    private const string Read = $"""
        select {RecipientRow.Columns} from recipient
        join unnest(@domains, @locals) as wanted (domain_wanted, local_wanted) on domain = domain_wanted and local = local_wanted
        """;

    // In the order of keys, so that two nodes that write at the same time wait for each other in the same order.
    private const string Upsert = $"""
        insert into recipient ({RecipientRow.Columns})
        select d, l, verdict, verified_at, stage, code, enhanced_code, text, host, null, null, first_seen, 0, 0
        from unnest(@domain, @local, @verdict, @verified_at, @stage, @code, @enhanced_code, @text, @host, @first_seen)
          as learned (d, l, verdict, verified_at, stage, code, enhanced_code, text, host, first_seen)
        order by d collate "C", l collate "C"
        on conflict (domain, local) do update set
          verdict = excluded.verdict, verified_at = excluded.verified_at, stage = excluded.stage, code = excluded.code,
          enhanced_code = excluded.enhanced_code, text = excluded.text, host = excluded.host
        where excluded.verified_at >= recipient.verified_at
        """;

    private const string Counts = "select domain, valid, invalid, pinned from domain_state";

    /// <inheritdoc/>
    public string Name => settings.Name;

    /// <inheritdoc/>
    public void Migrate()
    {
        try
        {
            using var connection = OpenWith(settings.ForStart());
            if (connection.ExecuteScalar<string>("show server_encoding") is not "UTF8" and var encoding)
                throw new StoreOpenException($"the store {Name} has the encoding {encoding}; make a database with encoding UTF8");
            // Of nodes that start together one migrates and the others wait. Closing the connection unlocks.
            connection.Execute("select pg_advisory_lock(@MigrationLock)", new { MigrationLock });
            SchemaMigrations.Run(DeployChanges.To.PostgresqlDatabase(settings.ForStart()), connection, "postgresql", Name);
        }
        catch (Exception failure) when (failure is not StoreOpenException)
        {
            throw new StoreOpenException($"the store {Name} cannot be opened: {Explain(failure)}", failure) { MayPass = MayPass(failure) };
        }
    }

    /// <inheritdoc/>
    public string? Missing() => null;

    /// <inheritdoc/>
    public DbConnection Open(StoreUse use)
    {
        var connection = OpenWith(settings.For(use));
        try
        {
            connection.Execute(PostgresSettings.SessionLimits(use));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void BeginWrite(DbConnection connection) =>
        // The lock of an insert: it harms no other node, and it fails where the insert would have to wait or may not be done.
        connection.Execute("begin; lock table recipient in row exclusive mode", commandTimeout: 1);

    /// <inheritdoc/>
    public Dictionary<RecipientKey, RecipientEntry> ReadMany(DbConnection connection, IReadOnlyCollection<RecipientKey> keys)
    {
        var found = new Dictionary<RecipientKey, RecipientEntry>(keys.Count);
        if (keys.Count == 0)
            return found;
        using var command = new PreparedCommand(connection, Read, "@domains", "@locals");
        using var row = command.Query(keys.Select(key => key.Domain).ToArray(), keys.Select(key => key.Local).ToArray());
        while (row.Read())
        {
            var entry = RecipientRow.Read(row);
            found[entry.Key] = entry;
        }
        return found;
    }

    /// <inheritdoc/>
    public void UpsertMany(DbConnection connection, IReadOnlyCollection<RecipientEntry> entries)
    {
        if (entries.Count == 0)
            return;
        using var command = new PreparedCommand(
            connection, Upsert,
            "@domain", "@local", "@verdict", "@verified_at", "@stage", "@code", "@enhanced_code", "@text", "@host", "@first_seen");
        T[] Column<T>(Func<RecipientEntry, T> of) => [.. entries.Select(of)];
        command.Run(
            Column(entry => entry.Key.Domain), Column(entry => entry.Key.Local),
            Column(entry => entry.Verdict.Word()), Column(entry => entry.VerifiedAt),
            Column(entry => entry.Evidence?.Stage.Word()), Column(entry => (long?)entry.Evidence?.Code),
            Column(entry => entry.Evidence?.EnhancedCode?.ToString()), Column(entry => entry.Evidence?.Text), Column(entry => entry.Evidence?.Host),
            Column(entry => entry.FirstSeen > 0 ? entry.FirstSeen : entry.VerifiedAt));
    }

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, DomainCounts>> KeptCounts(DbConnection connection, IReadOnlyCollection<string>? domains)
    {
        var counts = new List<KeyValuePair<string, DomainCounts>>();
        if (domains is { Count: 0 })
            return counts;
        using var command = domains is null
            ? new PreparedCommand(connection, Counts)
            : new PreparedCommand(connection, Counts + " where domain = any(@domains)", "@domains");
        using var row = domains is null ? command.Query() : command.Query([domains.ToArray()]);
        while (row.Read())
            counts.Add(RecipientRow.ReadCounts(row));
        return counts;
    }

    /// <inheritdoc/>
    public bool MayPass(Exception failure) => failure switch
    {
        PostgresException refused => refused.IsTransient, // stopping, starting, without a connection left, a lock that is held
        AggregateException { InnerExceptions: [var first, ..] } => MayPass(first),
        TimeoutException or SocketException or EndOfStreamException => true,
        NpgsqlException { InnerException: { } cause } => MayPass(cause),
        IOException { InnerException: { } cause } => MayPass(cause),
        _ => false,
    };

    /// <inheritdoc/>
    public string Explain(Exception failure) => failure switch
    {
        PostgresException refused => Explain(refused),
        AggregateException { InnerExceptions: [var first, ..] } => Explain(first), // one for each host
        TimeoutException => "the database does not answer",
        SocketException unreached => $"the database cannot be reached ({unreached.Message})",
        EndOfStreamException => "the database closed the connection",
        NpgsqlException { InnerException: { } cause } => Explain(cause),
        IOException { InnerException: { } cause } => Explain(cause),
        _ => failure.Message,
    };

    private static string Explain(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "the database is stopping or starting",
        PostgresErrorCodes.QueryCanceled => "the database is too slow",
        PostgresErrorCodes.LockNotAvailable => "another program has locked the store",
        PostgresErrorCodes.TooManyConnections => "the database has no connection left",
        PostgresErrorCodes.DiskFull => "the disk of the database is full",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the database takes no writes",
        PostgresErrorCodes.UndefinedTable => "the tables of the store are gone",
        _ => refused.MessageText,
    };

    private static NpgsqlConnection OpenWith(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
