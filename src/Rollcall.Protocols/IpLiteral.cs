using System.Net;
using System.Net.Sockets;

namespace Rollcall.Protocols;

/// <summary>Addresses as people may write them: four decimal numbers without leading zeros, or RFC 5952 without scope; nothing else that the BCL would guess at.</summary>
public static class IpLiteral
{
    /// <summary>Reads an IPv4 or IPv6 address without brackets; an IPv4-mapped one becomes IPv4.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        bool six = text.Contains(':');
        if (six ? text.ContainsAny('%', '[', ']') || text.Contains('/') : !IsDottedQuad(text))
            return false;
#pragma warning disable RS0030 // the one place where the text has been checked before
        if (!IPAddress.TryParse(text, out var parsed))
            return false;
#pragma warning restore RS0030
        if (parsed.AddressFamily != (six ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork))
            return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        int parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (++parts > 4 || part.Length is 0 or > 3 || part.ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
                return false;
        }
        return parts == 4;
    }
}
