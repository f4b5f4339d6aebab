using System.Net;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>XCLIENT: what a proxy says of its client (Postfix XCLIENT_README). Its HELO, PORT and PROTO change nothing: the EHLO that follows tells.</summary>
/// <param name="Address">The client's address; null where it is not told or not known.</param>
/// <param name="Name">The confirmed name of the address; null where it is not told or not known.</param>
public sealed record XclientCommand(IPAddress? Address, string? Name);

/// <summary>Reads the arguments of XCLIENT.</summary>
internal static class XclientParser
{
    /// <summary>What EHLO offers.</summary>
    public const string Offer = "XCLIENT NAME ADDR PORT PROTO HELO";

    private const int MaxValue = 255; // of a name (RFC 5321 4.5.3.1.2)

    /// <summary>Null when an attribute is unknown, there twice or not well formed.</summary>
    public static XclientCommand? Parse(ReadOnlySpan<byte> arguments)
    {
        if (!Ascii.IsValid(arguments))
            return null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        IPAddress? address = null;
        string? client = null;
        foreach (var attribute in Encoding.ASCII.GetString(arguments).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = attribute.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                return null;
            var name = attribute[..equals].ToUpperInvariant();
            if (!seen.Add(name) || !TryDecode(attribute[(equals + 1)..], out var value))
                return null;
            bool isKnown = value is not ("[UNAVAILABLE]" or "[TEMPUNAVAIL]");
            bool isGood = name switch
            {
                "ADDR" => !isKnown || TryAddress(value, out address),
                "NAME" => IsName(value),
                "PORT" => !isKnown || Digits.TryParse(value, ushort.MaxValue, out _),
                "PROTO" => !isKnown || value is "SMTP" or "ESMTP",
                "HELO" => IsName(value),
                _ => false,
            };
            if (!isGood)
                return null;
            if (name == "NAME" && isKnown)
                client = value;
        }
        return seen.Count > 0 ? new XclientCommand(address, client) : null;
    }

    private static bool IsName(string value) => value.Length is > 0 and <= MaxValue && !value.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static bool TryAddress(string value, out IPAddress? address)
    {
        bool six = value.StartsWith("IPV6:", StringComparison.OrdinalIgnoreCase);
        var text = six ? value[5..] : value;
        bool good = IpLiteral.TryParse(text, out var parsed) && six == text.Contains(':', StringComparison.Ordinal);
        address = good ? parsed : null;
        return good;
    }

    // xtext (RFC 3461 4): + and two hexadecimal digits for an octet.
    private static bool TryDecode(string text, out string value)
    {
        value = text;
        if (!text.Contains('+', StringComparison.Ordinal))
            return true;
        var plain = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '+')
            {
                plain.Append(text[at]);
                continue;
            }
            if (at + 2 >= text.Length || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
                return false;
            plain.Append((char)Convert.ToByte(text.Substring(at + 1, 2), 16));
            at += 2;
        }
        value = plain.ToString();
        return true;
    }
}
