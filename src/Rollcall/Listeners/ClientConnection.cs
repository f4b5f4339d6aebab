using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Rollcall.Listeners;

/// <summary>A connection of a line protocol, as its handler sees it. It is closed when the handler returns.</summary>
internal sealed class ClientConnection
{
    private const int IdLength = 12;
    private readonly ConnectionContext _context;

    /// <summary>Wraps a connection of Kestrel; <paramref name="abort"/> is the second stage of the stop.</summary>
    public ClientConnection(ConnectionContext context, ListenEndpoint listener, CancellationToken abort)
    {
        _context = context;
        Listener = listener;
        Abort = abort;
        Stopping = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        if (context.RemoteEndPoint is IPEndPoint remote)
            (RemoteAddress, RemotePort) = (Unmapped(remote.Address), remote.Port);
        Local = context.LocalEndPoint is IPEndPoint local ? new IPEndPoint(Unmapped(local.Address), local.Port) : null;
    }

    /// <summary>Twelve characters that name the session in log and events.</summary>
    public string Id { get; } = NewId();

    /// <summary>The bytes both ways.</summary>
    public IDuplexPipe Transport => _context.Transport;

    /// <summary>The client (behind a proxy: the one in front of it), IPv4 where it is mapped into IPv6; null for a Unix socket.</summary>
    public IPAddress? RemoteAddress { get; private set; }

    /// <summary>The client's port; 0 for a Unix socket.</summary>
    public int RemotePort { get; private set; }

    /// <summary>Where the client reached us; null for a Unix socket.</summary>
    public IPEndPoint? Local { get; }

    /// <summary>The listener it came by.</summary>
    public ListenEndpoint Listener { get; }

    /// <summary>First stage of the stop: nobody is accepted any more, and sessions end where nothing is open.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Second stage of the stop: sessions say their last reply now.</summary>
    public CancellationToken Abort { get; }

    /// <summary>The connection is gone, from whichever side.</summary>
    public CancellationToken Closed => _context.ConnectionClosed;

    /// <summary>Cuts the connection at once; what was not sent is lost.</summary>
    public void Cut() => _context.Abort();

    /// <summary>A proxy in front has told who its client is; limits and counts go by that from now on.</summary>
    public void SpeaksFor(IPEndPoint client) => (RemoteAddress, RemotePort) = (client.Address, client.Port);

    /// <summary>Twelve characters, drawn at random.</summary>
    public static string NewId() => RandomNumberGenerator.GetString("0123456789abcdefghijklmnopqrstuvwxyz", IdLength);

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
