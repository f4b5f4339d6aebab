using System.Net;
using System.Net.Sockets;

namespace Rollcall.Listeners;

/// <summary>Makes the sockets that listen.</summary>
internal static class ListenSocket
{
    /// <summary>Longest path of a Unix socket in octets (unix(7), less the closing zero).</summary>
    public const int MaxUnixPath = 107;

    private const int Backlog = 512; // the system's limit is often 4,096; a queue that is longer only hides that we are late

    /// <summary>Binds and listens; a <see cref="ListenException"/> says why not. A Unix socket gets <paramref name="mode"/> before anybody can connect.</summary>
    public static Socket Open(ListenEndpoint endpoint, UnixFileMode mode)
    {
        Socket? socket = null;
        try
        {
            socket = endpoint.Tcp is { } tcp ? BindTcp(tcp) : BindUnix(endpoint, mode);
            socket.Listen(Backlog);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            socket?.Dispose();
            throw new ListenException(endpoint, e is SocketException s ? CauseOf(s.SocketErrorCode, endpoint) : e.Message, e);
        }
    }

    private static Socket BindTcp(IPEndPoint endpoint)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // [::] takes IPv4 as well otherwise, and then 0.0.0.0 is in use.
            if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = false;
            socket.Bind(endpoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket BindUnix(ListenEndpoint endpoint, UnixFileMode mode)
    {
        var path = endpoint.UnixPath!;
        RemoveLeftOver(endpoint, path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, mode); // until listen(2) every connect is refused
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The file of a socket outlives its process. Only when nobody answers there, and it is no file with something in it, it is removed.
    private static void RemoveLeftOver(ListenEndpoint endpoint, string path)
    {
        var file = new FileInfo(path);
        if (Directory.Exists(path) || (file.Exists && (file.Length > 0 || file.LinkTarget is not null)))
            throw new ListenException(endpoint, "something that is no socket is there");
        if (!file.Exists)
            return;
        // Does not wait: a full queue (EAGAIN) is somebody who listens.
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
        }
        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }

    private static string CauseOf(SocketError error, ListenEndpoint endpoint) => error switch
    {
        SocketError.AddressNotAvailable when endpoint.UnixPath is not null => "its folder is not there; make it, or name another path",
        SocketError.AddressAlreadyInUse => "the address is in use",
        SocketError.AccessDenied => "permission denied",
        SocketError.AddressNotAvailable => "this machine does not have the address",
        SocketError.AddressFamilyNotSupported => "this machine does not speak the address family",
        SocketError.TooManyOpenSockets => "this process has no file descriptor left",
        _ => new SocketException((int)error).Message,
    };
}
