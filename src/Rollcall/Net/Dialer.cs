using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Rollcall.Core.Peers;

namespace Rollcall.Net;

/// <summary>Connects by TCP. With <paramref name="roots"/> these certificate authorities are trusted instead of the system's.</summary>
internal sealed class Dialer(TimeProvider time, X509Certificate2Collection? roots = null) : IDialer
{
    /// <inheritdoc/>
    public async ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        using var timer = new CancellationTokenSource(timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        Socket? socket = null;
        try
        {
            socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(endpoint, linked.Token).ConfigureAwait(false);
            var connection = new PeerConnection(socket, roots);
            socket = null;
            return new DialResult(connection, DialFailure.None, "");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(SocketError.TimedOut);
        }
        catch (SocketException e)
        {
            cancel.ThrowIfCancellationRequested();
            return Failed(e.SocketErrorCode);
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>What an error of the system means for a dial, in our words.</summary>
    public static DialResult Failed(SocketError error) => error switch
    {
        SocketError.TimedOut => new(null, DialFailure.Timeout, "no connection in time"),
        SocketError.ConnectionRefused => Refused("connection refused"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted => Refused("connection reset"),
        SocketError.HostUnreachable or SocketError.HostDown => Refused("host unreachable"),
        SocketError.NetworkUnreachable or SocketError.NetworkDown => Refused("network unreachable"),
        SocketError.AccessDenied => Refused("connecting is forbidden by this machine's firewall or routes"),
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => Refused("this machine does not speak the address family"),
        SocketError.AddressNotAvailable => Ours("no local address or port is free for it"),
        SocketError.TooManyOpenSockets => Ours("this process has no file descriptor left"),
        SocketError.NoBufferSpaceAvailable => Ours("this machine has no network memory left"),
        _ => Refused($"cannot connect ({error})"),
    };

    private static DialResult Refused(string cause) => new(null, DialFailure.Refused, cause);

    private static DialResult Ours(string cause) => new(null, DialFailure.Ours, cause);
}
