using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>A recipient that was answered 250.</summary>
/// <param name="Address">As RCPT named it, or where our own postmaster's mail goes.</param>
/// <param name="Domain">Its domain.</param>
public sealed record TakenRecipient(Mailbox Address, ProtectedDomain Domain);

/// <summary>What is learnt when a destination refuses a recipient in the delivery that it would have accepted in a call-out, or that was never asked about.</summary>
public sealed class LateRefusals(KeptRefusals kept, RecipientDirectory directory)
{
    /// <summary>The reply kept for this reverse-path and recipient, or null.</summary>
    public Reply? Find(Mailbox reversePath, Mailbox recipient) => kept.Find(reversePath, recipient);

    /// <summary>Keeps a refusal for the next try of a message that has other recipients.</summary>
    public void Keep(Mailbox reversePath, LateRefusal refusal) => kept.Keep(reversePath, refusal);

    /// <summary>Remembers a "no such user", where it says something of the address that was asked about.</summary>
    public void Learn(TakenRecipient taken, LateRefusal refusal)
    {
        if (taken.Domain.Callout.Mode is not (CalloutMode.Callout or CalloutMode.Shadow))
            return;
        // A server may know user@ and not take user+tag@: only a refusal of the address that was asked about says something of it.
        if (RecipientAddress.IsPostmaster(taken.Address.LocalPart) || RecipientAddress.ForQuestion(taken.Address, taken.Domain) != taken.Address
            || ReplyClassifier.Classify(CalloutStage.Rcpt, refusal.Reply, refusal.Recipient) != ReplyMeaning.NoSuchUser)
            return;
        if (RecipientAddress.TryGetKey(taken.Address, taken.Domain, out var key))
            directory.Learn(key, Verdict.Invalid, Evidence.Of(CalloutStage.Rcpt, refusal.Reply, refusal.Host), null);
    }
}
