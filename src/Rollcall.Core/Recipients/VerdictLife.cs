using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Recipients;

/// <summary>How far in its life a remembered verdict is.</summary>
public enum VerdictAge
{
    /// <summary>It answers.</summary>
    Fresh,

    /// <summary>Valid and past its life: used only while the destination cannot be asked.</summary>
    Stale,

    /// <summary>It says nothing any more.</summary>
    Dead,
}

/// <summary>Ages are computed at read from the present settings, so that a reload acts at once.</summary>
public static class VerdictLife
{
    /// <summary>The age of the learned verdict of <paramref name="entry"/> at <paramref name="now"/>, Unix milliseconds.</summary>
    public static VerdictAge AgeOf(RecipientEntry entry, CalloutSettings settings, long now)
    {
        if (settings.Mode == CalloutMode.List)
            return entry.Evidence is null && entry.Verdict != Verdict.Unverifiable ? VerdictAge.Fresh : VerdictAge.Dead; // only what was imported, and without an age
        long age = Math.Max(0, now - entry.VerifiedAt); // a stored time in the future counts as now
        return entry.Verdict switch
        {
            Verdict.Valid when age < settings.ValidTtl.TotalMilliseconds => VerdictAge.Fresh,
            Verdict.Valid when age < settings.StaleTtl.TotalMilliseconds => VerdictAge.Stale,
            Verdict.Invalid when age < settings.InvalidTtl.TotalMilliseconds => VerdictAge.Fresh,
            _ => VerdictAge.Dead,
        };
    }

    /// <summary>Whether a valid verdict is in the last quarter of its life, where a mail has it asked again in the background.</summary>
    public static bool IsLate(long verifiedAt, CalloutSettings settings, long now) => now - verifiedAt >= settings.ValidTtl.TotalMilliseconds * 0.75;

    /// <summary>When the learned verdict stops answering, Unix milliseconds; null when there is none.</summary>
    public static long? ExpiresAt(RecipientEntry entry, CalloutSettings settings) => entry.Verdict switch
    {
        _ when settings.Mode == CalloutMode.List => null,
        Verdict.Valid => entry.VerifiedAt + (long)settings.ValidTtl.TotalMilliseconds,
        Verdict.Invalid => entry.VerifiedAt + (long)settings.InvalidTtl.TotalMilliseconds,
        _ => null,
    };

    /// <summary>The state in which people see an entry; null for one that is dead and not pinned.</summary>
    public static RecipientState? StateOf(RecipientEntry entry, CalloutSettings settings, long now)
    {
        if (entry.Pin is { } pin)
            return pin == Verdict.Valid ? RecipientState.Valid : RecipientState.Invalid;
        return AgeOf(entry, settings, now) switch
        {
            VerdictAge.Fresh => entry.Verdict == Verdict.Valid ? RecipientState.Valid : RecipientState.Invalid,
            VerdictAge.Stale => RecipientState.Stale,
            _ => null,
        };
    }
}
