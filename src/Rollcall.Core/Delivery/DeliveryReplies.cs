using System.Text.RegularExpressions;
using Rollcall.Core.Callout;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Delivery;

/// <summary>From the end of a delivery to our reply: one function, and the cleaning of what a destination wrote.</summary>
public static partial class DeliveryReplies
{
    private const int MaxText = 400; // docs/delivery.md, Replies

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
        return result is { Reply: { } reply, Stage: >= CalloutStage.Mail, IsAboutUs: false }
            ? OfDestination(reply, [shipment.ReversePath, .. shipment.Recipients])
            : Replies.DestinationDown("The destination cannot take mail at present, try again later");
    }

    /// <summary>The refusal of one recipient of a message, as it is given at its next RCPT.</summary>
    public static Reply Of(LateRefusal refusal, Mailbox reversePath) =>
        refusal.IsAboutUs ? Replies.DestinationDown(refusal.Recipient) : OfDestination(refusal.Reply, [reversePath, refusal.Recipient]);

    private static Reply OfDestination(SmtpReply reply, IReadOnlyList<Mailbox> envelope)
    {
        var enhanced = reply.EnhancedCode is { } code && code.Class == reply.Code / 100 ? code : new EnhancedStatusCode(reply.Code / 100, 0, 0);
        return new Reply(reply.Code, enhanced.Subject, enhanced.Detail, Clean(reply.Text, envelope));
    }

    /// <summary>
    /// The destination's text without IP addresses and dotted host names (those of URLs and of the envelope's addresses stay), printable ASCII,
    /// 400 characters at most.
    /// </summary>
    public static string Clean(string text, IReadOnlyList<Mailbox> envelope)
    {
        // What is far behind the end of ours is not looked at: a reply may have 64 KiB without a blank.
        int length = Math.Min(text.Length, 4 * MaxText);
        var printable = string.Create(length, text, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
                to[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        });
        var clean = Names().Replace(printable, match => Keeps(match, envelope) ? match.Value : match.Groups["local"].Value + "[...]");
        return clean.Length <= MaxText ? clean : clean[..MaxText];
    }

    private static bool Keeps(Match match, IReadOnlyList<Mailbox> envelope) =>
        match.Groups["url"].Success
        || (match.Groups["local"].Success && envelope.Any(address => address.ToString().Equals(match.Value, StringComparison.OrdinalIgnoreCase)));

    // A name ends before the dot of its sentence; what holds an IPv4 address in some larger name is one as well.
    [GeneratedRegex(
        @"(?<url>https?://[^\s<>""]+)|(?<local>[^\s<>@:;,()""]+@)?(?:(?<![\w:])(?:IPv6:)?[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![\w:]|\.\d)"
        + @"|(?<![\w.-])[\w-]*\d{1,3}(?:\.\d{1,3}){3}(?!\d)[\w-]*|(?<![\w.-])(?:[\w-]+\.)+[A-Za-z][\w-]*\w)")]
    private static partial Regex Names();
}
