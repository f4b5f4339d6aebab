using System.Net;
using System.Text.RegularExpressions;
using Rollcall.Core.Callout;
using Rollcall.Core.Peers;
using Rollcall.Protocols;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Delivery;

/// <summary>Who takes part in a delivery, as far as a refusal may name them.</summary>
/// <param name="HostName">The name that we said in EHLO.</param>
/// <param name="Own">Our end of the connection, or null; behind NAT the destination sees another address.</param>
/// <param name="Peer">The destination's end.</param>
/// <param name="Client">Whom we have the message from, or null.</param>
internal sealed record DeliveryParties(string HostName, IPAddress? Own, IPAddress Peer, IPAddress? Client);

/// <summary>
/// Whether a destination's refusal speaks of us (host, address, name, TLS, AUTH, relaying) and not of sender, recipients or message. Then the cause lies
/// between the gateway and the customer, who can repair it: the sender is asked to try again and gets no bounce.
/// </summary>
internal static partial class AboutUs
{
    /// <summary>The result of a delivery with what speaks of us marked as such; it is a failure then, at any stage.</summary>
    public static DeliveryResult Mark(DeliveryResult result, Shipment shipment, PeerSession peer)
    {
        if (result.IsDelivered || result.Reply is not { } reply)
            return result;
        var parties = new DeliveryParties(peer.HostName, peer.OwnAddress, peer.Address.Address.Address, shipment.Client);
        var refusals = result.Refusals?.Select(refusal => refusal with { IsAboutUs = Speaks(CalloutStage.Rcpt, refusal.Reply, [refusal.Recipient], parties) }).ToList();
        var ours = refusals?.Find(refusal => refusal.IsAboutUs)?.Reply;
        bool isAboutUs = Speaks(result.Stage, reply, shipment.Recipients, parties);
        if (isAboutUs)
            ours = reply;
        var failure = ours is null ? null : new PeerFailure(result.Stage, PeerFault.Refused, ours, ours.Text, peer.Address.Label);
        return result with { Failure = result.Failure ?? failure, IsAboutUs = isAboutUs, Refusals = refusals };
    }

    /// <summary>True for 421, 530, for a reply that is no final one, and for a 5yz whose code or words speak of us.</summary>
    public static bool Speaks(CalloutStage stage, SmtpReply reply, IReadOnlyList<Mailbox> recipients, DeliveryParties parties)
    {
        if (reply.Code is 421 or 530 or < 400) // RFC 5321 3.8, RFC 4954 6; 2yz and 3yz where the other was due
            return true;
        if (!reply.IsPermanent)
            return false;
        // RFC 7372, RFC 4954 6, RFC 3207 4: SPF and reverse DNS look at our address, AUTH and TLS at our session.
        if (reply.EnhancedCode is { Subject: 7, Detail: 8 or 9 or 10 or 11 or 23 or 24 or 25 })
            return true;
        // RFC 3463: the form of the content, its size, a mailbox that is full or small, the sender. Addresses in such a text are the server's own.
        if (reply.EnhancedCode is { Subject: 6 } or { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 2 or 3 } or { Subject: 1, Detail: 7 or 8 })
            return false;
        if (SaysOfMailbox(stage, reply, recipients))
            return false;
        var text = NotItsOwnWords().Replace(reply.Text, " ");
        if (Client().IsMatch(text))
            return true;
        if (Content().IsMatch(text))
            return false;
        return Relay().IsMatch(text) || Names(text, parties.HostName) || SpeaksOfOurAddress(text, parties) || (!OtherList().IsMatch(text) && Listed().IsMatch(text));
    }

    // "User unknown in relay recipient table" is no relaying.
    private static bool SaysOfMailbox(CalloutStage stage, SmtpReply reply, IReadOnlyList<Mailbox> recipients) =>
        stage >= CalloutStage.Rcpt && recipients.Any(recipient =>
            ReplyClassifier.Classify(CalloutStage.Rcpt, reply, recipient) is ReplyMeaning.NoSuchUser or ReplyMeaning.MailboxFull);

    private static bool Names(string text, string hostName)
    {
        for (int at = 0; (at = text.IndexOf(hostName, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += hostName.Length)
        {
            if (!IsOfName(text, at - 1) && !IsOfName(text, at + hostName.Length))
                return true;
        }
        return false;
    }

    // A dot belongs to a name only with more of the name on its other side.
    private static bool IsOfName(string text, int at) =>
        at >= 0 && at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '_'
            || (text[at] == '.' && at > 0 && at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[at - 1]) && char.IsAsciiLetterOrDigit(text[at + 1])));

