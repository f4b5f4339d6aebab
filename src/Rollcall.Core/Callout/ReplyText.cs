using System.Buffers;
using System.Text;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>The words of a reply that are the server's own: addresses, hosts, URLs and codes are cut out, the rest is folded.</summary>
/// <param name="Words">The folded words.</param>
/// <param name="Code">The enhanced code written inside the text, as (#5.1.1) or at the head of a later line; the first one.</param>
/// <param name="IsWhole">Whether all of the reply was read.</param>
internal sealed record ReplyText(string Words, EnhancedStatusCode? Code, bool IsWhole)
{
    // RFC 5321 4.5.3.1.5: a reply line has 512 octets. Sixteen of them hold every reason known; a longer reply is read so far and is then doubt.
    internal const int MaxLength = 16 * 512;

    // What stands in the place of things that were cut, where their being there says something.
    private const string NullPath = " nullpath ";
    private const string IpAddress = " ipaddress ";
    internal const string HostName = " cuthost ";

    private static readonly SearchValues<char> Delimiters = SearchValues.Create(" \t\r\n\0()[]{}<>\"`,;|");

    // A sentence that goes on without a space ("unknown.Please") is no host name.
    private static readonly HashSet<string> SentenceHeads = new(StringComparer.OrdinalIgnoreCase)
    { "please", "the", "this", "see", "for", "if", "contact", "your", "you", "check", "sorry", "mailbox", "user", "recipient", "message" };

    internal static ReplyText Of(SmtpReply reply, Mailbox asked)
    {
        var joined = new StringBuilder();
        foreach (string line in reply.Lines)
        {
            if (joined.Length > MaxLength)
                break;
            joined.Append(line.AsSpan(0, Math.Min(line.Length, MaxLength + 1))).Append(' ');
        }
        bool whole = joined.Length <= MaxLength + 1;
        string text = Repair(joined.ToString(0, Math.Min(joined.Length, MaxLength)));
        EnhancedStatusCode? code = null;
        return new ReplyText(PhraseFold.Fold(Cut(text, asked, ref code)), code, whole);
    }

    // UTF-8 that was read as Latin-1 somewhere on its way becomes what it was.
    private static string Repair(string text)
    {
        if (Ascii.IsValid(text) || text.AsSpan().ContainsAnyExceptInRange('\0', '\xff'))
            return text;
        try
        {
            return new UTF8Encoding(false, true).GetString(Encoding.Latin1.GetBytes(text));
        }
        catch (DecoderFallbackException)
        {
            return text;
        }
    }

    private static string Cut(string text, Mailbox asked, ref EnhancedStatusCode? code)
    {
        var kept = new StringBuilder(text.Length);
        string whole = asked.ToString();
        // The asked address goes first: its local part may hold spaces and brackets in quotes.
        if (whole.Length > 2)
            text = text.Replace(whole, " ", StringComparison.OrdinalIgnoreCase);
        string word = "";
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (c == '<' && EndOfPath(text.AsSpan(at)) is > 0 and int close)
            {
                kept.Append(close == 1 ? NullPath : " ");
                at += close + 1;
            }
            else if (Delimiters.Contains(c))
            {
                kept.Append(c);
                at++;
            }
            else
            {
                int length = text.AsSpan(at).IndexOfAny(Delimiters);
                string token = length < 0 ? text[at..] : text.Substring(at, length);
                bool quoted = (at > 0 && text[at - 1] is '"' or '`') || token[0] is '\'';
                if (!IsLocalPart(token, word, quoted, asked))
                    AppendToken(kept, token, ref code);
                word = token;
                at += token.Length;
            }
        }
        return kept.ToString();
    }

    // The innermost brackets, around an address or one word: an opening one of the server's own must not swallow what it says of policy.
    private static int EndOfPath(ReadOnlySpan<char> text)
    {
        const int Longest = 400; // RFC 5321 4.5.3.1.3: a path has 256 octets; servers echo what they got
        int end = 1 + text[1..Math.Min(text.Length, Longest)].IndexOfAny('<', '>');
        if (end == 0 || text[end] != '>')
            return -1;
        var inside = text[1..end];
        return inside.Contains('@') || !inside.ContainsAny(' ', '\t') ? end : -1;
    }

    private static bool IsLocalPart(string token, string before, bool quoted, Mailbox asked)
    {
        if (asked.LocalPart.Length == 0 || !token.AsSpan().Trim("'.:!?").Equals(asked.LocalPart, StringComparison.OrdinalIgnoreCase))
            return false;
        return quoted || before.AsSpan().Trim("'.:!?").Equals("user", StringComparison.OrdinalIgnoreCase);
    }

    private static void AppendToken(StringBuilder kept, string token, ref EnhancedStatusCode? code)
    {
        if (token.Contains("://", StringComparison.Ordinal) || token.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            kept.Append(' ');
            return;
        }
        if (ReplyToken.IsIpAddress(token))
        {
            kept.Append(IpAddress);
            return;
        }
        int start = 0;
        while (start <= token.Length)
        {
            int stop = token.AsSpan(start).IndexOfAny(':', '=');
            string part = stop < 0 ? token[start..] : token.Substring(start, stop);
            AppendPart(kept, part, ref code);
            if (stop < 0)
                return;
            kept.Append(token[start + stop]);
            start += stop + 1;
        }
    }

    private static void AppendPart(StringBuilder kept, string part, ref EnhancedStatusCode? code)
    {
        var core = part.AsSpan().Trim("#'.!?*-/");
        if (EnhancedStatusCode.TryParse(core, out var found, out int length) && length == core.Length)
            code ??= found;
        else if (core.Contains('@'))
            kept.Append(' ');
        else if (ReplyToken.IsIpAddress(core))
            kept.Append(IpAddress);
        else if (!ReplyToken.IsHostName(core, SentenceHeads))
        {
            kept.Append(part);
            return;
        }
        else
        {
            kept.Append(HostName);
        }
        if (part.EndsWith('.'))
            kept.Append('.');
    }
}
