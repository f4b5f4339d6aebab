using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Storage;
using Rollcall.Tests.Callout;
using Rollcall.Tests.Delivery;
using Rollcall.Tests.Peers;
using Rollcall.Tests.Storage;

namespace Rollcall.Tests.Gateway;

/// <summary>
/// One session's handler in front of one server. example.com and example.net have one destination, example.org another,
/// lmtp.example an LMTP server. At most three recipients.
/// </summary>
internal sealed class GatewayHarness : IAsyncDisposable
{
    public const string HostName = "mx.gateway.test";
    private const string Random = "somebody-who-does-not-exist";

    private static readonly ProtectedDomain[] _domains =
        [Domain("example.com", "192.0.2.1"), Domain("example.net", "192.0.2.1"), Domain("example.org", "192.0.2.2"), Domain("lmtp.example", "lmtp://192.0.2.3:24")];

    private readonly StoreFile _store = new();
    private readonly RecipientVerifier _verifier;

    public GatewayHarness(Func<string, string> answer, string postmaster = "", IPNetwork? trusted = null, ILogger? log = null)
    {
        Server = new(line => line.Contains(Random, StringComparison.Ordinal) ? "550 5.1.1 User unknown" : answer(line)); // it filters
        var time = _store.Time;
        var own = new OwnNames(HostName);
        Events = new EventFeed(time, maxReaders: 3);
        Health = Well.Hosts(time);
        var opener = new PeerOpener(Server, new PeerLocator(Resolver, HostName, AddressScope.Public), own, time);
        var directory = new RecipientDirectory(_store.Store, 1000, time);
        var harvest = new HarvestGuard(() => new HarvestSettings(TimeSpan.FromHours(1), 50, 0.5, 10, TimeSpan.FromHours(1), 200, 2), time, NullLogger<HarvestGuard>.Instance);
        var questioner = new Questioner(opener, Health, own, waiting: 100, () => Random, time, NullLogger<Questioner>.Instance);
        var learning = new Learning(directory, questioner.AskAsync, new DomainConditions(new DomainStateStore(_store.Store)), harvest, time, NullLogger<Learning>.Instance) { Events = Events };
        _verifier = new(directory, learning, harvest, time, NullLogger<RecipientVerifier>.Instance);
        var limit = TimeSpan.FromMinutes(1);
        var delivery = new CutThrough(opener, Health, new DeliverySessions(time), time);
        var parts = new GatewayParts(_verifier, directory, delivery, new LateRefusals(new KeptRefusals(time), learning), Health, harvest, new BodyRoom(1024 * 1024, Spool), Resolver, time) { Events = Events };
        var settings = new GatewaySettings(HostName, new DomainTable(_domains), postmaster, MaxRecipients: 3, BareNewlinePolicy.Keep,
            new DeliverySettings(limit, limit, limit, limit, MaxSessions: 10, TimeSpan.Zero))
        { Trusted = trusted is { } network ? [network] : [] };
        Handler = new(parts, settings, new SmtpClientInfo("ABCDEFGHIJKL", IPAddress.Parse("198.51.100.7"), IsTrusted: false), log ?? NullLogger.Instance);
    }

    public ScriptedServer Server { get; }

    public FakeTimeProvider Time => _store.Time;

    public FakeResolver Resolver { get; } = new();

    public FakeSpool Spool { get; } = new();

    public GatewayHandler Handler { get; }

    public PeerHealth Health { get; }

    public EventFeed Events { get; }

    /// <summary>The recipients that were asked about or sent to.</summary>
    public IEnumerable<string> Asked => Server.Commands.Where(line => line.StartsWith("RCPT TO:", StringComparison.Ordinal) && !line.Contains(Random, StringComparison.Ordinal)).Select(line => line[8..]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Mailbox Mailbox(string address) =>
        address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? new(address[..at], address[(at + 1)..]) : new(address, "");

    public async Task<string> MailAsync() => (await Handler.MailAsync(new MailCommand(new("a", "sender.test"), null, false, false), Cancel)).ToString();

    /// <summary>What the session does with RCPT commands that come in one read.</summary>
    public void Prepare(params string[] addresses) => Handler.PrepareRecipients([.. addresses.Select(address => new RcptCommand(Mailbox(address)))]);

    public async Task<string> RcptAsync(string address) => (await Handler.RcptAsync(new RcptCommand(Mailbox(address)), Cancel)).ToString();

    /// <summary>A transaction with recipients that must all be taken.</summary>
    public async Task BeginAsync(params string[] addresses)
    {
        (await MailAsync()).ShouldBe("250 2.1.0 Sender ok");
        foreach (var address in addresses)
            (await RcptAsync(address)).ShouldBe("250 2.1.5 Recipient ok");
    }

    /// <summary>DATA with its body; the reply to the final dot.</summary>
    public async Task<string> SendAsync(string body)
    {
        (await Handler.DataAsync(Cancel)).Code.ShouldBe(354);
        await Handler.BodyAsync(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(body)), Cancel);
        return (await Handler.EndOfDataAsync(new BodyFacts(body.Length, false, false, false, false), Cancel)).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Handler.Dispose();
        await _verifier.StopAsync();
        _verifier.Dispose();
        Health.Dispose();
        await _store.DisposeAsync();
    }

    private static ProtectedDomain Domain(string name, string host)
    {
        DestinationHost.TryParse(host, out var parsed, out _).ShouldBeTrue();
        var destination = new Destination([parsed!]);
        return new ProtectedDomain { Name = name, DeliverTo = destination, VerifyAt = destination };
    }
}
