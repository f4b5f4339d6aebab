using System.Net;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Peers;

/// <summary>An open SMTP or LMTP session, behind EHLO and STARTTLS, ready for MAIL.</summary>
public sealed class PeerSession : IAsyncDisposable
{
    // A server that does not answer QUIT has had its time (RFC 5321 4.1.1.10 asks us to wait for the 221).
    private static readonly TimeSpan _quitLimit = TimeSpan.FromSeconds(2);
    private readonly IPeerConnection _connection;

    internal PeerSession(IPeerConnection connection, SmtpChannel channel, Hosting hosting, Capabilities capabilities, string hostName)
    {
        Place = hosting.Place;
        HostName = hostName;
        _connection = connection;
        Channel = channel;
        Address = hosting.Address;
        Capabilities = capabilities;
    }

    /// <summary>Commands and replies.</summary>
    public SmtpChannel Channel { get; }

    /// <summary>Whom we speak to.</summary>
    public PeerAddress Address { get; }

    /// <summary>The name that we said in EHLO.</summary>
    public string HostName { get; }

    /// <summary>Our end of the connection; null where it has no IP address.</summary>
    public IPAddress? OwnAddress => _connection.OwnAddress;

    /// <summary>What the server offered last.</summary>
    public Capabilities Capabilities { get; }

    /// <summary>Whether others wait for a connection with its address.</summary>
    internal bool IsWanted => Place is { IsWanted: true };

    /// <summary>Its place at its address; null where connections are not limited.</summary>
    internal AddressLoads.Place? Place { get; }

    /// <summary>What to call when others come to wait for its address; null while it is busy.</summary>
    internal void OnWanted(Action? call)
    {
        if (Place is not null)
            Place.Wanted = call;
        if (call is not null && IsWanted)
            call();
    }

    /// <summary>The host that a delivery dialled for it; null for call-outs.</summary>
    internal DestinationHost? DialledAs { get; set; }

    /// <summary>Messages that went over it.</summary>
    internal int Messages { get; set; }

    /// <summary>QUIT where the session still has an order, then closes.</summary>
    public async ValueTask QuitAsync()
    {
        if (!Channel.IsBotched)
            await Channel.CommandAsync("QUIT", _quitLimit, CancellationToken.None).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        Place?.Dispose();
    }
}
