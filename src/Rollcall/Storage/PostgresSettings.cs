using Npgsql;

namespace Rollcall.Storage;

/// <summary>A PostgreSQL server as the operator named it, with what we need of every connection to it. Its texts but the name are secrets.</summary>
internal sealed class PostgresSettings
{
    private const int ReadMilliseconds = 1000; // nobody waits longer for a read
    private const int WriteMilliseconds = 5000; // some thousand rows, or a commit on a busy disk
    private const int LockMilliseconds = 500;
    private const int IdleMilliseconds = 10_000; // a node that hangs in a transaction holds up the others no longer

    private readonly NpgsqlConnectionStringBuilder _given;

    private PostgresSettings(NpgsqlConnectionStringBuilder given) => _given = given;

    /// <summary>Database and server, for the operator.</summary>
    public string Name
    {
        get
        {
            string host = _given.Host!;
            // A list of hosts carries its ports; a folder is that of a Unix socket.
            string server = host.Contains(',', StringComparison.Ordinal) || host.StartsWith('/') ? host : $"{host}:{_given.Port}";
            return (_given.Database ?? _given.Username) is { } database ? $"{database} at {server}" : server;
        }
    }

    /// <summary>Reads an Npgsql connection string. The error says what is wrong without a word of it, since any may be part of a password; null when it is right.</summary>
    public static string? TryParse(string connection, out PostgresSettings? settings)
    {
        settings = null;
        NpgsqlConnectionStringBuilder given;
        try
        {
            given = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException or OverflowException)
        {
            return "is no connection string for PostgreSQL; write it as Host=...;Database=...;Username=...;Password=...";
        }
        if (string.IsNullOrWhiteSpace(given.Host))
            return "names no Host; write it as Host=...;Database=...;Username=...;Password=...";
        if (given.Port > ushort.MaxValue)
            return "has a Port above 65535";
        settings = new PostgresSettings(given);
        return null;
    }

    /// <summary>The connection string for the start, when a migration may rewrite tables.</summary>
    public string ForStart() => With(connectSeconds: 5, commandSeconds: 3600);

    /// <summary>The connection string for the time after it: what is gone or frozen must be given up soon, to be opened anew.</summary>
    public string For(StoreUse use) => With(connectSeconds: 2, commandSeconds: LimitOf(use) / 1000 + 1);

    /// <summary>What a new connection is told, so that the server gives up what nobody waits for any more.</summary>
    public static string SessionLimits(StoreUse use) =>
        $"set statement_timeout = {LimitOf(use)}; set lock_timeout = {LockMilliseconds}; set idle_in_transaction_session_timeout = {IdleMilliseconds}";

    private static int LimitOf(StoreUse use) => use == StoreUse.Read ? ReadMilliseconds : WriteMilliseconds;

    private string With(int connectSeconds, int commandSeconds)
    {
        var with = new NpgsqlConnectionStringBuilder(_given.ConnectionString)
        {
            Pooling = false, // a connection per thread, and one that failed is never used again
            Timeout = connectSeconds,
            CommandTimeout = commandSeconds,
            CancellationTimeout = -1, // the server has its own limits; to ask one that is frozen to cancel would hang once more
        };
        // With these the operator may know better.
        if (!_given.ShouldSerialize("Max Auto Prepare"))
            with.MaxAutoPrepare = 50;
        if (!_given.ShouldSerialize("Auto Prepare Min Usages"))
            with.AutoPrepareMinUsages = 2;
        if (!_given.ShouldSerialize("Application Name"))
            with.ApplicationName = "rollcall";
        if (!_given.ShouldSerialize("TCP Keepalive") && !_given.ShouldSerialize("TCP Keepalive Time"))
            (with.TcpKeepAlive, with.TcpKeepAliveTime, with.TcpKeepAliveInterval) = (true, 30, 5);
        if (!_given.ShouldSerialize("GSS Encryption Mode"))
            with.GssEncryptionMode = GssEncryptionMode.Disable; // else one more way at each connect, on most machines in vain
        return with.ConnectionString;
    }
}
