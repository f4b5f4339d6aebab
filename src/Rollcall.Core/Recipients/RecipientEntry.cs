using Rollcall.Core.Callout;

namespace Rollcall.Core.Recipients;

/// <summary>What is remembered of one recipient. Times are Unix milliseconds UTC.</summary>
/// <param name="Key">Whose entry it is.</param>
public sealed record RecipientEntry(RecipientKey Key)
{
    /// <summary>The learned verdict, Valid or Invalid; Unverifiable when there is only a pin.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>When the destination said so; whether it is fresh, stale or dead is computed at read.</summary>
    public long VerifiedAt { get; init; }

    /// <summary>Why; null for imported entries and pins alone.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The verdict fixed by a person, which never expires and is never asked about; null for none. It stands beside the learned one.</summary>
    public Verdict? Pin { get; init; }

    /// <summary>Who fixed it.</summary>
    public string? PinBy { get; init; }

    /// <summary>When the recipient was first met.</summary>
    public long FirstSeen { get; init; }

    /// <summary>When a mail last came for it, to the hour; 0 for never.</summary>
    public long LastMail { get; init; }

    /// <summary>How many mails came for it, as of <see cref="LastMail"/>.</summary>
    public long Mails { get; init; }
}
