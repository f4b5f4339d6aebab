using System.Net;
using System.Net.Sockets;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Peers;

/// <summary>The names of our nodes: a server that greets with one of them is a loop.</summary>
/// <param name="hostName">The name of this node, in banner, EHLO and Received.</param>
public sealed class OwnNames(string hostName)
{
    /// <summary>The name of this node.</summary>
    public string HostName { get; } = hostName;

    /// <summary>Where this node listens; wildcards stand beside the addresses of this machine that they mean.</summary>
    public IReadOnlyCollection<IPEndPoint> Listeners { get; init; } = [];

    /// <summary>Whether a dial to <paramref name="address"/> would reach this node itself.</summary>
    public bool ListensAt(IPEndPoint address)
    {
        if (Listeners.Count == 0)
            return false;
        var plain = address.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;
        return Listeners.Contains(plain) || (IsLoopback(plain.Address) && Listeners.Contains(new IPEndPoint(IPAddress.Any, plain.Port)));
    }

    // All of 127.0.0.0/8 leads here (RFC 1122 3.2.1.3), though the machine names but one of it.
    private static bool IsLoopback(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(address);

    /// <summary>Whether a banner or an answer to EHLO begins with the name of a node of ours (RFC 5321 4.2: the name is its first word).</summary>
    public bool Names(SmtpReply greeting)
    {
        var first = greeting.Lines[0].AsSpan().Trim();
        int end = first.IndexOf(' ');
        return (end < 0 ? first : first[..end]).Equals(HostName, StringComparison.OrdinalIgnoreCase);
    }
}
