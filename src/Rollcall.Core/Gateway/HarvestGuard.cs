using System.Net;
using System.Net.Sockets;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;

namespace Rollcall.Core.Gateway;

/// <summary>The [harvest] settings of one snapshot.</summary>
/// <param name="Window">Refused recipients of a client are counted for so long.</param>
/// <param name="Unknown">So many, with <paramref name="Ratio"/>, limit a client.</param>
/// <param name="Ratio">At least this share of its recipients, 0 to 1.</param>
/// <param name="BanFactor">So many times as many ban it; a network counts with the same factor.</param>
/// <param name="Ban">For so long.</param>
/// <param name="DomainUnknown">So many invalid answers of a domain in 10 minutes are an attack on it.</param>
/// <param name="DomainRate">Questions a second about new local parts of such a domain.</param>
public sealed record HarvestSettings(
    TimeSpan Window, int Unknown, double Ratio, int BanFactor, TimeSpan Ban, int DomainUnknown, double DomainRate);

/// <summary>A client or network that is limited or banned.</summary>
/// <param name="Client">Its address, or its network as address/length.</param>
/// <param name="Unknown">Recipients refused as unknown in the window.</param>
/// <param name="Recipients">All its recipients in the window.</param>
/// <param name="BannedFor">What is left of its ban; null for none.</param>
public sealed record HarvestEntry(string Client, int Unknown, int Recipients, TimeSpan? BannedFor);

/// <summary>
/// Harvest protection: who guesses recipients is refused questions first and connections later; a domain that is guessed at is asked about
/// slowly. Bounded: the clients that were seen last are known.
/// </summary>
public sealed partial class HarvestGuard(Func<HarvestSettings> settings, TimeProvider time, ILogger<HarvestGuard> log) : IQuestionGuard
{
    private const int MaxClients = 50_000;
    internal const int GoodMessages = 20; // passed on in 7 days: a sender of mail, whatever it mistypes (docs/callouts.md)
    private static readonly TimeSpan _goodFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan _attackWindow = TimeSpan.FromMinutes(10);
    private readonly long _begin = time.GetTimestamp();
    private readonly ConcurrentLru<IPNetwork, ClientCount> _clients = new(Environment.ProcessorCount, MaxClients, EqualityComparer<IPNetwork>.Default);
    private readonly ConcurrentLru<IPAddress, PassedMessages> _senders = new(Environment.ProcessorCount, MaxClients, EqualityComparer<IPAddress>.Default);
    private volatile bool _anyCounted; // while nobody has guessed, nothing is looked up
    private readonly ConcurrentLru<string, DomainCount> _domains = new(Environment.ProcessorCount, 10_000, StringComparer.Ordinal);

    /// <summary>Where attacks are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }

    /// <summary>The counts of a client for one session; trusted ones and those without an address have none.</summary>
    public HarvestClient Of(IPAddress client) => new(this, client, Exactly(client), NetworkOf(client));

    /// <summary>
    /// Lifts the ban and forgets the counts of an address, and those of the network around it, of which its own are a part; or of a network.
    /// False when there were none.
    /// </summary>
    public bool Lift(IPNetwork client) => _clients.TryRemove(client) | _clients.TryRemove(NetworkOf(client.BaseAddress));

