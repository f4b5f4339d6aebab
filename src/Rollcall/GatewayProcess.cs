using System.Buffers;
using Rollcall.Config;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Listeners;
using Rollcall.Net;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall;

/// <summary>The finished parts of a running gateway, wired by constructors.</summary>
internal sealed partial class GatewayProcess
{
    private readonly GatewayParts _parts;
    private readonly FilteringCheck _check;
    private readonly SmtpSessionSettings _session;
    private readonly ServerCertificate? _certificate;
    private readonly ConnectionGate _gate;
    private readonly ConnectionLimits _limits;
    private readonly ILogger _log;
    private readonly TimeProvider _time;

    public GatewayProcess(RollcallOptions options, IRecipientStore store, ISpool spool, ILoggerFactory logs, TimeProvider time)
    {
        _time = time;
        _log = logs.CreateLogger("Rollcall.Gateway");
        var resolver = new DnsResolver(options.Dns.Servers, new HostsFile("/etc/hosts"), time);
        var own = new OwnNames(options.Hostname);
        var locator = new PeerLocator(resolver, options.Hostname, options.Dns.AllowPrivate ? AddressScope.Any : AddressScope.Public);
        var opener = new PeerOpener(new Dialer(time), locator, own, time);
        var questioner = new Questioner(opener, own, options.Limits.Waiting, time, logs.CreateLogger<Questioner>());
        _check = new FilteringCheck(opener, CheckInput.RandomLocalPart, time);
        Directory = new RecipientDirectory(store, options.Limits.MemoryEntries, time);
        Verifier = new RecipientVerifier(Directory, questioner, time, logs.CreateLogger<RecipientVerifier>());
        var smtp = options.Smtp ?? new SmtpOptions();
        var bareNewlines = smtp.BareNewline == BareNewline.Normalize ? BareNewlinePolicy.Normalize : BareNewlinePolicy.Keep;
        Settings = new GatewaySettings(options.Hostname, options.ToDomainTable(), smtp.Postmaster, smtp.MaxRecipients, bareNewlines, options.Delivery.ToSettings());
        DeliverySessions = new DeliverySessions(time);
        var cutThrough = new CutThrough(opener, DeliverySessions, time);
        _parts = new GatewayParts(Verifier, Directory, cutThrough, new LateRefusals(new KeptRefusals(time), Directory), new BodyRoom(options.Limits.BodyMemory, spool), resolver, time);
        _certificate = smtp.Tls.IsOffered ? new ServerCertificate(smtp.Tls.Certificate, smtp.Tls.Key, time, _log) : null;
        _gate = new ConnectionGate(time, _log);
        _limits = new ConnectionLimits(Math.Min(smtp.MaxConnections, Descriptors.RoomForClients()), smtp.MaxConnectionsPerClient, smtp.TrustedClients);
        if (_limits.Total < smtp.MaxConnections)
            FewDescriptors(_log, smtp.MaxConnections, _limits.Total);
        _session = new SmtpSessionSettings
        {
            Hostname = options.Hostname,
            MaxMessageSize = smtp.MaxMessageSize,
            CommandTimeout = smtp.CommandTimeout,
            Utf8 = smtp.Smtputf8,
            BareNewlines = bareNewlines,
        };
    }

    public GatewaySettings Settings { get; }

    public RecipientDirectory Directory { get; }

    public RecipientVerifier Verifier { get; }

    public DeliverySessions DeliverySessions { get; }

    /// <summary>Drops what is dead by now from the store, domain by domain; it waits for nothing.</summary>
    public void Sweep()
    {
        foreach (var domain in Settings.Domains.Domains)
            _ = Directory.SweepAsync(domain);
    }

    /// <summary>Checks whether the server of a domain refuses unknown recipients; whoever remembers that of a domain learns it here.</summary>
    public async Task<FilteringCheckResult> CheckAsync(ProtectedDomain domain, CheckRequest request, CancellationToken cancel)
    {
        var result = await _check.RunAsync(domain, request, cancel).ConfigureAwait(false);
        Checked(_log, result.Domain, result.Kind.Word(), result.Server.Host);
        return result;
    }

    /// <summary>Serves one SMTP connection to its end.</summary>
    public async Task ServeSmtpAsync(ClientConnection connection)
    {
        if (_gate.Enter(connection.RemoteAddress, _limits) is { } refusal)
        {
            connection.Transport.Output.Write(refusal.Wire.Span);
            return; // it is sent with the end of the connection
        }
        try
        {
            await ConverseAsync(connection).ConfigureAwait(false);
        }
        finally
        {
            _gate.Leave(connection.RemoteAddress);
        }
    }

    private async Task ConverseAsync(ClientConnection connection)
    {
        using var handler = new GatewayHandler(_parts, Settings, new SmtpClientInfo(connection.Id, connection.RemoteAddress), _log);
        await using var tls = _certificate is null ? null : new TlsUpgrade(connection, _certificate, _log);
        var session = new SmtpSession(connection.Transport, _session, handler, _time) { Tls = tls };
        await session.RunAsync(connection.Stopping, connection.Abort).ConfigureAwait(false);
    }

    [LoggerMessage(EventName = "check", Level = LogLevel.Information, Message = "{Domain} {Kind} {Host}")]
    private static partial void Checked(ILogger log, string domain, string kind, string? host);

    [LoggerMessage(EventName = "few_descriptors", Level = LogLevel.Warning, Message = "{MaxConnections} {Used}")]
    private static partial void FewDescriptors(ILogger log, int maxConnections, int used);
}
