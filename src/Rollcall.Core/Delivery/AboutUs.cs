using System.Text.RegularExpressions;
using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Delivery;

/// <summary>
/// Whether a destination's refusal speaks of us (host, address, name, TLS, AUTH, relaying) and not of sender, recipients or message. Then its cause is
/// between the gateway and the customer, who will mend it: the sender is asked to try again, and never gets a bounce for it.
/// </summary>
internal static partial class AboutUs
{
    /// <summary>True for 421, 530, what is no final reply, and a 5yz whose code or words speak of us.</summary>
    public static bool Speaks(CalloutStage stage, SmtpReply reply, IReadOnlyList<Mailbox> recipients)
    {
        if (reply.Code is 421 or 530 or < 400) // RFC 5321 3.8, RFC 4954 6; 2yz and 3yz where the other was due
            return true;
        if (!reply.IsPermanent)
            return false;
        // RFC 7372, RFC 4954 6, RFC 3207 4: SPF and reverse DNS look at our address, AUTH and TLS at our session.
        if (reply.EnhancedCode is { Subject: 7, Detail: 8 or 9 or 10 or 11 or 23 or 24 or 25 })
            return true;
        if (SaysOfMailbox(stage, reply, recipients))
            return false;
        var text = Addresses().Replace(reply.Text, " ");
        return Relay().IsMatch(text) || Host().IsMatch(text) || (!Content().IsMatch(text) && Listed().IsMatch(text));
    }

    // "User unknown in relay recipient table" is no relaying.
    private static bool SaysOfMailbox(CalloutStage stage, SmtpReply reply, IReadOnlyList<Mailbox> recipients) =>
        stage >= CalloutStage.Rcpt && recipients.Any(recipient =>
            ReplyClassifier.Classify(CalloutStage.Rcpt, reply, recipient) is ReplyMeaning.NoSuchUser or ReplyMeaning.MailboxFull);

    [GeneratedRegex(@"<[^>]*>|https?://\S+|\S+@\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"\brelay(ing)?\b|rcpthosts|not (a )?local domain|mail for (this|that) domain", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Relay();

    [GeneratedRegex(
        @"client host|client (ip|address)|(sending|connecting|remote|your) (mail ?)?(host|server|mta|ip|address|network|system|hostname|client)\b|\b(helo|ehlo)\b|reverse (dns|lookup|hostname)"
        + @"|\br?dns(bl)?\b|\bptr\b|hostname|\bspf\b|authenticat(e|ion) (is )?(required|first)|must (authenticate|issue)|starttls|\btls\b.{0,20}required|\bfrom (your|this) (ip|host|server|network)"
        + @"|(?:^|[^\w.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:$|[^\w.])|(?:^|[^\w:])[0-9a-f]{1,4}(:[0-9a-f]{0,4}){2,7}",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex(@"blocked using|\blisted (on|in|at|by)\b|black ?list|block ?list|spamhaus|spamcop|barracuda|reputation", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Listed();

    // Lists of what stands in messages, and of sender domains.
    [GeneratedRegex(@"\bur[li]s?\b|surbl|uribl|\blinks?\b|content|attachment|\bbody\b|sender|\bdbl\b|message contains", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Content();
}
