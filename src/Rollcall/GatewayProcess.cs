using System.Buffers;
using System.Net;
using Rollcall.Config;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Core.Services;
using Rollcall.Listeners;
using Rollcall.Net;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall;

/// <summary>What the gateway keeps beyond its own life.</summary>
internal sealed record GatewayStores(IRecipientStore Recipients, IDomainStateStore States);

/// <summary>
/// The finished parts of a running gateway, wired by constructors. What they work by is swapped by <see cref="Use"/>, one call at a time; what
/// they have learnt stays, and a session keeps the snapshot that it began with.
/// </summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly PeerOpener _opener;
    private readonly PeerHealth _health;
    private readonly Questioner _questioner;
    private readonly FilteringCheck _check;
    private readonly CutThrough _delivery;
    private readonly LateRefusals _refusals;
    private readonly BodyRoom _room;
    private readonly ConnectionGate _gate;
    private readonly ProxyPreamble _proxies;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private volatile Snapshot _now;
    private int _sweeping;

    public GatewayProcess(RollcallOptions options, GatewayStores stores, ISpool spool, ILoggerFactory logs, TimeProvider time)
    {
        _time = time;
        _log = logs.CreateLogger("Rollcall.Gateway");
        var resolver = ResolverOf(options);
        var own = OwnListeners.Of(options);
        Events = new EventFeed(time, Descriptors.RoomForReaders());
        _health = new PeerHealth(options.Breaker.ToSettings(), time, logs.CreateLogger<PeerHealth>()) { Events = Events };
        _opener = new PeerOpener(new Dialer(time), LocatorOf(options, resolver), own, time);
        _questioner = new Questioner(_opener, _health, own, options.Limits.Waiting, RandomLocalPart.Next, time, logs.CreateLogger<Questioner>());
        _check = new FilteringCheck(_opener, RandomLocalPart.Next, time);
        Directory = new RecipientDirectory(stores.Recipients, options.Limits.MemoryEntries, time);
        Directory.Resize(options.Limits.MemoryEntries, options.Harvest.MaxInvalid);
        Harvest = new HarvestGuard(() => _now!.Harvest, time, logs.CreateLogger<HarvestGuard>()) { Events = Events };
        Conditions = new DomainConditions(stores.States) { Events = Events };
        var learning = new Learning(Directory, _questioner.AskAsync, Conditions, Harvest, time, logs.CreateLogger<Learning>()) { Events = Events };
        Verifier = new RecipientVerifier(Directory, learning, Harvest, time, logs.CreateLogger<RecipientVerifier>());
        DeliverySessions = new DeliverySessions(time);
        _delivery = new CutThrough(_opener, _health, DeliverySessions, time);
        _refusals = new LateRefusals(new KeptRefusals(time), learning);
        _room = new BodyRoom(options.Limits.BodyMemory, spool);
        _gate = new ConnectionGate(time, _log);
        _proxies = new ProxyPreamble(time, _log);
        Services = new NeighbourServices(new RecipientLookup(Verifier, Directory, Harvest, () => Settings, _log) { Events = Events }, Descriptors.RoomForServices(), time, _log);
        _now = Take(options, options.ToDomainTable(), resolver);
    }

    /// <summary>The options that hold now.</summary>
    public RollcallOptions Options => _now.Options;

    public GatewaySettings Settings => _now.Settings;

    public RecipientDirectory Directory { get; }

    public RecipientVerifier Verifier { get; }

    public DeliverySessions DeliverySessions { get; }

    public DomainConditions Conditions { get; }

    public HarvestGuard Harvest { get; }

    /// <summary>What happens, for those who watch.</summary>
    public EventFeed Events { get; }

    /// <summary>What other mail servers ask.</summary>
    public NeighbourServices Services { get; }

    /// <summary>Where bodies beyond memory go.</summary>
    public ISpool Spool => _room.Spool;

    /// <summary>Whether no host of a destination has worked since it failed too often.</summary>
    public bool IsFailing(Destination destination) => _health.IsFailing(destination);

    /// <summary>Works by these from now on.</summary>
    public void Use(RollcallOptions options, DomainTable domains, ISpool spool)
    {
        // The same servers: what they said is kept.
        bool sameServers = options.Dns.Servers.SequenceEqual(Options.Dns.Servers);
        var resolver = sameServers ? _now.Parts.Resolver : ResolverOf(options);
        var own = OwnListeners.Of(options);
        _health.Use(options.Breaker.ToSettings(), domains);
        _opener.Use(LocatorOf(options, resolver), own);
        _questioner.Use(own, options.Limits.Waiting, domains);
        _room.Use(options.Limits.BodyMemory, spool);
        Directory.Resize(options.Limits.MemoryEntries, options.Harvest.MaxInvalid);
        _now = Take(options, domains, resolver);
    }

    /// <summary>Checks whether the server of a domain refuses unknown recipients; whoever remembers that of a domain learns it here.</summary>
    public async Task<FilteringCheckResult> CheckAsync(ProtectedDomain domain, CheckRequest request, CancellationToken cancel)
    {
        var result = await _check.RunAsync(domain, request, cancel).ConfigureAwait(false);
        Checked(_log, result.Domain, result.Kind.Word(), result.Server.Host);
        // docs/callouts.md, Accepts-all: a check replaces what was remembered.
        ReplyMeaning? random = result.Kind switch
        {
            CheckKind.FiltersAtRcpt => ReplyMeaning.NoSuchUser,
            CheckKind.AcceptsAll or CheckKind.FiltersAfterData => ReplyMeaning.Exists, // at RCPT, where we ask
            _ => null,
        };
        if (random is not null)
        {
            var condition = Conditions.Of(domain);
            condition.Tested(random, Directory.Now);
            Conditions.Keep(condition);
        }
        return result;
    }

    /// <summary>Says good-bye to the destinations.</summary>
    public async ValueTask DisposeAsync()
    {
        await _questioner.DisposeAsync().ConfigureAwait(false);
        await DeliverySessions.CloseAsync().ConfigureAwait(false);
        _health.Dispose();
    }

    /// <summary>
    /// Drops what is dead by now from the store, one domain after the other, so that no other write waits long; of those that are protected no
    /// more, what is dead by the settings of all. While it goes on, another call does nothing.
    /// </summary>
    public async Task SweepAsync()
    {
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
            return;
        try
        {
            var protectedNow = Settings.Domains;
            foreach (var domain in protectedNow.Domains)
                await Directory.SweepAsync(domain.Name, domain.Callout).ConfigureAwait(false);
            foreach (var name in Directory.KnownDomains.Where(name => protectedNow.Find(name) is null))
                await Directory.SweepAsync(name, Options.Callout.ToSettings()).ConfigureAwait(false);
            await Conditions.KeepAllAsync().ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    /// <summary>Serves one SMTP connection to its end.</summary>
    public async Task ServeSmtpAsync(ClientConnection connection)
    {
        var now = _now;
        if (IsIn(now.Options.Smtp?.ProxyProtocolFrom, connection.RemoteAddress) && !await _proxies.TakeAsync(connection).ConfigureAwait(false))
            return;
        if (_gate.Enter(connection.RemoteAddress, now.Limits) is { } refusal)
        {
            connection.Transport.Output.Write(refusal.Wire.Span);
            return; // it is sent with the end of the connection
        }
        try
        {
            await ConverseAsync(connection, now).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave(connection.RemoteAddress);
        }
    }

    private async Task ConverseAsync(ClientConnection connection, Snapshot now)
    {
        using var handler = new GatewayHandler(now.Parts, now.Settings, new SmtpClientInfo(connection.Id, connection.RemoteAddress, now.Limits.IsTrusted(connection.RemoteAddress)), _log);
        await using var tls = now.Certificate is null ? null : new TlsUpgrade(connection, now.Certificate, _log);
        var session = new SmtpSession(connection.Transport, now.Session, handler, _time) { Tls = tls, OffersXclient = IsIn(now.Options.Smtp?.XclientFrom, connection.RemoteAddress) };
        await session.RunAsync(connection.Stopping, connection.Abort).ConfigureAwait(false);
    }

    private Snapshot Take(RollcallOptions options, DomainTable domains, IResolver resolver)
    {
        var smtp = options.Smtp ?? new SmtpOptions();
        var bareNewlines = smtp.BareNewline == BareNewline.Normalize ? BareNewlinePolicy.Normalize : BareNewlinePolicy.Keep;
        var settings = new GatewaySettings(options.Hostname, domains, smtp.Postmaster, smtp.MaxRecipients, bareNewlines, options.Delivery.ToSettings()) { Trusted = smtp.TrustedClients };
        var session = new SmtpSessionSettings
        {
            Hostname = options.Hostname,
            MaxMessageSize = smtp.MaxMessageSize,
            CommandTimeout = smtp.CommandTimeout,
            Utf8 = smtp.Smtputf8,
            BareNewlines = bareNewlines,
        };
        var limits = new ConnectionLimits(Math.Min(smtp.MaxConnections, Descriptors.RoomForClients()), smtp.MaxConnectionsPerClient, smtp.TrustedClients);
        if (limits.Total < smtp.MaxConnections && limits.Total != _now?.Limits.Total)
            FewDescriptors(_log, smtp.MaxConnections, limits.Total);
        var parts = new GatewayParts(Verifier, Directory, _delivery, _refusals, _health, Harvest, _room, resolver, _time) { Events = Events };
        return new Snapshot(options, settings, session, parts, limits, CertificateOf(smtp.Tls), options.Harvest.ToSettings());
    }

    // Of the same files it is kept: it looks at them itself, and goes on with what it has when they cannot be used.
    private ServerCertificate? CertificateOf(SmtpTlsOptions tls)
    {
        if (!tls.IsOffered)
            return null;
        return _now is { Certificate: { } kept, Options.Smtp.Tls: var before } && before.Certificate == tls.Certificate && before.Key == tls.Key
            ? kept
            : new ServerCertificate(tls.Certificate, tls.Key, _time, _log);
    }

    private static bool IsIn(IReadOnlyList<IPNetwork>? networks, IPAddress? client) =>
        networks is { Count: > 0 } && client is not null && networks.Any(network => network.Contains(client));

    private DnsResolver ResolverOf(RollcallOptions options) => new(options.Dns.Servers, new HostsFile("/etc/hosts"), _time);

    private static PeerLocator LocatorOf(RollcallOptions options, IResolver resolver) =>
        new(resolver, options.Hostname, options.Dns.AllowPrivate ? AddressScope.Any : AddressScope.Public) { Granted = AddressScope.Within(options.Http.PrivateDestinations) };

    [LoggerMessage(EventName = "check", Level = LogLevel.Information, Message = "{Domain} {Kind} {Host}")]
    private static partial void Checked(ILogger log, string domain, string kind, string? host);

    [LoggerMessage(EventName = "few_descriptors", Level = LogLevel.Warning, Message = "{MaxConnections} {Used}")]
    private static partial void FewDescriptors(ILogger log, int maxConnections, int used);

    private sealed record Snapshot(
        RollcallOptions Options, GatewaySettings Settings, SmtpSessionSettings Session, GatewayParts Parts, ConnectionLimits Limits, ServerCertificate? Certificate, HarvestSettings Harvest);
}
