using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Services;

/// <summary>What a neighbour's mail server is told of a recipient, before a protocol puts it into its words.</summary>
public enum ServiceAnswer
{
    /// <summary>Nobody of a protected domain: the neighbour's own rules decide.</summary>
    NotProtected,

    /// <summary>It exists, or is to be taken as existing.</summary>
    Exists,

    /// <summary>The destination said that it does not exist.</summary>
    Unknown,

    /// <summary>Nobody can tell now.</summary>
    CannotTell,

    /// <summary>Harvest protection does not let us ask.</summary>
    Harvest,

    /// <summary>The client is banned by harvest protection.</summary>
    Banned,

    /// <summary>The address needs SMTPUTF8, which its destination does not offer.</summary>
    NeedsUtf8,

    /// <summary>No mailbox can have this address: it is too long or not well formed.</summary>
    BadAddress,
}

/// <summary>From a verdict to what neighbours are told: the one place where doubt becomes "later" and "no such user" becomes "no".</summary>
public static class ServiceDecision
{
    /// <summary>
    /// The answer of a domain with these settings. Where the destination refuses call-outs the neighbour's delivery is not ours to decide for, so
    /// <c>unverifiable</c> holds as for any doubt.
    /// </summary>
    public static ServiceAnswer Decide(Verification verification, CalloutSettings settings) => verification.Verdict switch
    {
        Verdict.Valid => ServiceAnswer.Exists,
        Verdict.Invalid when verification.Source == VerdictSource.Pin => ServiceAnswer.Unknown, // pins are stronger than any mode
        _ when settings.Mode == CalloutMode.Shadow => ServiceAnswer.Exists,
        Verdict.Invalid => ServiceAnswer.Unknown,
        _ when verification.IsHarvest => ServiceAnswer.Harvest,
        _ when verification.NeedsUtf8 => ServiceAnswer.NeedsUtf8,
        _ when settings.Unverifiable == UnverifiablePolicy.Accept => ServiceAnswer.Exists,
        _ => ServiceAnswer.CannotTell,
    };
}
