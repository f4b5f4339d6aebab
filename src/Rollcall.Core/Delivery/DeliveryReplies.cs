using System.Text.RegularExpressions;
using Rollcall.Core.Callout;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Delivery;

/// <summary>From the end of a delivery to our reply: one function, and the cleaning of what a destination wrote.</summary>
public static partial class DeliveryReplies
{
    private const int MaxText = 400; // 3-contract.md, Replies

    /// <summary>
    /// The reply to the end of data. What the destination said about us, or did not say, is 451 and never a bounce; what it said of sender,
    /// recipients or content is given back with its own codes and its cleaned text.
    /// </summary>
    public static Reply Of(DeliveryResult result, Shipment shipment, string id)
    {
        if (result.IsDelivered)
            return Replies.PassedOn(id);
        if (result.IsAbandoned)
            return Replies.ClientGone;
        if (result.IsBusy)
            return Replies.NoDeliverySession;
        if (result.Failure is { Fault: PeerFault.NoUtf8 })
            return shipment.Utf8Header ? Replies.HeaderNeedsUtf8 : Replies.AddressNeedsUtf8(shipment.Recipients[0]);
        if (result.Partly)
            return Replies.SomeRefusedLate;
        return result.Reply is { } reply && result.Stage >= CalloutStage.Mail
            ? OfDestination(result.Stage, reply, shipment.Recipients)
            : Replies.DestinationDown("The destination cannot take mail at present, try again later");
    }

    /// <summary>A destination's refusal as we give it: 451 when it speaks of us, else its own codes and its cleaned text.</summary>
    public static Reply OfDestination(CalloutStage stage, SmtpReply reply, IReadOnlyList<Mailbox> recipients)
    {
        if (AboutUs.Speaks(stage, reply, recipients))
            return Replies.DestinationDown("The destination does not take mail from this gateway at present, try again later");
        var enhanced = reply.EnhancedCode is { } code && code.Class == reply.Code / 100 ? code : new EnhancedStatusCode(reply.Code / 100, 0, 0);
        return new Reply(reply.Code, enhanced.Subject, enhanced.Detail, Clean(reply.Text));
    }

    /// <summary>The destination's text without IP addresses and dotted host names (not those of URLs and addresses), printable ASCII, 400 characters at most.</summary>
    public static string Clean(string text)
    {
        // What is far behind the end of ours is not looked at: a reply may have 64 KiB without a blank.
        int length = Math.Min(text.Length, 4 * MaxText);
        var printable = string.Create(length, text, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        });
        var clean = Names().Replace(printable, match => match.Groups["keep"].Success ? match.Value : "[...]");
        return clean.Length <= MaxText ? clean : clean[..MaxText];
    }

    [GeneratedRegex(@"(?<keep>https?://\S+|[^\s<>@]+@[^\s<>]+)|(?<![\w.])\d{1,3}(\.\d{1,3}){3}(?![\w.])|(?<![\w:])[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f]{0,4}){2,7}(?![\w:])|(?<![\w.-])([A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]+(?![\w-])")]
    private static partial Regex Names();
}
