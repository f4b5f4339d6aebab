using System.Net;

namespace Rollcall.Config;

/// <summary>Where the recipient directory is kept.</summary>
internal enum StoreProvider
{
    /// <summary>A file in state_dir.</summary>
    Sqlite,

    /// <summary>A server that several nodes share.</summary>
    Postgresql,
}

/// <summary>Where recipients, domains and tokens are kept.</summary>
internal sealed record StoreOptions
{
    /// <summary>The embedded store of one node, or a server that several nodes share.</summary>
    [Key("provider", Restart = true)]
    public StoreProvider Provider { get; init; }

    /// <summary>For sqlite the path of its file, empty: rollcall.db in state_dir; for postgresql an Npgsql connection string, as in Host=db.example;Database=rollcall;Username=rollcall.</summary>
    [Key("connection", Secret = true, Restart = true)]
    public string Connection { get; init; } = "";

    /// <summary>A file that holds what would be written as connection, so that this one holds no secret.</summary>
    [Key("connection_file", Rule = TextRule.OptionalPath, Restart = true)]
    public string ConnectionFile { get; init; } = "";

    /// <summary>At the start a store that cannot be reached yet is tried again for so long; then serve exits with 69.</summary>
    [Key("wait", Min = "0s", Max = "1h", Restart = true)]
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>How names are resolved.</summary>
internal sealed record DnsOptions
{
    /// <summary>Resolvers as address or address:port; empty: those of the system.</summary>
    [Key("servers")]
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Whether a host name may resolve to a private, loopback or link-local address; literal addresses in this file always may.</summary>
    [Key("allow_private")]
    public bool AllowPrivate { get; init; }
}

/// <summary>Memory, disk and queues of the whole process.</summary>
internal sealed record LimitsOptions
{
    /// <summary>Recipients kept in memory, in front of the store.</summary>
    [Key("memory_entries", Min = "3", Max = "100000000")]
    public int MemoryEntries { get; init; } = 500_000;

    /// <summary>All bodies in memory together; beyond it they go to unlinked files in spool_dir.</summary>
    [Key("body_memory", Min = "0KiB", Max = "1024GiB")]
    public long BodyMemory { get; init; } = 256L << 20;

    /// <summary>Folder of those files, emptied at start; empty: spool in state_dir.</summary>
    [Key("spool_dir", Rule = TextRule.OptionalPath)]
    public string SpoolDir { get; init; } = "";

    /// <summary>With less free space MAIL gets 452 4.3.1.</summary>
    [Key("min_free_disk", Min = "0KiB", Max = "1024GiB")]
    public long MinFreeDisk { get; init; } = 1L << 30;

    /// <summary>Questions waiting for one destination, shared fairly by its domains; beyond it 451 4.4.3 at once.</summary>
    [Key("waiting", Min = "1", Max = "1000000")]
    public int Waiting { get; init; } = 2000;
}
