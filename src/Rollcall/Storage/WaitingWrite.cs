using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>What waits to be written for one key: a learned verdict, mails to add, or both.</summary>
/// <param name="Entry">The entry with the verdict; null when there are only mails.</param>
/// <param name="Transcript">The lines of its question.</param>
/// <param name="LastMail">When the last of the mails came, Unix milliseconds.</param>
/// <param name="Mails">How many mails to add.</param>
internal sealed record WaitingWrite(RecipientEntry? Entry, string? Transcript, long LastMail, long Mails)
{
    /// <summary>This and a later one for the same key in one; of two verdicts the later verified one stays.</summary>
    public WaitingWrite Then(WaitingWrite later)
    {
        bool newer = later.Entry is not null && (Entry is null || later.Entry.VerifiedAt >= Entry.VerifiedAt);
        return new WaitingWrite(newer ? later.Entry : Entry, newer ? later.Transcript : Transcript, Math.Max(LastMail, later.LastMail), Mails + later.Mails);
    }

    /// <summary>What a read would find were this written; <paramref name="stored"/> is null when there is no row or it cannot be read.</summary>
    public RecipientEntry? Over(RecipientEntry? stored)
    {
        var seen = stored;
        if (stored is null)
            seen = Entry;
        else if (Entry is not null && Entry.VerifiedAt >= stored.VerifiedAt)
            seen = stored with { Verdict = Entry.Verdict, VerifiedAt = Entry.VerifiedAt, Evidence = Entry.Evidence };
        return seen is null || Mails == 0 || stored is null ? seen : seen with { Mails = stored.Mails + Mails, LastMail = Math.Max(stored.LastMail, LastMail) };
    }
}
