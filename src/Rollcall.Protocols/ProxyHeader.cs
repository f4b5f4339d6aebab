using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Text;
using Rollcall.Protocols.Services;

namespace Rollcall.Protocols;

/// <summary>The header of the PROXY protocol, versions 1 and 2 (HAProxy's proxy-protocol.txt).</summary>
/// <param name="Source">The client in front of the proxy; null where the connection is the proxy's own or its client has no address (LOCAL, UNKNOWN).</param>
public readonly record struct ProxyHeader(IPEndPoint? Source)
{
    private const int MaxV1 = 107; // 2.1, with CRLF
    private const int V2Fixed = 16; // 2.2
    private const int MaxV2 = V2Fixed + 2048; // 2.2 asks for 536; extensions such as the names of certificates make it longer
    private const int V4Addresses = 12;
    private const int V6Addresses = 36;

    private static ReadOnlySpan<byte> V1Signature => "PROXY "u8;

    private static ReadOnlySpan<byte> V2Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header at the beginning of <paramref name="buffer"/>; Invalid for anything else.</summary>
    public static RequestStatus Read(in ReadOnlySequence<byte> buffer, out ProxyHeader header, out SequencePosition next)
    {
        header = default;
        next = buffer.Start;
        if (buffer.IsEmpty)
            return RequestStatus.Incomplete;
        Span<byte> copy = stackalloc byte[MaxV2];
        int length = (int)Math.Min(buffer.Length, MaxV2);
        buffer.Slice(0, length).CopyTo(copy);
        ReadOnlySpan<byte> octets = copy[..length];
        int taken = 0;
        var status = octets[0] == V1Signature[0] ? ReadV1(octets, out header, out taken) : ReadV2(octets, out header, out taken);
        if (status == RequestStatus.Ok)
            next = buffer.GetPosition(taken);
        return status;
    }

    private static RequestStatus ReadV1(ReadOnlySpan<byte> octets, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        int known = Math.Min(octets.Length, V1Signature.Length);
        if (!octets[..known].SequenceEqual(V1Signature[..known]))
            return RequestStatus.Invalid;
        int end = octets[..Math.Min(octets.Length, MaxV1)].IndexOf("\r\n"u8);
        if (end < 0)
            return octets.Length < MaxV1 ? RequestStatus.Incomplete : RequestStatus.Invalid;
        length = end + 2;
        if (end < V1Signature.Length || !Ascii.IsValid(octets[..end]))
            return RequestStatus.Invalid;
        string[] words = Encoding.ASCII.GetString(octets[V1Signature.Length..end]).Split(' ');
        if (words[0] == "UNKNOWN") // 2.1: whatever follows is ignored
            return RequestStatus.Ok;
        if (words is not [("TCP4" or "TCP6") and var family, var source, var destination, var sourcePort, var destinationPort]
            || !TryAddress(family, source, out var address) || !TryAddress(family, destination, out _)
            || !TryPort(sourcePort, out int port) || !TryPort(destinationPort, out _))
            return RequestStatus.Invalid;
        header = new ProxyHeader(new IPEndPoint(address, port));
        return RequestStatus.Ok;
    }

    private static RequestStatus ReadV2(ReadOnlySpan<byte> octets, out ProxyHeader header, out int length)
    {
        header = default;
        length = 0;
        int known = Math.Min(octets.Length, V2Signature.Length);
        if (!octets[..known].SequenceEqual(V2Signature[..known]))
            return RequestStatus.Invalid;
        if (octets.Length < V2Fixed)
            return RequestStatus.Incomplete;
        length = V2Fixed + BinaryPrimitives.ReadUInt16BigEndian(octets[14..]);
        if (octets[12] is not (0x20 or 0x21) || length > MaxV2) // 2.2: version 2, LOCAL or PROXY
            return RequestStatus.Invalid;
        if (octets.Length < length)
            return RequestStatus.Incomplete;
        if (octets[12] == 0x20) // LOCAL: the proxy's own connection, as for its health checks
            return RequestStatus.Ok;
        var addresses = octets[V2Fixed..length];
        int needed = octets[13] switch { 0x11 => V4Addresses, 0x21 => V6Addresses, _ => 0 }; // TCP over IPv4, over IPv6; others have no address for us
        if (addresses.Length < needed)
            return RequestStatus.Invalid;
        int size = needed == V4Addresses ? 4 : 16;
        if (needed > 0)
            header = new ProxyHeader(new IPEndPoint(Unmapped(new IPAddress(addresses[..size])), BinaryPrimitives.ReadUInt16BigEndian(addresses[(2 * size)..])));
        return RequestStatus.Ok;
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool TryAddress(string family, string text, out IPAddress address) =>
        IpLiteral.TryParse(text, out address) && text.Contains(':', StringComparison.Ordinal) == (family == "TCP6");

    private static bool TryPort(string text, out int port) =>
        Digits.TryParse(text, ushort.MaxValue, out port) && (text.Length == 1 || text[0] != '0');
}
