using System.Buffers.Text;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>The parameters of MAIL (RFC 5321 4.1.2, Mail-parameters): SIZE=, BODY=, SMTPUTF8.</summary>
internal static class MailParameters
{
    private const int MaxSizeDigits = 20; // RFC 1870 4

    private ref struct Seen
    {
        public long? Size;
        public bool Body;
        public bool EightBit;
        public bool Utf8;
    }

    /// <summary>Reads all parameters; the refusal, or null and the command.</summary>
    public static Reply? Parse(ReadOnlySpan<byte> text, CommandContext context, Mailbox path, out MailCommand? mail)
    {
        mail = null;
        var seen = default(Seen);
        foreach (var range in text.Split((byte)' '))
        {
            var parameter = text[range];
            if (!parameter.IsEmpty && ParseOne(parameter, context, ref seen) is { } refusal)
                return refusal;
        }
        if (path.NeedsUtf8 && !seen.Utf8) // RFC 6531 3.4
            return Replies.BadAddress;
        mail = new MailCommand(path, seen.Size, seen.EightBit, seen.Utf8);
        return null;
    }

    private static Reply? ParseOne(ReadOnlySpan<byte> parameter, CommandContext context, ref Seen seen)
    {
        int equals = parameter.IndexOf((byte)'=');
        var keyword = equals < 0 ? parameter : parameter[..equals];
        var value = equals < 0 ? default : parameter[(equals + 1)..];
        if (Ascii.EqualsIgnoreCase(keyword, "SIZE"u8)) // RFC 1870 6
            return seen.Size is null && TrySize(value, out seen.Size) ? null : Replies.BadParameter;
        if (Ascii.EqualsIgnoreCase(keyword, "BODY"u8)) // RFC 6152 2
            return !seen.Body && TryBody(value, ref seen) ? null : Replies.BadParameter;
        if (context.Utf8Offered && Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8)) // RFC 6531 3.4: it takes no value
            return !seen.Utf8 && equals < 0 && (seen.Utf8 = true) ? null : Replies.BadParameter;
        return keyword.IsEmpty ? Replies.BadParameter : Replies.UnknownParameter;
    }

    private static bool TrySize(ReadOnlySpan<byte> value, out long? size)
    {
        size = null;
        if (value.Length is 0 or > MaxSizeDigits || value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        // Twenty digits may be more than 63 bits: too large in any case.
        size = Utf8Parser.TryParse(value, out long number, out _) ? number : long.MaxValue;
        return true;
    }

    private static bool TryBody(ReadOnlySpan<byte> value, ref Seen seen)
    {
        seen.Body = true;
        seen.EightBit = Ascii.EqualsIgnoreCase(value, "8BITMIME"u8);
        return seen.EightBit || Ascii.EqualsIgnoreCase(value, "7BIT"u8);
    }
}
