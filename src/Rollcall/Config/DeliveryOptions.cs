using Rollcall.Core.Delivery;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;

namespace Rollcall.Config;

/// <summary>The circuit breaker of each host, shared by call-outs and deliveries.</summary>
internal sealed record BreakerOptions
{
    /// <summary>So many failures in a row open it.</summary>
    [Key("failures", Min = "1", Max = "1000")]
    public int Failures { get; init; } = 5;

    /// <summary>It stays open for so long, doubling up to max_open.</summary>
    [Key("open", Min = "10ms", Max = "1h")]
    public TimeSpan Open { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time that it stays open before the next trial.</summary>
    [Key("max_open", Min = "10ms", Max = "24h")]
    public TimeSpan MaxOpen { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same as Core knows them.</summary>
    public BreakerSettings ToSettings() => new(Failures, Open, MaxOpen);
}

/// <summary>How messages are passed on.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>Limit of one connect.</summary>
    [Key("connect_timeout", Min = "10ms", Max = "5m")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limit of the banner and of each reply, but that to the final dot.</summary>
    [Key("command_timeout", Min = "10ms", Max = "5m")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit of the reply to the final dot; below the sender's 10 minutes (RFC 5321 4.5.3.2.6) and below message_deadline.</summary>
    [Key("final_dot_timeout", Min = "10ms", Max = "10m")]
    public TimeSpan FinalDotTimeout { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>From the client's final dot to our reply; our own dot is sent only while 5/9 of it are left.</summary>
    [Key("message_deadline", Min = "20ms", Max = "10m")]
    public TimeSpan MessageDeadline { get; init; } = TimeSpan.FromMinutes(9);

    /// <summary>Delivery sessions open at one time, per destination; a message waits 30 s for one, then 451 4.4.5.</summary>
    [Key("max_sessions", Min = "1", Max = "10000")]
    public int MaxSessions { get; init; } = 20;

    /// <summary>A session without a message is closed after so long.</summary>
    [Key("idle", Min = "0s", Max = "5m")]
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same as Core knows them.</summary>
    public DeliverySettings ToSettings() => new(ConnectTimeout, CommandTimeout, FinalDotTimeout, MessageDeadline, MaxSessions, Idle);
}

/// <summary>Protection against clients that guess recipients.</summary>
internal sealed record HarvestOptions
{
    /// <summary>Refused recipients of a client are counted for so long.</summary>
    [Key("window", Min = "1s", Max = "7d")]
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(1);

    /// <summary>So many recipients of one client refused as unknown in the window, with ratio, get it 451 4.7.1 for what needs a call-out.</summary>
    [Key("unknown", Min = "1", Max = "1000000")]
    public int Unknown { get; init; } = 50;

    /// <summary>At least this share of the client's recipients must be unknown.</summary>
    [Key("ratio", Min = "0.0", Max = "1.0")]
    public double Ratio { get; init; } = 0.5;

    /// <summary>So many times unknown: 421 4.7.0 for the time of ban; a /24 or /64 counts with the same factor.</summary>
    [Key("ban_factor", Min = "1", Max = "10000")]
    public int BanFactor { get; init; } = 10;

    /// <summary>A client is banned for so long.</summary>
    [Key("ban", Min = "1s", Max = "30d")]
    public TimeSpan Ban { get; init; } = TimeSpan.FromHours(1);

    /// <summary>With so many Invalid answers in 10 minutes a domain is under attack.</summary>
    [Key("domain_unknown", Min = "1", Max = "1000000")]
    public int DomainUnknown { get; init; } = 200;

    /// <summary>Questions a second for new local parts of a domain under attack.</summary>
    [Key("domain_rate", Min = "1", Max = "10000")]
    public int DomainRate { get; init; } = 2;

    /// <summary>Invalid entries of one domain; the oldest go first.</summary>
    [Key("max_invalid", Min = "1", Max = "100000000")]
    public int MaxInvalid { get; init; } = 50_000;

    /// <summary>The same as Core knows them.</summary>
    public HarvestSettings ToSettings() => new(Window, Unknown, Ratio, BanFactor, Ban, DomainUnknown, DomainRate);
}
