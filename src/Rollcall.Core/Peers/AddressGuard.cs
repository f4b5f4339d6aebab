using System.Net;
using System.Net.Sockets;

namespace Rollcall.Core.Peers;

/// <summary>Which addresses may be dialled: tested on the resolved address at every dial, so that a changed DNS record cannot turn us on our own network.</summary>
public static class AddressGuard
{
    /// <summary>Null when <paramref name="address"/> may be dialled, else why not. Addresses of no host are refused in every scope.</summary>
    public static string? Refuse(IPAddress address, AddressScope scope)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IsNever(plain))
            return "its address belongs to no mail server";
        return IsInner(plain) && !scope.AllowsInner(plain) ? $"its address {plain} is private; {scope.Remedy}" : null;
    }

    // RFC 1122 3.2.1.3, RFC 5771, RFC 4291 2.7; 169.254.169.254 answers with the secrets of cloud machines.
    private static bool IsNever(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        var b = address.GetAddressBytes();
        return b[0] is 0 or >= 224 || b is [169, 254, 169, 254];
    }

    // RFC 1918, 6598, 3927, 4193, 4291.
    private static bool IsInner(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal;
        return address.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, ..] or [192, 168, ..] or [169, 254, ..] or [100, >= 64 and < 128, ..];
    }
}

/// <summary>Which private addresses may be dialled; public ones always may.</summary>
public sealed class AddressScope
{
    private readonly Func<IPAddress, bool> _allowsInner;

    private AddressScope(Func<IPAddress, bool> allowsInner, string remedy) => (_allowsInner, Remedy) = (allowsInner, remedy);

    /// <summary>None.</summary>
    public static AddressScope Public { get; } = new(_ => false, "set allow_private = true in its [[domain]] to allow that");

    /// <summary>All.</summary>
    public static AddressScope Any { get; } = new(_ => true, "");

    /// <summary>What allows a private address, for the operator.</summary>
    public string Remedy { get; }

    /// <summary>Those of some networks, which the operator has granted to the tokens of the API.</summary>
    public static AddressScope Within(IReadOnlyList<IPNetwork> networks) =>
        new(address => networks.Any(network => network.Contains(address)), "http.private_destinations of the configuration file must name its network");

    /// <summary>Whether a private address may be dialled.</summary>
    public bool AllowsInner(IPAddress address) => _allowsInner(address);
}
