using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Rollcall.Protocols.Smtp;

/// <summary>Reads a mailbox, local-part@domain (RFC 5321 4.1.2, RFC 6531 3.3). <c>%</c> and <c>!</c> are plain characters.</summary>
public static class MailboxParser
{
    private const int MaxLocalPart = 64; // RFC 5321 4.5.3.1.1
    private const int MaxDomain = 255; // RFC 5321 4.5.3.1.2
    private const int MaxLabel = 63; // RFC 1035 2.3.4

    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    // RFC 5322 3.2.3.
    private static readonly SearchValues<byte> _atext = Values(Digits + Letters + "!#$%&'*+-/=?^_`{|}~");

    // RFC 5321 4.1.2 allows letters, digits and hyphens; underscores are met in the wild and harm nobody.
    private static readonly SearchValues<byte> _label = Values(Digits + Letters + "-_");

    /// <summary>
    /// Reads a bare address as people write it on a command line or in a file, UTF-8 allowed. <paramref name="error"/> says what is wrong.
    /// </summary>
    public static bool TryParseAddress(string text, out Mailbox mailbox, out string error)
    {
        var fault = AddressFault.Malformed;
        mailbox = Mailbox.Null;
        int at = text.LastIndexOf('@');
        if (at >= 0)
        {
            // Lone surrogates become U+FFFD here and would name somebody else's mailbox.
            byte[] bytes = IsWellFormed(text) ? Encoding.UTF8.GetBytes(text) : [];
            fault = Parse(bytes, AddressAlphabet.Utf8, out mailbox, out int length);
            if (fault == AddressFault.None && length != bytes.Length)
                fault = AddressFault.Malformed;
        }
        error = Describe(fault, at);
        if (fault != AddressFault.None)
            mailbox = Mailbox.Null;
        return fault == AddressFault.None;
    }

    /// <summary>Reads the mailbox at the beginning of <paramref name="text"/>; <paramref name="length"/> is the number of octets read.</summary>
    public static AddressFault Parse(ReadOnlySpan<byte> text, AddressAlphabet alphabet, out Mailbox mailbox, out int length)
    {
        mailbox = Mailbox.Null;
        length = 0;
        int local = LocalPartLength(text);
        if (local == 0 || local >= text.Length || text[local] != '@')
            return AddressFault.Malformed;
        int domain = DomainLength(text[(local + 1)..]);
        if (domain == 0)
            return AddressFault.Malformed;
        var whole = text[..(local + 1 + domain)];
        if (!Ascii.IsValid(whole))
        {
            if (alphabet == AddressAlphabet.Ascii)
                return AddressFault.NeedsUtf8;
            if (!Utf8.IsValid(whole))
                return AddressFault.Malformed;
        }
        if (local > MaxLocalPart)
            return AddressFault.LocalPartTooLong;
        if (domain > MaxDomain)
            return AddressFault.DomainTooLong;
        length = whole.Length;
        mailbox = new Mailbox(Encoding.UTF8.GetString(whole[..local]), Encoding.UTF8.GetString(whole[(local + 1)..]));
        return AddressFault.None;
    }

    /// <summary>The octets of the domain or address literal at the beginning of <paramref name="text"/>; 0 when there is none.</summary>
    internal static int DomainLength(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == '[')
            return LiteralLength(text);
        int at = 0;
        while (true)
        {
            int label = RunLength(text[at..], _label);
            if (label > MaxLabel)
                return 0;
            // One trailing dot is written by people who know DNS; the normal form takes it off.
            if (label == 0)
                return at;
            at += label;
            if (at == text.Length || text[at] != '.')
                return at;
            at++;
        }
    }

    private static int LocalPartLength(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text[0] == '"')
            return QuotedLength(text);
        int at = 0;
        while (true)
        {
            int atom = RunLength(text[at..], _atext);
            if (atom == 0)
                return 0;
            at += atom;
            if (at == text.Length || text[at] != '.')
                return at;
            at++;
        }
    }

    // RFC 5321 4.1.2, QcontentSMTP. An empty pair of quotes follows the grammar but names no mailbox.
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
                return at == 1 ? 0 : at + 1;
            if (text[at] == '\\' && (++at == text.Length || text[at] > '~'))
                return 0;
            if (text[at] is < (byte)' ' or 0x7f)
                return 0;
        }
        return 0;
    }

    // RFC 5321 4.1.3. No tag but IPv6 was ever registered, so general literals name nobody.
    private static int LiteralLength(ReadOnlySpan<byte> text)
    {
        const int longest = 52; // brackets, "IPv6:", six groups of four digits and a dotted quad
        int end = text[..Math.Min(text.Length, longest)].IndexOf((byte)']');
        if (end < 0)
            return 0;
        Span<char> address = stackalloc char[longest];
        if (Ascii.ToUtf16(text[1..end], address, out int written) != OperationStatus.Done)
            return 0;
        ReadOnlySpan<char> literal = address[..written];
        bool six = literal.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        if (six)
            literal = literal[5..];
        return six == literal.Contains(':') && IpLiteral.TryParse(literal, out _) ? end + 1 : 0;
    }

    private static int RunLength(ReadOnlySpan<byte> text, SearchValues<byte> alphabet)
    {
        int at = 0;
        while (true)
        {
            int run = text[at..].IndexOfAnyExcept(alphabet);
            if (run < 0)
                return text.Length;
            at += run;
            // Octets over 127 belong to the run; whether they are allowed and well formed is asked once for the whole address.
            if (text[at] < 0x80)
                return at;
            at++;
        }
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
                return false;
        }
        return true;
    }

    private static string Describe(AddressFault fault, int at) => fault switch
    {
        AddressFault.None => "",
        AddressFault.LocalPartTooLong => "the local part is over 64 octets",
        AddressFault.DomainTooLong => "the domain is over 255 octets",
        _ when at < 0 => "an address needs an @",
        _ => "this is not a well-formed address",
    };

    private static SearchValues<byte> Values(string characters) => SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
