namespace Rollcall.Core.Peers;

/// <summary>The [breaker] settings.</summary>
/// <param name="Failures">So many failures in a row open a breaker.</param>
/// <param name="Open">It stays open for so long at first.</param>
/// <param name="MaxOpen">Longest time between two trials.</param>
public sealed record BreakerSettings(int Failures, TimeSpan Open, TimeSpan MaxOpen)
{
    /// <summary>The defaults of the configuration.</summary>
    public static BreakerSettings Default { get; } = new(5, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
}

/// <summary>What a note on a host changed.</summary>
internal enum BreakerTurn
{
    /// <summary>Nothing that anybody has to be told.</summary>
    None,

    /// <summary>It was closed and is open.</summary>
    Opened,

    /// <summary>It was open, or on trial, and is closed.</summary>
    Closed,
}
