using BitFaster.Caching.Lru;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Recipients;

/// <summary>
/// The remembered verdicts of all domains: a bounded memory in front of a store that may be away. What is learnt is in memory at once and
/// in the store soon; what a person fixes or erases is in the store before it is acknowledged.
/// </summary>
public sealed class RecipientDirectory(IRecipientStore store, int memoryEntries, TimeProvider time)
{
    private static readonly long _writeMailsEvery = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private volatile ConcurrentLru<RecipientKey, Remembered> _memory = NewMemory(memoryEntries);

    /// <summary>Why the store does not answer, or null.</summary>
    public string? Trouble => store.Trouble;

    /// <summary>Now, as stored times are written: Unix milliseconds UTC.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Keeps so many entries in memory from now on, at least 3, and in the store so many invalid ones of a domain.</summary>
    public void Resize(int nextEntries, int maxInvalid)
    {
        store.MaxInvalid = maxInvalid;
        var known = _memory;
        if (known.Capacity == nextEntries)
            return;
        var memory = NewMemory(nextEntries);
        _memory = memory;
        foreach (var (key, remembered) in known) // what is learnt meanwhile is newer, and stays
            memory.GetOrAdd(key, static (_, kept) => kept, remembered);
    }

    /// <summary>
    /// The entry in memory, or null; null too while one that was learnt without the store waits to be read, since a pin may lie there. It
    /// allocates nothing and waits for nothing.
    /// </summary>
    public RecipientEntry? Recall(RecipientKey key) => _memory.TryGet(key, out var remembered) && !MustRead(remembered) ? remembered.Entry : null;

    /// <summary>The entry in memory or store, and whether the store could tell.</summary>
    public async ValueTask<StoreRead> FindAsync(RecipientKey key)
    {
        if (Recall(key) is { } known)
            return new StoreRead(true, known);
        var read = await store.ReadAsync(key).ConfigureAwait(false);
        if (read.Entry is null)
            return new StoreRead(read.Available, _memory.TryGet(key, out var unread) ? unread.Entry : null);
        var remembered = _memory.GetOrAdd(key, static (_, found) => new Remembered(found.Entry!) { IsUnread = !found.Available }, read);
        if (remembered.IsUnread && read.Available)
            remembered.TakeFromStore(read.Entry);
        return new StoreRead(read.Available, remembered.Entry);
    }

    /// <summary>Whether a person has pinned or imported a valid recipient of the domain; null when the store does not answer.</summary>
    public Task<bool?> HasListAsync(string domain) => store.HasListAsync(domain);

