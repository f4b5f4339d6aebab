namespace Rollcall.Core.Domains;

/// <summary>What call-outs may ask of one destination.</summary>
/// <param name="MaxSessions">Sessions open at one time.</param>
/// <param name="MaxPerSession">Questions of one session.</param>
/// <param name="MaxRate">Questions a second.</param>
public sealed record DestinationLimits(int MaxSessions, int MaxPerSession, int MaxRate)
{
    /// <summary>The limits of one domain.</summary>
    public static DestinationLimits Of(CalloutSettings settings) => new(settings.MaxSessions, settings.MaxPerSession, settings.MaxRate);

    /// <summary>The lowest of several domains, of at least one.</summary>
    public static DestinationLimits Lowest(IEnumerable<CalloutSettings> domains) => domains.Select(Of).Aggregate(static (one, other) => new(
        Math.Min(one.MaxSessions, other.MaxSessions), Math.Min(one.MaxPerSession, other.MaxPerSession), Math.Min(one.MaxRate, other.MaxRate)));
}
