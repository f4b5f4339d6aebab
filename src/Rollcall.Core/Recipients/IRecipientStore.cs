using Rollcall.Core.Callout;

namespace Rollcall.Core.Recipients;

/// <summary>
/// The lasting half of the recipient directory. It never throws for a store that is locked, full or gone: reads say so, writes are kept
/// in a bounded queue and caught up. No call blocks its caller's thread; no read takes longer than a second.
/// </summary>
public interface IRecipientStore
{
    /// <summary>Why the store does not answer at present, or null.</summary>
    string? Trouble { get; }

    /// <summary>One entry; reads that wait together go in one batch.</summary>
    ValueTask<StoreRead> ReadAsync(RecipientKey key);

    /// <summary>
    /// Remembers a learned verdict with its evidence, and the event of it, soon. A later one for the same key replaces one that still waits;
    /// in the store the later <see cref="RecipientEntry.VerifiedAt"/> wins. The pin is not touched.
    /// </summary>
    /// <param name="entry">The entry as it is now.</param>
    /// <param name="transcript">The lines of the entry's own question, 2 KiB at most, or null.</param>
    void Learn(RecipientEntry entry, string? transcript);

    /// <summary>Keeps the event, soon, that a verdict was not learned because the mass-flip brake holds it back.</summary>
    /// <param name="key">Whose.</param>
    /// <param name="what">The event of kind "held", with the lines of the question, 2 KiB at most.</param>
    void HoldBack(RecipientKey key, RecipientEvent what);

    /// <summary>Adds to the mails of a known entry, soon.</summary>
    void CountMails(RecipientKey key, long lastMail, long mails);

    /// <summary>Fixes a verdict, or with null unfixes it, and writes before it returns.</summary>
    Task<StoreWrite> PinAsync(RecipientKey key, Verdict? pin, string by);

    /// <summary>
    /// Puts the verdict of an entry back as it was before a "no such user" was learnt, behind all that waits to be written; not what was
    /// forgotten, imported or found again since.
    /// </summary>
    Task<StoreWrite> RestoreAsync(RecipientEntry before);

    /// <summary>Remembers imported verdicts of one domain, each key once, and writes them before it returns. Pins are not touched.</summary>
    Task<StoreWrite> ImportAsync(string domain, IReadOnlyCollection<RecipientEntry> entries);

    /// <summary>Erases an entry with its events.</summary>
    Task<StoreWrite> ForgetAsync(RecipientKey key);

    /// <summary>Erases the entries of a domain in a state (all without one), pins excepted unless no state is given, with their events.</summary>
    Task<StoreWrite> ForgetDomainAsync(string domain, RecipientState? state, StateCutoffs cutoffs);

    /// <summary>A page of a domain's entries in the order of their local parts; null when the store does not answer.</summary>
    Task<IReadOnlyList<RecipientEntry>?> ListAsync(RecipientQuery query);

    /// <summary>The last events of an address, newest first, 20 at most; null when the store does not answer.</summary>
    Task<IReadOnlyList<RecipientEvent>?> EventsAsync(RecipientKey key);

    /// <summary>Whether a domain has a valid recipient that was pinned or imported; null when the store does not answer.</summary>
    Task<bool?> HasListAsync(string domain);

    /// <summary>How many learned valid, learned invalid and pinned entries a domain has: kept numbers, never counted. Zero when unknown.</summary>
    DomainCounts Counts(string domain);

    /// <summary>Most learned invalid entries of a domain; the oldest beyond it are dropped, never pinned ones.</summary>
    int MaxInvalid { get; set; }

    /// <summary>Drops the dead: invalid ones verified before the one limit, valid ones before the other, never pinned ones.</summary>
    Task SweepAsync(string domain, StateCutoffs cutoffs);

    /// <summary>The domains of which there are rows, as last committed.</summary>
    IReadOnlyCollection<string> Domains { get; }
}

/// <summary>
/// The answer of a read: <paramref name="Available"/> is false when the store could not tell; what is known without it may be there all the same, without its pin.
/// </summary>
public readonly record struct StoreRead(bool Available, RecipientEntry? Entry);

/// <summary>How a write ended.</summary>
public enum StoreWrite
{
    /// <summary>Written, and it will survive a restart.</summary>
    Done,

    /// <summary>There was no such entry.</summary>
    NoEntry,

    /// <summary>There is one already, and it stays as it is.</summary>
    Exists,

    /// <summary>The store does not answer: 503.</summary>
    Unavailable,
}

/// <summary>States by which people list recipients.</summary>
public enum RecipientState
{
    /// <summary>Valid, by pin or by a verdict younger than valid_ttl.</summary>
    Valid,

    /// <summary>Invalid, by pin or by a verdict younger than invalid_ttl.</summary>
    Invalid,

    /// <summary>Valid once, past valid_ttl, younger than stale_ttl.</summary>
    Stale,
}

/// <summary>The limits between the states at one time, in Unix milliseconds: an entry verified before its limit is past that state.</summary>
/// <param name="Valid">Now less valid_ttl.</param>
/// <param name="Invalid">Now less invalid_ttl.</param>
/// <param name="Stale">Now less stale_ttl.</param>
public readonly record struct StateCutoffs(long Valid, long Invalid, long Stale);

/// <summary>A page of a list.</summary>
/// <param name="Domain">Whose recipients.</param>
/// <param name="State">Only those in this state; without one, all that are not dead.</param>
/// <param name="Search">Only local parts that begin with this; empty for all. Local parts are stored in normal form.</param>
/// <param name="After">Only local parts behind this one in ordinal order; null for the first page.</param>
/// <param name="Limit">1 to 1000.</param>
/// <param name="Cutoffs">The limits between the states now.</param>
public sealed record RecipientQuery(string Domain, RecipientState? State, string Search, string? After, int Limit, StateCutoffs Cutoffs);

/// <summary>Something that happened to an address.</summary>
/// <param name="At">Unix milliseconds UTC.</param>
/// <param name="Kind">learned, changed, restored, held, pinned, unpinned.</param>
/// <param name="Verdict">The verdict after it.</param>
/// <param name="Evidence">The server's words, or for the last question its lines.</param>
public sealed record RecipientEvent(long At, string Kind, Verdict Verdict, string Evidence);

/// <summary>Kept numbers of a domain.</summary>
/// <param name="Valid">Learned valid entries, stale ones included.</param>
/// <param name="Invalid">Learned invalid entries.</param>
/// <param name="Pinned">Pinned entries.</param>
public readonly record struct DomainCounts(long Valid, long Invalid, long Pinned);