    /// <summary>Remembers what a destination said of a recipient. Doubt is never given here.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="before">Its entry as it was found: memory may have lost it meanwhile, with its pin.</param>
    /// <param name="verdict">Valid or Invalid.</param>
    /// <param name="evidence">Why.</param>
    /// <param name="transcript">The lines of the question, or null.</param>
    public RecipientEntry Learn(RecipientKey key, StoreRead before, Verdict verdict, Evidence evidence, string? transcript)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(verdict, Verdict.Unverifiable);
        long now = Now;
        var found = before with { Entry = before.Entry ?? new RecipientEntry(key) { FirstSeen = now } };
        var remembered = _memory.GetOrAdd(key, static (_, found) => new Remembered(found.Entry!) { IsUnread = !found.Available }, found);
        var learnt = remembered.Change(entry => entry with { Verdict = verdict, VerifiedAt = now, Evidence = evidence });
        store.Learn(learnt, transcript);
        return learnt;
    }

    /// <summary>Whether the re-check of an invalid entry may begin: true once in its life.</summary>
    public bool TryBeginRecheck(RecipientKey key) => _memory.TryGet(key, out var remembered) && remembered.TryBeginRecheck();

    /// <summary>
    /// Puts an entry back as it was before a "no such user" was learnt, in memory at once and in the store soon; not what was forgotten,
    /// imported or found again since.
    /// </summary>
    public Task<StoreWrite> RestoreAsync(RecipientEntry before)
    {
        if (_memory.TryGet(before.Key, out var remembered))
        {
            remembered.Change(entry => entry is { Verdict: Verdict.Invalid, Evidence: not null } && entry.FirstSeen <= before.FirstSeen
                ? entry with { Verdict = before.Verdict, VerifiedAt = before.VerifiedAt, Evidence = before.Evidence }
                : entry);
        }
        return store.RestoreAsync(before);
    }

    /// <summary>Keeps the event that a "no such user" was not learned because the mass-flip brake holds it back.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="transcript">The lines of the question.</param>
    public void HoldBack(RecipientKey key, string transcript) => store.HoldBack(key, new RecipientEvent(Now, "held", Verdict.Invalid, transcript));

    /// <summary>The entry in memory or store as <see cref="FindAsync"/> tells it, for a look at many: memory does not fill with them.</summary>
    public ValueTask<StoreRead> PeekAsync(RecipientKey key) =>
        Recall(key) is { } known ? new ValueTask<StoreRead>(new StoreRead(true, known)) : store.ReadAsync(key);

    /// <summary>Remembers what a person says of recipients of one domain, as if it were learnt now. It is in the store when it is acknowledged.</summary>
    public async Task<StoreWrite> ImportAsync(string domain, IReadOnlyDictionary<RecipientKey, Verdict> verdicts)
    {
        long now = Now;
        var entries = verdicts.Select(pair => new RecipientEntry(pair.Key) { Verdict = pair.Value, VerifiedAt = now, FirstSeen = now }).ToList();
        var done = await store.ImportAsync(domain, entries).ConfigureAwait(false);
        if (done != StoreWrite.Done)
            return done;
        foreach (var imported in entries)
        {
            if (_memory.TryGet(imported.Key, out var remembered))
                remembered.Change(entry => entry.VerifiedAt > now ? entry : entry with { Verdict = imported.Verdict, VerifiedAt = now, Evidence = null });
        }
        return done;
    }

    /// <summary>Notes that a mail came for a known recipient; written at most once an hour.</summary>
    public void CountMail(RecipientKey key)
    {
        if (_memory.TryGet(key, out var remembered) && remembered.CountMail(Now, _writeMailsEvery, out long mails))
        {
            remembered.Change(entry => entry with { LastMail = Now, Mails = entry.Mails + mails });
            store.CountMails(key, Now, mails);
        }
    }

    /// <summary>Fixes a verdict, or with null unfixes it.</summary>
    public async Task<StoreWrite> PinAsync(RecipientKey key, Verdict? pin, string by)
    {
        var done = await store.PinAsync(key, pin, by).ConfigureAwait(false);
        if (done == StoreWrite.Done)
            await RefreshAsync(key, pin, by).ConfigureAwait(false);
        return done;
    }

    /// <summary>Erases an entry with its history.</summary>
    public async Task<StoreWrite> ForgetAsync(RecipientKey key)
    {
        var done = await store.ForgetAsync(key).ConfigureAwait(false);
        if (done != StoreWrite.Unavailable)
            _memory.TryRemove(key);
        return done;
    }

    /// <summary>Erases the entries of a domain, or those in one state.</summary>
    public async Task<StoreWrite> ForgetDomainAsync(string domain, CalloutSettings settings, RecipientState? state)
    {
        var done = await store.ForgetDomainAsync(domain, state, CutoffsOf(settings)).ConfigureAwait(false);
        if (done != StoreWrite.Unavailable)
            Release(domain); // what stays in the store is read again
        return done;
    }

    /// <summary>Takes a domain out of memory; what is in the store stays there.</summary>
    public void Release(string domain)
    {
        foreach (var (key, _) in _memory)
        {
            if (key.Domain == domain)
                _memory.TryRemove(key);
        }
    }

    /// <summary>A page of a domain's list; null when the store does not answer.</summary>
    public Task<IReadOnlyList<RecipientEntry>?> ListAsync(RecipientQuery query) => store.ListAsync(query);

    /// <summary>The history of an address, newest first; null when the store does not answer.</summary>
    public Task<IReadOnlyList<RecipientEvent>?> EventsAsync(RecipientKey key) => store.EventsAsync(key);

    /// <summary>Kept numbers of a domain.</summary>
    public DomainCounts Counts(string domain) => store.Counts(domain);

    /// <summary>The domains that the store has recipients of, protected or not.</summary>
    public IReadOnlyCollection<string> KnownDomains => store.Domains;

    /// <summary>Drops what is dead by these settings.</summary>
    public Task SweepAsync(string domain, CalloutSettings settings) => store.SweepAsync(domain, CutoffsOf(settings));

    /// <summary>The limits between the states now.</summary>
    public StateCutoffs CutoffsOf(CalloutSettings settings)
    {
        if (settings.Mode == CalloutMode.List)
            return default; // a list has no age
        long now = Now;
        return new StateCutoffs(
            now - (long)settings.ValidTtl.TotalMilliseconds,
            now - (long)settings.InvalidTtl.TotalMilliseconds,
            now - (long)settings.StaleTtl.TotalMilliseconds);
    }

    private static ConcurrentLru<RecipientKey, Remembered> NewMemory(int entries) =>
        new(Environment.ProcessorCount, Math.Max(entries, 3), EqualityComparer<RecipientKey>.Default);

    private bool MustRead(Remembered remembered) => remembered.IsUnread && store.Trouble is null;

    private async Task RefreshAsync(RecipientKey key, Verdict? pin, string by)
    {
        if (_memory.TryGet(key, out var remembered))
        {
            var entry = remembered.Change(entry => entry with { Pin = pin, PinBy = pin is null ? null : by });
            if (pin is null && entry.Verdict == Verdict.Unverifiable)
                _memory.TryRemove(key); // a pin alone leaves nothing behind
            return;
        }
        await FindAsync(key).ConfigureAwait(false);
    }

    /// <summary>One entry in memory; changes are one at a time, readers see a whole entry.</summary>
    private sealed class Remembered(RecipientEntry entry)
    {
        private readonly Lock _changing = new();
        private long _mails;
        private long _recheckedLife = -1;

        public RecipientEntry Entry { get; private set; } = entry;

        /// <summary>Whether the store did not answer when it was learnt, so that it may hold more of it.</summary>
        public bool IsUnread { get; set; }

        /// <summary>Takes what a person said and how it began from the store; what was learnt since stays.</summary>
        public void TakeFromStore(RecipientEntry stored)
        {
            Change(learnt => learnt.VerifiedAt < stored.VerifiedAt
                ? stored
                : stored with { Verdict = learnt.Verdict, VerifiedAt = learnt.VerifiedAt, Evidence = learnt.Evidence });
            IsUnread = false;
        }

        public RecipientEntry Change(Func<RecipientEntry, RecipientEntry> change)
        {
            lock (_changing)
                return Entry = change(Entry);
        }

        // A life is known by its begin.
        public bool TryBeginRecheck()
        {
            long life = Entry.VerifiedAt;
            return Interlocked.Exchange(ref _recheckedLife, life) != life;
        }

        public bool CountMail(long now, long every, out long mails)
        {
            mails = Interlocked.Increment(ref _mails);
            if (now - Entry.LastMail < every)
                return false;
            mails = Interlocked.Exchange(ref _mails, 0);
            return mails > 0;
        }
    }
}
