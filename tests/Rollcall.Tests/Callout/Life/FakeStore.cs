using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Tests.Callout.Life;

/// <summary>A store of recipients and states of domains that is a dictionary: what it promises, done at once.</summary>
internal sealed class FakeStore(TimeProvider time) : IRecipientStore, IDomainStateStore
{
    private readonly Dictionary<string, DomainState> _states = [];
    private readonly Dictionary<RecipientKey, long> _held = [];

    public Dictionary<RecipientKey, RecipientEntry> Entries { get; } = [];

    public string? Trouble => null;

    public ValueTask<StoreRead> ReadAsync(RecipientKey key) => new(new StoreRead(true, Entries.GetValueOrDefault(key)));

    public void Learn(RecipientEntry entry, string? transcript)
    {
        var stored = Entries.GetValueOrDefault(entry.Key);
        if (stored is null || entry.VerifiedAt > stored.VerifiedAt)
            Entries[entry.Key] = entry with { Pin = stored?.Pin, PinBy = stored?.PinBy, FirstSeen = stored?.FirstSeen ?? entry.FirstSeen };
    }

    public void HoldBack(RecipientKey key, RecipientEvent what) => _held[key] = what.At;

    public void CountMails(RecipientKey key, long lastMail, long mails)
    {
    }

    public Task<StoreWrite> PinAsync(RecipientKey key, Verdict? pin, string by)
    {
        var stored = Entries.GetValueOrDefault(key);
        if (pin is null && stored is null)
            return Task.FromResult(StoreWrite.NoEntry);
        if (pin is null && stored!.Verdict == Verdict.Unverifiable)
            Entries.Remove(key);
        else
            Entries[key] = (stored ?? new RecipientEntry(key)) with { Pin = pin, PinBy = pin is null ? null : by };
        return Task.FromResult(StoreWrite.Done);
    }

    public Task<StoreWrite> RestoreAsync(RecipientEntry before)
    {
        if (Entries.GetValueOrDefault(before.Key) is not { Verdict: Verdict.Invalid, Evidence: not null } stored || stored.FirstSeen > before.FirstSeen)
            return Task.FromResult(StoreWrite.NoEntry);
        Entries[before.Key] = stored with { Verdict = before.Verdict, VerifiedAt = before.VerifiedAt, Evidence = before.Evidence };
        _held[before.Key] = time.GetUtcNow().ToUnixTimeMilliseconds();
        return Task.FromResult(StoreWrite.Done);
    }

    public Task<StoreWrite> ImportAsync(string domain, IReadOnlyCollection<RecipientEntry> entries)
    {
        foreach (var entry in entries)
            Learn(entry, null);
        return Task.FromResult(StoreWrite.Done);
    }

    public Task<StoreWrite> ForgetAsync(RecipientKey key)
    {
        _held.Remove(key);
        return Task.FromResult(Entries.Remove(key) ? StoreWrite.Done : StoreWrite.NoEntry);
    }

    public Task<StoreWrite> ForgetDomainAsync(string domain, RecipientState? state, StateCutoffs cutoffs) => throw new NotSupportedException();

    public Task<IReadOnlyList<RecipientEntry>?> ListAsync(RecipientQuery query) => throw new NotSupportedException();

    public Task<IReadOnlyList<RecipientEvent>?> EventsAsync(RecipientKey key) => throw new NotSupportedException();

    public Task<bool?> HasListAsync(string domain) => Task.FromResult<bool?>(Entries.Values.Any(entry =>
        entry.Pin == Verdict.Valid || (entry is { Verdict: Verdict.Valid, Evidence: null })));

    public int MaxInvalid { get; set; }

    public DomainCounts Counts(string domain) => new(0, 0, Entries.Values.Count(entry => entry.Pin is not null));

    public IReadOnlyCollection<string> Domains => [.. Entries.Keys.Select(key => key.Domain).Distinct()];

    public Task SweepAsync(string domain, StateCutoffs cutoffs) => Task.CompletedTask;

    public Task<IReadOnlyList<DomainState>?> StatesAsync() => Task.FromResult<IReadOnlyList<DomainState>?>([.. _states.Values]);

    public Task<IReadOnlyList<HeldBack>?> HeldBackAsync() => Task.FromResult<IReadOnlyList<HeldBack>?>([.. _held
        .Where(held => _states.TryGetValue(held.Key.Domain, out var state) && held.Value >= state.BrakeSince)
        .Select(held => new HeldBack(held.Key,
            Entries.GetValueOrDefault(held.Key) is { Verdict: Verdict.Valid, Evidence: not null } entry && entry.VerifiedAt > held.Value))]);

    public Task<bool> KeepAsync(DomainState state)
    {
        _states[state.Domain] = state;
        return Task.FromResult(true);
    }
}
