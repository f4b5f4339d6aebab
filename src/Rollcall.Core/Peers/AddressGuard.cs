using System.Net;
using System.Net.Sockets;

namespace Rollcall.Core.Peers;

/// <summary>Which addresses may be dialled: tested on the resolved address at every dial, so that a changed DNS record cannot turn us on our own network.</summary>
public static class AddressGuard
{
    /// <summary>
    /// Null when <paramref name="address"/> may be dialled, else why not. Addresses of no host are refused always, those of inner networks
    /// unless the configuration names them itself or allows them.
    /// </summary>
    public static string? Refuse(IPAddress address, AddressScope scope)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IsNever(plain))
            return "its address belongs to no mail server";
        return scope == AddressScope.Public && IsInner(plain) ? "its address is private, and only the configuration file may allow that" : null;
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

/// <summary>How far a dial may reach.</summary>
public enum AddressScope
{
    /// <summary>Public addresses alone.</summary>
    Public,

    /// <summary>Inner networks too.</summary>
    Any,
}
