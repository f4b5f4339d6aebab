using System.Collections.Concurrent;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Core.Delivery;

/// <summary>
/// The sessions of deliveries: at most max_sessions of a destination at one time, and what has ended well is kept a little for the next
/// message.
/// </summary>
public sealed class DeliverySessions(TimeProvider time)
{
    private readonly ConcurrentDictionary<Destination, DestinationSessions> _byDestination = new();

    internal DestinationSessions Of(Destination destination) =>
        _byDestination.GetOrAdd(destination, static (_, time) => new DestinationSessions(time), time);

    /// <summary>Says good-bye on all that are kept; those in use end with their message.</summary>
    public Task CloseAsync() => Task.WhenAll(_byDestination.Values.Select(sessions => sessions.CloseIdleAsync()));
}

/// <summary>The sessions with one destination.</summary>
internal sealed class DestinationSessions(TimeProvider time)
{
    // Servers count what a session has sent, and a session with a host that is not the first must not live for ever.
    private const int MaxMessages = 100;
    private readonly ConcurrentDictionary<PeerSession, IdleSession> _idle = new();

    public SessionGate Gate { get; } = new(time);

    /// <summary>A session that was opened under this policy and kept, or null. The server may have closed it meanwhile.</summary>
    public PeerSession? TakeIdle(TlsPolicy tls)
    {
        foreach (var (session, kept) in _idle)
        {
            if (kept.Tls == tls && Remove(session))
                return session;
        }
        return null;
    }

    /// <summary>Keeps a session that may begin another transaction, for <paramref name="idle"/>.</summary>
    public void Keep(PeerSession session, TlsPolicy tls, TimeSpan idle)
    {
        if (++session.Messages >= MaxMessages || session.Channel.IsBotched)
        {
            _ = session.QuitAsync().AsTask();
            return;
        }
        var kept = new IdleSession(tls, time.CreateTimer(static state => ((Action)state!)(), (Action)(() => Expire(session)), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        _idle[session] = kept;
        kept.Timer.Change(idle, Timeout.InfiniteTimeSpan);
    }

    public Task CloseIdleAsync() => Task.WhenAll(_idle.Keys.Select(session => Remove(session) ? session.QuitAsync().AsTask() : Task.CompletedTask));

    private void Expire(PeerSession session)
    {
        if (Remove(session))
            _ = session.QuitAsync().AsTask();
    }

    private bool Remove(PeerSession session)
    {
        if (!_idle.TryRemove(session, out var kept))
            return false;
        kept.Timer.Dispose();
        return true;
    }

    private sealed record IdleSession(TlsPolicy Tls, ITimer Timer);
}
