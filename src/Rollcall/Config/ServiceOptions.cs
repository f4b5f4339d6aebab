using System.Net;

namespace Rollcall.Config;

/// <summary>API, metrics and console.</summary>
internal sealed record HttpOptions
{
    /// <summary>Where to listen.</summary>
    [Key("listen", Restart = true)]
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [ListenAddress.Parse("127.0.0.1:8025")];

    /// <summary>Networks (CIDR) whose private addresses a domain may have that was added with a token of the API; the operator may add any, on the control socket.</summary>
    [Key("private_destinations", Restart = true)]
    public IReadOnlyList<IPNetwork> PrivateDestinations { get; init; } = [];
}

/// <summary>Postfix policy delegation.</summary>
internal sealed record PolicyOptions
{
    /// <summary>Where to listen; empty: nowhere.</summary>
    [Key("listen", Restart = true)]
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];
}

/// <summary>The socketmap service for Postfix and Sendmail.</summary>
internal sealed record SocketmapOptions
{
    /// <summary>Where to listen; empty: nowhere.</summary>
    [Key("listen", Restart = true)]
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];
}

/// <summary>The tcp_table service for Postfix, also for Exim's readsocket.</summary>
internal sealed record TcpTableOptions
{
    /// <summary>Where to listen; empty: nowhere.</summary>
    [Key("listen", Restart = true)]
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [];
}

/// <summary>How log lines look.</summary>
internal enum LogFormat
{
    /// <summary>time level event key=value.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>The least level that is logged.</summary>
internal enum LogThreshold
{
    /// <summary>Everything, recipients accepted from memory too.</summary>
    Debug,

    /// <summary>Refusals, doubt, one line a message, changes.</summary>
    Info,

    /// <summary>What the operator should look at.</summary>
    Warn,

    /// <summary>What failed.</summary>
    Error,
}

/// <summary>The log, on standard error.</summary>
internal sealed record LogOptions
{
    /// <summary>Lines of words, or one JSON object a line.</summary>
    [Key("format")]
    public LogFormat Format { get; init; }

    /// <summary>The least level that is logged.</summary>
    [Key("level")]
    public LogThreshold Level { get; init; } = LogThreshold.Info;
}
