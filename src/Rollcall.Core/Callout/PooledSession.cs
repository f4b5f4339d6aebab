using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>An open session of a pool.</summary>
/// <param name="Peer">The connection.</param>
/// <param name="Talk">The conversation.</param>
/// <param name="Kind">Whose questions it may serve.</param>
/// <param name="HostIndex">Which host of the destination it is with.</param>
internal sealed record PooledSession(PeerSession Peer, CalloutSession Talk, SessionKind Kind, int HostIndex)
{
    private int _transactions;
    private (long Sent, long Received) _counted;

    /// <summary>Whether a failure of it was told to the host's health: it counts once.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether its pool counts it among those that look for questions in a moment.</summary>
    public bool IsFinishing { get; set; }

    /// <summary>Whether nothing was asked since it was kept without questions: then a server may have closed it for that.</summary>
    public bool WasIdle { get; set; }

    /// <summary>Whether it is to make room: others wait for its address, and it has done its first work.</summary>
    public bool IsWanted => Peer.IsWanted && Talk.Transactions >= Ramp.MaxRefused;

    /// <summary>How long until its address may be asked once more.</summary>
    public TimeSpan AddressWait => Peer.Place?.Wait ?? TimeSpan.Zero;

    public bool Fits(WaitingQuestion question) => question.Kind == Kind && question.FromHost <= HostIndex;

    /// <summary>Transactions since the last call.</summary>
    public int NewTransactions()
    {
        int before = _transactions;
        _transactions = Talk.Transactions;
        return _transactions - before;
    }

    /// <summary>Measures the octets since the last call.</summary>
    public void CountBytes()
    {
        var channel = Peer.Channel;
        CalloutMeter.CountBytes(channel.BytesSent - _counted.Sent, channel.BytesReceived - _counted.Received);
        _counted = (channel.BytesSent, channel.BytesReceived);
    }
}
