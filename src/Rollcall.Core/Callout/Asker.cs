using System.Net;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Callout;

/// <summary>What a client may have asked for it.</summary>
public enum AskerStanding
{
    /// <summary>Nothing is known against it.</summary>
    Clean,

    /// <summary>Exempt from harvest protection.</summary>
    Trusted,

    /// <summary>It was refused as unknown before, but not too often.</summary>
    Counted,

    /// <summary>Too many of its recipients were unknown: nothing is asked for it.</summary>
    Limited,
}

/// <summary>On whose behalf a verdict is wanted.</summary>
/// <param name="Standing">What may be asked.</param>
/// <param name="Session">The SMTP session, for the evidence; null for none.</param>
public readonly record struct Asker(AskerStanding Standing, string? Session)
{
    /// <summary>Who sends the mail; null where nobody tells.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>A person.</summary>
    public static Asker Nobody => new(AskerStanding.Trusted, null);
}

/// <summary>Guards domains that are under attack: harvest protection, as far as questions are concerned.</summary>
public interface IQuestionGuard
{
    /// <summary>Whether a domain has so many invalid answers that new local parts are asked about slowly.</summary>
    bool IsUnderAttack(ProtectedDomain domain);

    /// <summary>Whether one more question about such a domain may go out now; true takes its place.</summary>
    bool MayAsk(ProtectedDomain domain);

    /// <summary>A question about a recipient of the domain ended with a verdict.</summary>
    void Answered(ProtectedDomain domain, Verdict verdict);
}
