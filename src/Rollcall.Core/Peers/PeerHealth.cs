using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;

namespace Rollcall.Core.Peers;

/// <summary>The health of customers' hosts, by (host, port): what call-outs and deliveries have seen of it, for both.</summary>
public sealed partial class PeerHealth : IDisposable
{
    /// <summary>Why nothing is sent to a destination that is down, for the operator.</summary>
    public const string AllRest = "every host of the destination rests after failures";

    private const int MaxMeasured = 2000; // destinations; a customer's metrics must not grow with every domain
    private readonly ConcurrentDictionary<DestinationHost, HostHealth> _hosts = new();
    private readonly Meter _meter = new("Rollcall.Peers");
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private BreakerSettings _settings;
    private Destination[] _measured = [];
    private int _troubled; // hosts that are not closed: while there are none, nobody has to look

    /// <summary>All hosts are well at first.</summary>
    public PeerHealth(BreakerSettings settings, TimeProvider time, ILogger<PeerHealth> log)
    {
        (_settings, _time, _log) = (settings, time, log);
        _meter.CreateObservableGauge("rollcall_destination_open", Measure, description: "Whether every host of a destination rests after failures");
    }

    /// <summary>Where openings are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }

    /// <summary>Works by these from now on: what is known of hosts that remain is kept.</summary>
    public void Use(BreakerSettings settings, DomainTable domains)
    {
        _settings = settings;
        var destinations = domains.Domains.SelectMany(domain => new[] { domain.DeliverTo, domain.VerifyAt }).Distinct().ToArray();
        _measured = destinations.Length <= MaxMeasured ? destinations : destinations[..MaxMeasured];
        var remain = destinations.SelectMany(destination => destination.Hosts).Select(Key).ToHashSet();
        foreach (var host in _hosts.Keys)
        {
            if (!remain.Contains(host) && _hosts.TryRemove(host, out var gone))
                Change(gone, host, "", static health => health.Succeeded());
        }
    }

    /// <summary>Whether every host of a destination is open: nothing can be sent there now.</summary>
    public bool IsDown(Destination destination) => AreAll(destination, static health => health.IsOpen);

    /// <summary>Whether every host of a destination was opened and has not worked since, also while the next trial is due.</summary>
    public bool IsFailing(Destination destination) => AreAll(destination, static health => health.IsFailing);

    /// <summary>
    /// The hosts to be tried from the one with this index on, in their order, those that rest behind the others. Asking for the next one
    /// means that the last one was not well enough; one whose opening is over is let through once, as a trial.
    /// </summary>
    public IEnumerable<int> Candidates(Destination destination, int from)
    {
        var later = new List<int>();
        for (int i = from; i < destination.Hosts.Count; i++)
        {
            if (Is(destination.Hosts[i], static health => health.IsResting))
                later.Add(i);
            else if (TryEnter(destination.Hosts[i]))
                yield return i;
        }
        foreach (int i in later)
        {
            if (TryEnter(destination.Hosts[i]))
                yield return i;
        }
    }

    /// <summary>A host did its work: it gave a verdict, or took a message.</summary>
    public void Succeeded(DestinationHost host) => Note(host, "", static health => health.Succeeded());

    /// <summary>A host answered at RCPT, with no verdict and no refusal: it is there.</summary>
    public void Answered(DestinationHost host) => Note(host, "", static health => health.Answered());

    /// <summary>A session with a host failed before RCPT. What was our own fault does not count.</summary>
    public void Failed(DestinationHost host, PeerFailure failure)
    {
        if (failure.Fault == PeerFault.Forbidden)
            Note(host, failure.Cause, health => health.Forbidden(_settings));
        else if (failure.Fault is not (PeerFault.Ours or PeerFault.NoUtf8))
            Note(host, failure.Cause, health => health.Failed(_settings));
    }

    /// <summary>A question about <paramref name="address"/> got a refusal at RCPT that says nothing of the mailbox.</summary>
    public void RefusedAtRcpt(DestinationHost host, string address, string cause) =>
        Note(host, cause, health => health.RefusedAtRcpt(address, _settings));

    /// <summary>A question about <paramref name="address"/> got no reply at RCPT.</summary>
    public void SilentAtRcpt(DestinationHost host, string address, string cause) =>
        Note(host, cause, health => health.SilentAtRcpt(address, _settings));

    /// <summary>A connect with a host failed, and another host of the same destination works.</summary>
    public void Rest(DestinationHost host) => Note(host, "", static health =>
    {
        health.Rest();
        return BreakerTurn.None;
    });

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // Spoken to by LMTP it is the same host; MX records are hosts of their own, and fail together.
    private static DestinationHost Key(DestinationHost host) => host.Scheme == HostScheme.Lmtp ? host with { Scheme = HostScheme.Smtp } : host;

    private HostHealth Of(DestinationHost host) => _hosts.GetOrAdd(Key(host), static (_, time) => new HostHealth(time), _time);

    private void Note(DestinationHost host, string cause, Func<HostHealth, BreakerTurn> what) => Change(Of(host), host, cause, what);

    private void Change(HostHealth health, DestinationHost host, string cause, Func<HostHealth, BreakerTurn> what)
    {
        BreakerTurn turn;
        lock (health)
        {
            turn = what(health);
            if (turn == BreakerTurn.Opened)
                Interlocked.Increment(ref _troubled);
            else if (turn == BreakerTurn.Closed)
                Interlocked.Decrement(ref _troubled);
        }
        if (turn == BreakerTurn.None)
            return;
        if (turn == BreakerTurn.Opened)
            LogOpened(host, cause);
        else
            LogClosed(host);
        if (Events is { IsRead: true } events)
        {
            bool isOpen = turn == BreakerTurn.Opened;
            events.Publish(new GatewayEvent(EventType.Health) { Destination = host.ToString(), State = isOpen ? "open" : "closed", Text = isOpen ? cause : null });
        }
    }

    private bool AreAll(Destination destination, Func<HostHealth, bool> state)
    {
        if (Volatile.Read(ref _troubled) == 0)
            return false;
        foreach (var host in destination.Hosts)
        {
            if (!Is(host, state))
                return false;
        }
        return true;
    }

    private bool Is(DestinationHost host, Func<HostHealth, bool> state)
    {
        if (!_hosts.TryGetValue(Key(host), out var health))
            return false;
        lock (health)
            return state(health);
    }

    private bool TryEnter(DestinationHost host)
    {
        var health = Of(host);
        lock (health)
            return health.TryEnter();
    }

    private IEnumerable<Measurement<int>> Measure() =>
        _measured.Select(destination => new Measurement<int>(IsDown(destination) ? 1 : 0, new KeyValuePair<string, object?>("destination", destination.Name)));

    // Once at the first opening and once at the end: trials that fail between them say nothing new.
    [LoggerMessage(EventName = "breaker_open", Level = LogLevel.Warning, Message = "{Host} {Cause}")]
    private partial void LogOpened(DestinationHost host, string cause);

    [LoggerMessage(EventName = "breaker_closed", Level = LogLevel.Information, Message = "{Host}")]
    private partial void LogClosed(DestinationHost host);
}
