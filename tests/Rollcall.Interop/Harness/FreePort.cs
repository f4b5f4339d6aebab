using System.Net;
using System.Net.Sockets;

namespace Rollcall.Interop.Harness;

/// <summary>Ports nobody listens at, on both families; below the range from which outgoing connections take theirs.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Count = 10_000;
    private static int _next = Environment.ProcessId * 61 % Count;

    public static int Take()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (Interlocked.Increment(ref _next) % Count);
            if (IsFree(IPAddress.Any, port) && IsFree(IPAddress.IPv6Any, port))
                return port;
        }

        throw new InvalidOperationException("No free port.");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
