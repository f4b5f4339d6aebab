using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols;
using Rollcall.Protocols.Services;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Headers of the PROXY protocol: regular expressions and a table of offsets give the same.</summary>
internal static partial class ProxyTarget
{
    private const string Signature = "\r\n\r\n\0\r\nQUIT\n";

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + input.Choose(40);
        Wire.Check<ProxyHeader>(ProxyHeader.Read, Twin, input.Rest(), piece);
    }

    /// <summary>What the first octets are, by proxy-protocol.txt 2.1 and 2.2.</summary>
    public static Slow<ProxyHeader> Twin(byte[] octets)
    {
        var text = Encoding.Latin1.GetString(octets);
        if (text.Length < 6 && "PROXY ".StartsWith(text, StringComparison.Ordinal))
            return Slow<ProxyHeader>.Incomplete;
        if (text.StartsWith("PROXY ", StringComparison.Ordinal))
            return OfText(text);
        if (text.Length < 12 && Signature.StartsWith(text, StringComparison.Ordinal))
            return Slow<ProxyHeader>.Incomplete;
        return text.StartsWith(Signature, StringComparison.Ordinal) ? OfBinary(octets) : Slow<ProxyHeader>.Invalid;
    }

    private static Slow<ProxyHeader> OfText(string text)
    {
        int end = text.IndexOf("\r\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 > 107)
            return text.Length < 107 ? Slow<ProxyHeader>.Incomplete : Slow<ProxyHeader>.Invalid;
        var line = text[..end];
        if (line.Any(c => c > 127))
            return Slow<ProxyHeader>.Invalid;
        if (Unknown().IsMatch(line))
            return new(RequestStatus.Ok, default, end + 2);
        var known = Known().Match(line);
        int[] ports = [.. known.Groups[4].Captures.Select(port => int.Parse(port.Value, CultureInfo.InvariantCulture))];
        bool six = known.Groups[1].Value == "6";
        if (!known.Success || ports.Any(port => port > 65535)
            || known.Groups[2].Value.Contains(':', StringComparison.Ordinal) != six || known.Groups[3].Value.Contains(':', StringComparison.Ordinal) != six
            || SlowAddress.Read(known.Groups[2].Value) is not { } source || SlowAddress.Read(known.Groups[3].Value) is null)
            return Slow<ProxyHeader>.Invalid;
        return new(RequestStatus.Ok, new ProxyHeader(new IPEndPoint(source, ports[0])), end + 2);
    }

    private static Slow<ProxyHeader> OfBinary(byte[] octets)
    {
        if (octets.Length < 16)
            return Slow<ProxyHeader>.Incomplete;
        int length = 16 + (octets[14] << 8) + octets[15];
        if (octets[12] is not (0x20 or 0x21) || length > 16 + 2048)
            return Slow<ProxyHeader>.Invalid;
        if (octets.Length < length)
            return Slow<ProxyHeader>.Incomplete;
        int size = octets[12] == 0x20 ? 0 : octets[13] switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (size == 0)
            return new(RequestStatus.Ok, default, length);
        if (length < 16 + (2 * size) + 4)
            return Slow<ProxyHeader>.Invalid;
        var address = new IPAddress(octets[16..(16 + size)]);
        int port = (octets[16 + (2 * size)] << 8) + octets[17 + (2 * size)];
        return new(RequestStatus.Ok, new ProxyHeader(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port)), length);
    }

    [GeneratedRegex(@"\APROXY UNKNOWN( .*)?\z", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(@"\APROXY TCP([46]) ([^ ]+) ([^ ]+)(?: (0|[1-9][0-9]{0,4})){2}\z")]
    private static partial Regex Known();
}
