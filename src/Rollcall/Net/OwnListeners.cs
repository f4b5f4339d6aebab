using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Rollcall.Config;
using Rollcall.Core.Peers;

namespace Rollcall.Net;

/// <summary>Where this process can be reached, so that it never dials itself.</summary>
internal static class OwnListeners
{
    /// <summary>The name and the listeners of a process with these options.</summary>
    public static OwnNames Of(RollcallOptions options)
    {
        var addresses = options.Listeners.SelectMany(service => service.Addresses).Select(address => address.EndPoint).OfType<IPEndPoint>();
        return new OwnNames(options.Hostname) { Listeners = Of([.. addresses]) };
    }

    /// <summary>The listeners with each wildcard spelled out as the addresses that this machine has now, loopback among them.</summary>
    public static IReadOnlyCollection<IPEndPoint> Of(IReadOnlyList<IPEndPoint> listeners)
    {
        var all = new HashSet<IPEndPoint>(listeners);
        if (!listeners.Any(listener => IsWildcard(listener.Address)))
            return all;
        var addresses = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(unicast => Plain(unicast.Address))
            .Append(IPAddress.Loopback).Append(IPAddress.IPv6Loopback).ToList();
        foreach (var listener in listeners.Where(listener => IsWildcard(listener.Address)))
        {
            // An IPv6 wildcard binds its own family alone.
            all.UnionWith(addresses.Where(address => address.AddressFamily == listener.AddressFamily).Select(address => new IPEndPoint(address, listener.Port)));
        }
        return all;
    }

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    // Destinations are written without a scope.
    private static IPAddress Plain(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
}