    // Behind NAT our address is one that we do not know: any address is ours that is not known as another's.
    private static bool SpeaksOfOurAddress(string text, DeliveryParties parties)
    {
        foreach (Match match in Address().Matches(text))
        {
            if (!IpLiteral.TryParse(match.Groups["ip"].Value, out var address))
                continue;
            if (address.Equals(parties.Own))
                return true;
            if (!address.Equals(parties.Peer) && !address.Equals(parties.Client) && !IsSpeaker(text, match.Index, match.Index + match.Length))
                return true;
        }
        return false;
    }

    // "mx7[10.1.2.3] says:", "refused by 10.1.2.3": where the text comes from.
    private static bool IsSpeaker(string text, int start, int end)
    {
        const int Longest = 300; // RFC 1035 2.3.4: a name has 255 octets
        var before = text.AsSpan(Math.Max(0, start - Longest), start - Math.Max(0, start - Longest));
        var after = text.AsSpan(end, Math.Min(40, text.Length - end));
        return Place().IsMatch(before) || (NameBefore().IsMatch(before) && Says().IsMatch(after)) || (HeadBefore().IsMatch(before) && Colon().IsMatch(after));
    }

    // Paths, mail addresses and URLs.
    [GeneratedRegex(@"<[^>]*>|https?://\S+|\S+@\S+", RegexOptions.NonBacktracking)]
    private static partial Regex NotItsOwnWords();

    [GeneratedRegex(@"(?<![\w.:])(IPv6:)?(?<ip>\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(\.\d{1,3}){0,3})(?!\w|\.\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"\b(by|at|on|via)\s+(the\s+)?(host\s+|server\s+)?[\w.-]*\[?$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Place();

    [GeneratedRegex(@"[\w.-]\[$", RegexOptions.NonBacktracking)]
    private static partial Regex NameBefore();

    [GeneratedRegex(@"^\]\S*\s+(said|says|reports|reported)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Says();

    [GeneratedRegex(@"(^|\bhost\s+)[\w.-]+\[$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex HeadBefore();

    [GeneratedRegex(@"^\](:\d+)?:", RegexOptions.NonBacktracking)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\brelay(ing)?\b|rcpthosts|not (a )?local domain|mail for (this|that) domain", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Relay();

    // Words that make the connecting side the subject, whatever else the text speaks of. "IP" is the same word in all languages.
    [GeneratedRegex(
        @"client host|client (ip|address)|(sending|connecting|your) (mail ?)?(host|server|mta|ip|address|network|system|hostname|client)\b|remote (host|ip|address|mta)\b|\b(helo|ehlo)\b"
        + @"|(ihre?[nmr]?|votre|vos|su|sus|seu|vostro|tuo|uw|twój|państwa|ваш|вашего) (mail-?)?(server|serveur|serveurs|servidor|serwer|сервер|сервера|rechner)\b"
        + @"|reverse (dns|lookup|hostname)|\br?dns(bl)?\b|\bptr\b|hostname|\bspf\b|authenticat(e|ion) (is )?(required|first)|must (authenticate|issue)|starttls|\btls\b.{0,20}required"
        + @"|\bfrom (your|this) (ip|host|server|network)|(^|[^a-z])ip($|[^a-z])|blocked using",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Client();

    [GeneratedRegex(@"\blisted (on|in|at|by)\b|black ?list|block ?list|spamhaus|spamcop|barracuda|reputation", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Listed();

    // Lists of sender domains.
    [GeneratedRegex(@"sender|\bdbl\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OtherList();

    [GeneratedRegex(
        @"\bur[li]s?\b|surbl|uribl|\blinks?\b|content|contenu|contenido|contenuto|conteúdo|inhalt|inhoud|treść|содержим|attach|anhang|anhäng|pièce jointe|adjunto|allegat|anexo|bijlage|załącznik|вложен"
        + @"|\bbody\b|\bheaders?\b|virus|viren|malware|trojan|infected|phish|eicar|executable|message (contains|size|is (too|likely|spam))|too (large|big)|size limit"
        + @"|(looks like|identified as|classified as|detected as|rejected as|considered) (\w+ )?(spam|junk|bulk|unsolicited)|spam (score|content|message|detected)|\bdkim\b|\bdmarc\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Content();
}
