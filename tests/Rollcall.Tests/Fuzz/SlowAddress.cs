using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Rollcall.Tests.Fuzz;

/// <summary>IP addresses by the grammar of RFC 4291 2.2 and no other, without the BCL.</summary>
internal static partial class SlowAddress
{
    /// <summary>The address, IPv4 where it is mapped; null for anything else.</summary>
    public static IPAddress? Read(string text)
    {
        if (Octets(text) is { } four)
            return new IPAddress(four);
        if (!text.Contains(':', StringComparison.Ordinal))
            return null;
        // The dotted quad at the end stands for two groups.
        int last = text.LastIndexOf(':') + 1;
        if (Octets(text[last..]) is { } quad)
            text = text[..last] + Group(quad[0], quad[1]) + ":" + Group(quad[2], quad[3]);
        var groups = Groups(text);
        if (groups is not { Length: 8 } || groups.Any(group => !Hex().IsMatch(group)))
            return null;
        var octets = groups.Select(group => int.Parse(group, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            .SelectMany(group => new[] { (byte)(group >> 8), (byte)group }).ToArray();
        bool mapped = octets[..10].All(octet => octet == 0) && octets[10] == 0xff && octets[11] == 0xff;
        return new IPAddress(mapped ? octets[12..] : octets);
    }

    private static string[]? Groups(string text)
    {
        var halves = text.Split("::");
        if (halves.Length == 1)
            return text.Split(':');
        if (halves.Length != 2)
            return null;
        string[] left = halves[0].Length == 0 ? [] : halves[0].Split(':');
        string[] right = halves[1].Length == 0 ? [] : halves[1].Split(':');
        return left.Length + right.Length > 7 ? null : [.. left, .. Enumerable.Repeat("0", 8 - left.Length - right.Length), .. right];
    }

    private static byte[]? Octets(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(part => Decimal().IsMatch(part) && int.Parse(part, CultureInfo.InvariantCulture) <= 255)
            ? [.. parts.Select(part => byte.Parse(part, CultureInfo.InvariantCulture))]
            : null;
    }

    private static string Group(byte high, byte low) => ((high << 8) | low).ToString("x", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,2})\z")]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A[0-9A-Fa-f]{1,4}\z")]
    private static partial Regex Hex();
}
