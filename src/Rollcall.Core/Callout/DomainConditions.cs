using System.Collections.Concurrent;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;

namespace Rollcall.Core.Callout;

/// <summary>The conditions of all domains: in memory, and kept in the store.</summary>
public sealed class DomainConditions(IDomainStateStore store)
{
    private readonly ConcurrentDictionary<string, DomainCondition> _byDomain = new(StringComparer.Ordinal);

    /// <summary>Where changes are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }

    /// <summary>Takes up what was kept; without a store all begin anew.</summary>
    public async Task LoadAsync()
    {
        var held = (await store.HeldBackAsync().ConfigureAwait(false) ?? []).ToLookup(recipient => recipient.Key.Domain);
        foreach (var state in await store.StatesAsync().ConfigureAwait(false) ?? [])
            _byDomain[state.Domain] = new DomainCondition(state, held[state.Domain]);
    }

    /// <summary>The condition of a domain with its present destination.</summary>
    public DomainCondition Of(ProtectedDomain domain)
    {
        if (_byDomain.TryGetValue(domain.Name, out var condition) && condition.State.Destination == domain.VerifyAt.Name)
            return condition;
        var fresh = new DomainCondition(new DomainState(domain.Name, domain.VerifyAt.Name), []);
        return _byDomain.AddOrUpdate(domain.Name, fresh, (_, old) => old.State.Destination == domain.VerifyAt.Name ? old : fresh);
    }

    /// <summary>Tells of a condition that has changed, and keeps it, soon; while the store is away, at a later call.</summary>
    public void Keep(DomainCondition condition)
    {
        if (Events is { } events && condition.TakeChange(events.Now) is { } standing)
            events.Publish(new GatewayEvent(EventType.Health) { Domain = condition.State.Domain, Destination = condition.State.Destination, State = standing.Word() });
        if (condition.IsUnkept)
            _ = KeepAsync(condition);
    }

    /// <summary>Keeps all that have changed.</summary>
    public Task KeepAllAsync() => Task.WhenAll(_byDomain.Values.Where(condition => condition.IsChanged).Select(KeepAsync));

    /// <summary>Forgets a domain that is protected no more.</summary>
    public void Forget(string domain) => _byDomain.TryRemove(domain, out _);

    private async Task KeepAsync(DomainCondition condition)
    {
        if (!await store.KeepAsync(condition.TakeForKeeping()).ConfigureAwait(false))
            condition.KeepLater();
    }
}
