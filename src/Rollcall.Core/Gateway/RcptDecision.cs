using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>From a verdict to the reply at RCPT: the one place where doubt becomes 4yz and "no such user" becomes 550.</summary>
public static class RcptDecision
{
    /// <summary>The reply to RCPT of <paramref name="recipient"/> in a domain with these settings.</summary>
    public static Reply Decide(Verification verification, CalloutSettings settings, Mailbox recipient) => verification.Verdict switch
    {
        Verdict.Valid => Replies.RecipientOk,
        Verdict.Invalid when verification.Source == VerdictSource.Pin => Replies.UserUnknown(recipient), // docs/callouts.md: pins are stronger than any mode
        _ when settings.Mode == CalloutMode.Shadow => Replies.RecipientOk,
        Verdict.Invalid => Replies.UserUnknown(recipient),
        _ when verification.IsHarvest => Replies.Harvest(recipient),
        _ when verification.IsRefused => Replies.RecipientOk,
        _ when verification.NeedsUtf8 => Replies.AddressNeedsUtf8(recipient),
        _ when settings.Unverifiable == UnverifiablePolicy.Accept => Replies.RecipientOk,
        _ => Replies.CannotVerify(recipient),
    };
}