    /// <summary>Who is limited or banned now.</summary>
    public IReadOnlyList<HarvestEntry> List()
    {
        var limits = settings();
        var found = new List<HarvestEntry>();
        foreach (var (network, client) in _clients)
        {
            bool single = network.PrefixLength == (network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
            var (unknown, all) = client.At(Step(limits));
            var banned = BanOf(client);
            if (banned is not null || IsOver(unknown, all, limits, single ? 1 : limits.BanFactor))
                found.Add(new HarvestEntry(single ? network.BaseAddress.ToString() : network.ToString(), unknown, all, banned));
        }
        return found;
    }

    /// <inheritdoc/>
    public bool IsUnderAttack(ProtectedDomain domain) =>
        _domains.TryGet(domain.Name, out var count) && count.Invalid(AttackStep) >= settings().DomainUnknown;

    /// <inheritdoc/>
    public bool MayAsk(ProtectedDomain domain) =>
        !_domains.TryGet(domain.Name, out var count) || count.TryTake(settings().DomainRate, time);

    /// <inheritdoc/>
    public void Answered(ProtectedDomain domain, Verdict verdict)
    {
        if (verdict != Verdict.Invalid)
            return;
        var count = _domains.GetOrAdd(domain.Name, static _ => new DomainCount());
        if (count.Add(AttackStep) != settings().DomainUnknown)
            return;
        LogAttack(domain.Name, settings().DomainUnknown);
        if (Events is { IsRead: true } events)
            events.Publish(new GatewayEvent(EventType.Health) { Domain = domain.Name, State = "under-attack" });
    }

    private long AttackStep => SlidingCount.StepOf(time.GetElapsedTime(_begin), _attackWindow);

    private long Step(HarvestSettings limits) => SlidingCount.StepOf(time.GetElapsedTime(_begin), limits.Window);

    internal AskerStanding StandingOf(HarvestClient client)
    {
        if (!_anyCounted)
            return AskerStanding.Clean;
        var limits = settings();
        var own = Level(client.Own, limits, 1);
        if (own != AskerStanding.Limited && Level(client.Network, limits, limits.BanFactor) != AskerStanding.Limited)
            return own;
        return IsGoodSender(client.Address) ? AskerStanding.Counted : AskerStanding.Limited;
    }

    internal bool IsBanned(HarvestClient client) =>
        _anyCounted && (IsBanned(client.Own) || IsBanned(client.Network)) && !IsGoodSender(client.Address);

    internal void Count(HarvestClient client, Verdict verdict)
    {
        if (verdict == Verdict.Invalid)
            _anyCounted = true;
        if (!_anyCounted)
            return;
        var limits = settings();
        Add(client.Own, verdict, limits, 1);
        Add(client.Network, verdict, limits, limits.BanFactor);
    }

    internal void PassedOn(HarvestClient client) =>
        _senders.GetOrAdd(client.Address, static _ => new PassedMessages()).Add(time.GetTimestamp());

    private AskerStanding Level(IPNetwork client, HarvestSettings limits, int factor)
    {
        if (!_clients.TryGet(client, out var known))
            return AskerStanding.Clean;
        var (unknown, all) = known.At(Step(limits));
        return IsOver(unknown, all, limits, factor) ? AskerStanding.Limited : unknown > 0 && factor == 1 ? AskerStanding.Counted : AskerStanding.Clean;
    }

    private static bool IsOver(int unknown, int all, HarvestSettings limits, int factor) =>
        unknown >= (long)limits.Unknown * factor && unknown >= all * limits.Ratio;

    private void Add(IPNetwork network, Verdict verdict, HarvestSettings limits, int factor)
    {
        // Who has never been refused costs no entry.
        if (verdict != Verdict.Invalid && !_clients.TryGet(network, out _))
            return;
        var client = _clients.GetOrAdd(network, static _ => new ClientCount());
        var (unknown, all) = client.Add(Step(limits), verdict == Verdict.Invalid ? 1 : 0);
        if (!IsOver(unknown, all, limits, factor * limits.BanFactor))
        {
            if (verdict == Verdict.Invalid && IsOver(unknown, all, limits, factor) && !IsOver(unknown - 1, all - 1, limits, factor))
                LogLimited(network, unknown, all);
            return;
        }
        if (BanOf(client) is null)
            LogBanned(network, unknown, all);
        client.Ban(time.GetTimestamp() + (long)(limits.Ban.TotalSeconds * time.TimestampFrequency));
    }

    private bool IsBanned(IPNetwork network) => _clients.TryGet(network, out var client) && BanOf(client) is not null;

    private TimeSpan? BanOf(ClientCount client)
    {
        var rest = client.BannedUntil is 0 ? TimeSpan.Zero : time.GetElapsedTime(time.GetTimestamp(), client.BannedUntil);
        return rest > TimeSpan.Zero ? rest : null;
    }

    private bool IsGoodSender(IPAddress client) =>
        _senders.TryGet(client, out var passed) && passed.LastOf(GoodMessages) is { } at && time.GetElapsedTime(at) < _goodFor;

    private static IPNetwork Exactly(IPAddress client) => new(client, client.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static IPNetwork NetworkOf(IPAddress client)
    {
        var bytes = client.GetAddressBytes();
        int length = bytes.Length == 4 ? 24 : 64;
        Array.Clear(bytes, length / 8, bytes.Length - length / 8);
        return new IPNetwork(new IPAddress(bytes), length);
    }

    [LoggerMessage(EventName = "harvest_limited", Level = LogLevel.Warning, Message = "{Client} {Unknown} {Recipients}")]
    private partial void LogLimited(IPNetwork client, int unknown, int recipients);

    [LoggerMessage(EventName = "harvest_banned", Level = LogLevel.Warning, Message = "{Client} {Unknown} {Recipients}")]
    private partial void LogBanned(IPNetwork client, int unknown, int recipients);

    [LoggerMessage(EventName = "harvest_attack", Level = LogLevel.Warning, Message = "{Domain} {Unknown}")]
    private partial void LogAttack(string domain, int unknown);
}
