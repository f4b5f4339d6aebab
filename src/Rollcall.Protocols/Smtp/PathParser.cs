using System.Text;

namespace Rollcall.Protocols.Smtp;

/// <summary>
/// Reads the path of MAIL and RCPT with its brackets (RFC 5321 4.1.2). A source route is checked and dropped (RFC 5321 4.1.1.3, appendix C).
/// A path without brackets is malformed: large receivers refuse it too, so what reaches an MX has them.
/// </summary>
public static class PathParser
{
    private const int MaxPath = 256; // RFC 5321 4.5.3.1.3

    /// <summary>Reads the reverse-path at the beginning of <paramref name="text"/>, the null one included (RFC 5321 4.1.1.2).</summary>
    public static AddressFault ParseReverse(ReadOnlySpan<byte> text, AddressAlphabet alphabet, out Mailbox mailbox, out int length)
    {
        if (!text.StartsWith("<>"u8))
            return ParsePath(text, alphabet, out mailbox, out length);
        mailbox = Mailbox.Null;
        length = 2;
        return AddressFault.None;
    }

    /// <summary>Reads the forward-path at the beginning of <paramref name="text"/>, postmaster without domain included (RFC 5321 4.1.1.3).</summary>
    public static AddressFault ParseForward(ReadOnlySpan<byte> text, AddressAlphabet alphabet, out Mailbox mailbox, out int length)
    {
        var postmaster = "<postmaster>"u8;
        if (text.Length < postmaster.Length || !Ascii.EqualsIgnoreCase(text[..postmaster.Length], postmaster))
            return ParsePath(text, alphabet, out mailbox, out length);
        mailbox = new Mailbox(Encoding.ASCII.GetString(text[1..(postmaster.Length - 1)]), "");
        length = postmaster.Length;
        return AddressFault.None;
    }

    private static AddressFault ParsePath(ReadOnlySpan<byte> text, AddressAlphabet alphabet, out Mailbox mailbox, out int length)
    {
        mailbox = Mailbox.Null;
        length = 0;
        if (text.IsEmpty || text[0] != '<')
            return AddressFault.Malformed;
        int start = 1 + SourceRouteLength(text[1..]);
        var fault = MailboxParser.Parse(text[start..], alphabet, out var found, out int read);
        if (fault != AddressFault.None)
            return fault;
        int end = start + read;
        if (end == text.Length || text[end] != '>')
            return AddressFault.Malformed;
        if (end + 1 > MaxPath)
            return AddressFault.PathTooLong;
        mailbox = found;
        length = end + 1;
        return AddressFault.None;
    }

    // "@one,@two:" in front of the mailbox (RFC 5321 4.1.2, A-d-l); 0 when there is none, and then an @ is no local part either.
    private static int SourceRouteLength(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length && text[at] == '@')
        {
            int domain = MailboxParser.DomainLength(text[(at + 1)..]);
            at += 1 + domain;
            if (domain == 0 || at == text.Length)
                return 0;
            if (text[at] == ':')
                return at + 1;
            if (text[at] != ',')
                return 0;
            at++;
        }
        return 0;
    }
}
