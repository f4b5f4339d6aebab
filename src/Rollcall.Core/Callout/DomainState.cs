namespace Rollcall.Core.Callout;

/// <summary>What is known of a domain as a whole and outlives a restart. Times are Unix milliseconds UTC, null for never.</summary>
/// <param name="Domain">The domain in normal form.</param>
/// <param name="Destination">Whom its call-outs ask: of another destination nothing of this is true.</param>
public sealed record DomainState(string Domain, string Destination)
{
    /// <summary>When the destination accepted a random recipient.</summary>
    public long? AcceptsAllAt { get; init; }

    /// <summary>When it refused one, or said "no such user" of a real one.</summary>
    public long? FilteringAt { get; init; }

    /// <summary>Since when every answer to a question was a refusal of us; null until that is so for refuses_after.</summary>
    public long? RefusedSince { get; init; }

    /// <summary>Since when the mass-flip brake holds.</summary>
    public long? BrakeSince { get; init; }
}

/// <summary>Keeps the states of domains; neither call throws for a store that is away.</summary>
public interface IDomainStateStore
{
    /// <summary>All that are kept; null when the store does not answer.</summary>
    Task<IReadOnlyList<DomainState>?> StatesAsync();

    /// <summary>Whom the mass-flip brakes that hold keep back; null when the store does not answer.</summary>
    Task<IReadOnlyList<HeldBack>?> HeldBackAsync();

    /// <summary>Keeps one in the place of what was kept; false when the store does not answer.</summary>
    Task<bool> KeepAsync(DomainState state);
}
