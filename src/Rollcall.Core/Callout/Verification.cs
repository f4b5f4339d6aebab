namespace Rollcall.Core.Callout;

/// <summary>Where a verdict came from, as metrics, log and API name it.</summary>
public enum VerdictSource
{
    /// <summary>Remembered.</summary>
    Directory,

    /// <summary>Asked just now.</summary>
    Callout,

    /// <summary>Remembered past its life, because the destination cannot be asked.</summary>
    Stale,

    /// <summary>Fixed by a person.</summary>
    Pin,

    /// <summary>The destination accepts all.</summary>
    AcceptsAll,

    /// <summary>The domain has a list of its own.</summary>
    List,
}

/// <summary>The verdict on one recipient and where it came from. Times are Unix milliseconds UTC.</summary>
/// <param name="Verdict">Valid, Invalid, or doubt.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Evidence">Why the last answer of the destination was what it was, also beside a pin; null when there was none.</param>
/// <param name="VerifiedAt">When the destination said so; null when it did not.</param>
/// <param name="ExpiresAt">When it stops answering; null for never or not at all.</param>
public readonly record struct Verification(Verdict Verdict, VerdictSource Source, Evidence? Evidence, long? VerifiedAt, long? ExpiresAt)
{
    /// <summary>Whether the address needs SMTPUTF8 and the destination does not offer it.</summary>
    public bool NeedsUtf8 { get; init; }

    /// <summary>Whether the destination refuses to be asked, so that the gateway takes its recipients and the delivery decides.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Whether harvest protection did not let the question out.</summary>
    public bool IsHarvest { get; init; }

    /// <summary>Why it is doubt, as one line; null when it is none.</summary>
    public string? Cause => Verdict == Verdict.Unverifiable ? Evidence?.Words : null;

    /// <summary>Whether this is a remembered "no".</summary>
    public bool IsInvalidFromMemory => Verdict == Verdict.Invalid && Source == VerdictSource.Directory;

    /// <summary>The verdict on every recipient of a destination that accepts all.</summary>
    public static Verification AcceptsAll { get; } = new(Verdict.Valid, VerdictSource.AcceptsAll, null, null, null);

    /// <summary>The doubt about every recipient of a destination that refuses to be asked.</summary>
    public static Verification RefusesCallOuts { get; } = Doubt("the destination refuses call-outs") with { IsRefused = true };

    /// <summary>The doubt about a recipient that harvest protection does not let us ask about.</summary>
    public static Verification Harvest { get; } = Doubt("harvest protection: not asked") with { IsHarvest = true };

    /// <summary>Doubt that nobody was asked about.</summary>
    public static Verification Doubt(string cause) =>
        new(Verdict.Unverifiable, VerdictSource.Callout, Evidence.Of(CalloutStage.Connect, cause, null), null, null);
}

/// <summary>The words of API, log and metrics for these values.</summary>
public static class VerdictWords
{
    /// <summary>valid, invalid, unverifiable.</summary>
    public static string Word(this Verdict verdict) => verdict switch
    {
        Verdict.Valid => "valid",
        Verdict.Invalid => "invalid",
        _ => "unverifiable",
    };

    /// <summary>directory, callout, stale, pin, accepts-all, list.</summary>
    public static string Word(this VerdictSource source) => source switch
    {
        VerdictSource.Directory => "directory",
        VerdictSource.Callout => "callout",
        VerdictSource.Stale => "stale",
        VerdictSource.Pin => "pin",
        VerdictSource.AcceptsAll => "accepts-all",
        _ => "list",
    };

    /// <summary>connect, banner, ehlo, starttls, mail, rcpt, data.</summary>
    public static string Word(this CalloutStage stage) => stage switch
    {
        CalloutStage.Connect => "connect",
        CalloutStage.Banner => "banner",
        CalloutStage.Ehlo => "ehlo",
        CalloutStage.StartTls => "starttls",
        CalloutStage.Mail => "mail",
        CalloutStage.Rcpt => "rcpt",
        _ => "data",
    };
}
