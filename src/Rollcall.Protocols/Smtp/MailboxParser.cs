using System.Buffers;
using System.Text;

namespace Rollcall.Protocols.Smtp;

/// <summary>Reads mailboxes and paths (RFC 5321 4.1.2, RFC 6531 3.3). Pure; text in, value or reason out.</summary>
public static class MailboxParser
{
    private const int MaxLocal = 64;   // RFC 5321 4.5.3.1.1
    private const int MaxDomain = 255; // RFC 5321 4.5.3.1.2
    private const int MaxPath = 254;   // RFC 5321 4.5.3.1.3: 256 octets with the brackets

    private static readonly SearchValues<char> _atomText =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    /// <summary>Reads an address without brackets, as people give it on the command line; <paramref name="reason"/> says what is wrong.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Mailbox mailbox, out string reason)
    {
        mailbox = Mailbox.Null;
        int at = LocalEnd(text);
        if (at <= 0 || at >= text.Length - 1 || text[at] != '@')
            return Fail(out reason, "it is not local-part@domain");
        var local = text[..at];
        var domain = text[(at + 1)..];
        if (Octets(local) > MaxLocal || Octets(domain) > MaxDomain || Octets(text) > MaxPath)
            return Fail(out reason, "it is too long (64 octets before the @, 255 behind it)");
        if (local[0] != '"' && !IsDotString(local))
            return Fail(out reason, "its local part is not well formed");
        if (!IsDomain(domain))
            return Fail(out reason, "its domain is not well formed");
        mailbox = new Mailbox(local.ToString(), domain.ToString());
        reason = "";
        return true;
    }

    /// <summary>Reads the inside of a path's brackets: a source route is dropped (RFC 5321 4.1.2, appendix C).</summary>
    public static bool TryParsePath(ReadOnlySpan<char> inside, out Mailbox mailbox, out string reason)
    {
        if (inside.StartsWith("@"))
        {
            int colon = inside.IndexOf(':');
            inside = colon < 0 ? [] : inside[(colon + 1)..];
        }
        return TryParse(inside, out mailbox, out reason);
    }

    /// <summary>The length of the bracketed path at the begin of <paramref name="text"/>, brackets included; 0 when there is none. A '>' inside quotes does not end it.</summary>
    public static int PathLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '<')
            return 0;
        bool quoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '>' && !quoted)
                return i + 1;
        }
        return 0;
    }

    // Where the local part ends: behind its closing quote, or at the last @ of an unquoted one.
    private static int LocalEnd(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '"')
            return text.LastIndexOf('@');
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is >= ' ' and < '\x7f')
                i++;
            else if (text[i] == '"')
                return i == 1 ? -1 : i + 1;
            else if (text[i] is < ' ' or '\x7f' or '\\' || char.IsControl(text[i]) || char.IsSurrogate(text[i]))
                return -1;
        }
        return -1;
    }

    private static bool IsDotString(ReadOnlySpan<char> local)
    {
        bool dot = true; // a dot may stand neither first, last nor twice
        foreach (var rune in local.EnumerateRunes())
        {
            bool isDot = rune.Value == '.';
            if (isDot ? dot : rune.IsAscii ? !_atomText.Contains((char)rune.Value) : !IsMailText(rune))
                return false;
            dot = isDot;
        }
        return !dot;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain[0] == '[')
            return domain[^1] == ']' && domain.Length > 2 && !domain[1..^1].ContainsAnyExceptInRange('!', '~') && !domain[1..^1].ContainsAny("[\\]"); // RFC 5321 4.1.3
        if (domain[^1] == '.')
            domain = domain[..^1];
        bool dot = true;
        foreach (var rune in domain.EnumerateRunes())
        {
            bool isDot = rune.Value == '.';
            if (isDot ? dot : rune.IsAscii ? !char.IsAsciiLetterOrDigit((char)rune.Value) && rune.Value is not ('-' or '_') : !IsMailText(rune))
                return false;
            dot = isDot;
        }
        return !dot;
    }

    private static bool IsMailText(Rune rune) => rune != Rune.ReplacementChar && !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune);

    private static int Octets(ReadOnlySpan<char> text) => Encoding.UTF8.GetByteCount(text);

    private static bool Fail(out string reason, string text)
    {
        reason = text;
        return false;
    }
}
