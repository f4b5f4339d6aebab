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

/// <summary>What becomes of recipients that a destination refuses in the delivery, after we have taken them.</summary>
public sealed class LateRefusals(KeptRefusals kept, Learning learning)
{
    /// <summary>The reply kept for this reverse-path and recipient, or null.</summary>
    public Reply? Find(Mailbox reversePath, Mailbox recipient) => kept.Find(reversePath, recipient);

    /// <summary>Learns from the refusals of a message, and keeps them where others of it were taken. The reply in place of the destination's, or null.</summary>
    public async Task<Reply?> TakeAsync(Mailbox reversePath, IReadOnlyList<TakenRecipient> recipients, DeliveryResult result)
    {
        Reply? instead = null;
        foreach (var refusal in result.Refusals ?? [])
        {
            var taken = recipients.First(recipient => recipient.Address == refusal.Recipient);
            // While the mass-flip brake holds, "no such user" is doubt, here as well.
            Reply? doubt = await IsHeldAsync(taken, refusal).ConfigureAwait(false) ? Replies.CannotVerify(refusal.Recipient) : null;
            if (result.Partly)
                kept.Keep(reversePath, refusal.Recipient, doubt ?? DeliveryReplies.Of(refusal, reversePath));
            else
                instead ??= doubt;
        }
        return instead;
    }

    private async Task<bool> IsHeldAsync(TakenRecipient taken, LateRefusal refusal)
    {
        if (taken.Domain.Callout.Mode is not (CalloutMode.Callout or CalloutMode.Shadow) || RecipientAddress.IsPostmaster(taken.Address.LocalPart))
            return false;
        return ReplyClassifier.Classify(CalloutStage.Rcpt, refusal.Reply, refusal.Recipient) == ReplyMeaning.NoSuchUser
            && await learning.LateNoSuchUserAsync(taken.Domain, taken.Address, Evidence.Of(CalloutStage.Rcpt, refusal.Reply, refusal.Host)).ConfigureAwait(false);
    }
}
