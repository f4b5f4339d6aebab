using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp.Client;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Peers;

/// <summary>From the dial to the last EHLO: what opens a session, what does not, and what is said on the way.</summary>
public sealed class PeerOpenerTests
{
    private const string Offer = "250-mail.example\r\n250-STARTTLS\r\n250 PIPELINING";
    private const string OurEhlo = "EHLO mx.gateway.test";

    private readonly FakeTimeProvider _time = new();
    private readonly FakeResolver _resolver = new();

    [Fact]
    public async Task WillingServer_IsOpen_AndSaysWhatItOffers()
    {
        var server = new ScriptedServer(_ => "250-mail.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 1000");

        var session = (await OpenAsync(server)).Session.ShouldNotBeNull();

        session.Capabilities.ShouldBe(Capabilities.Read(new(250, null, ["x", "SIZE 1000", "PIPELINING", "8BITMIME", "SMTPUTF8"])));
        session.Capabilities.MaxSize.ShouldBe(1000);
        await session.QuitAsync();
        await server.EndAsync();
        server.Groups.ShouldBe([OurEhlo, "QUIT"]);
    }

    [Theory]
    [InlineData("554 5.3.2 No mail here", PeerFault.Refused, "QUIT")]
    [InlineData("451 4.3.2 Later", PeerFault.Refused, "QUIT")]
    [InlineData("421 4.3.2 Busy", PeerFault.Refused)] // it closes itself (RFC 5321 3.8)
    [InlineData("SSH-2.0-OpenSSH_9.6", PeerFault.Protocol)]
    [InlineData(ScriptedServer.HangUp, PeerFault.Dropped)]
    [InlineData("220 mx.gateway.test ESMTP", PeerFault.Loop, "QUIT")]
    [InlineData("220-MX.Gateway.Test\r\n220 hello", PeerFault.Loop, "QUIT")]
    public async Task BadBanner_IsTheFailure(string banner, PeerFault fault, params string[] said)
    {
        var server = new ScriptedServer(_ => "221 bye") { Banner = banner };

        await ShouldFailAsync(server, TlsPolicy.Opportunistic, CalloutStage.Banner, fault);

        server.Commands.ShouldBe(said);
    }

    // The two settings were swapped one after the other: a session in between looked hosts up by the old ones and called itself by the new ones.
    [Fact]
    public async Task SessionThatBeganBeforeAReload_KeepsTheNamesOfItsBegin()
    {
        var server = new ScriptedServer(_ => "250 mail.example");
        PeerOpener? opener = null;
        var resolver = new FakeResolver { Hosts = { ["mail.example"] = [IPAddress.Parse("192.0.2.1")] } };
        var next = new OwnNames("next.gateway.test");
        resolver.OnAsked = () => opener!.Use(new PeerLocator(resolver, next.HostName, AddressScope.Any), next);
        var own = new OwnNames("mx.gateway.test");
        opener = new PeerOpener(server, new PeerLocator(resolver, own.HostName, AddressScope.Any), own, _time);
        var host = new DestinationHost(HostScheme.Smtp, "mail.example", 25);
        var terms = new PeerTerms(TlsPolicy.Off, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

        await opener.OpenAsync(host, terms, TestContext.Current.CancellationToken);
        await opener.OpenAsync(host, terms, TestContext.Current.CancellationToken);

        server.Commands.ShouldBe([OurEhlo, "EHLO next.gateway.test"]);
    }

    [Fact]
    public async Task BannerThatOnlySpeaksOfUs_IsNoLoop()
    {
        var server = new ScriptedServer(_ => "250 mail.example greets mx.gateway.test") { Banner = "220 mail.example welcomes mx.gateway.test" };

        (await OpenAsync(server)).Session.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("250 mx.gateway.test at your service", PeerFault.Loop)]
    [InlineData("451 4.3.0 Later", PeerFault.Refused)]
    [InlineData("421 4.3.0 Busy", PeerFault.Refused)]
    [InlineData(ScriptedServer.HangUp, PeerFault.Dropped)]
    public async Task BadAnswerToEhlo_IsTheFailure_WithoutHelo(string reply, PeerFault fault)
    {
        var server = new ScriptedServer(_ => reply);

        await ShouldFailAsync(server, TlsPolicy.Opportunistic, CalloutStage.Ehlo, fault);

        server.Commands.ShouldNotContain("HELO mx.gateway.test");
    }

    // RFC 5321 3.2.
    [Theory]
    [InlineData("500 5.5.1 What?")]
    [InlineData("502 5.5.1 Not here")]
    [InlineData("550 5.7.1 No")]
    public async Task EhloUnknown_IsFollowedByHelo(string reply)
    {
        var server = new ScriptedServer(line => line == OurEhlo ? reply : "250 mail.example");

        (await OpenAsync(server)).Session.ShouldNotBeNull().Capabilities.ShouldBe(Capabilities.None);

        server.Commands.ShouldBe([OurEhlo, "HELO mx.gateway.test"]);
    }

    [Theory]
    [InlineData("550 5.7.1 No", PeerFault.Refused)]
    [InlineData("250 mx.gateway.test", PeerFault.Loop)]
    public async Task BadAnswerToHelo_IsTheFailure(string reply, PeerFault fault)
    {
        var server = new ScriptedServer(line => line == OurEhlo ? "502 5.5.1 Not here" : reply);

        await ShouldFailAsync(server, TlsPolicy.Off, CalloutStage.Ehlo, fault);

        server.Commands.ShouldBe([OurEhlo, "HELO mx.gateway.test", "QUIT"]);
    }

    [Theory]
    [InlineData("250 mail.example")]
    [InlineData("500 5.5.1 What?")]
    public async Task LmtpServer_HearsLhloAlone(string reply)
    {
        var server = new ScriptedServer(_ => reply);

        var result = await OpenAsync(server, TlsPolicy.Off, "lmtp://192.0.2.1:24");
        await (result.Session?.QuitAsync() ?? ValueTask.CompletedTask);

        await server.EndAsync();
        server.Commands.ShouldBe(["LHLO mx.gateway.test", "QUIT"]);
    }

    [Fact]
    public async Task TlsOff_DoesNotAskForIt()
    {
        var server = new ScriptedServer(_ => Offer);

        (await OpenAsync(server, TlsPolicy.Off)).Session.ShouldNotBeNull();

        server.Commands.ShouldBe([OurEhlo]);
    }

    [Theory]
    [InlineData(TlsPolicy.Opportunistic, CertificateCheck.None)]
    [InlineData(TlsPolicy.Require, CertificateCheck.None)]
    [InlineData(TlsPolicy.Verify, CertificateCheck.NamesHost)]
    public async Task TlsOffered_IsUsed_AndWhatWasSaidInClearIsForgotten(TlsPolicy policy, CertificateCheck check)
    {
        int ehlos = 0;
        var server = new ScriptedServer(line => line == "STARTTLS" ? "220 go on" : ++ehlos == 1 ? Offer : "250-mail.example\r\n250 8BITMIME")
        {
            Handshake = _ => new((string?)null),
        };
        _resolver.Hosts["mail.example"] = [IPAddress.Parse("192.0.2.1")];

        var capabilities = (await OpenAsync(server, policy, "mail.example")).Session.ShouldNotBeNull().Capabilities;

        (capabilities.Pipelining, capabilities.EightBitMime).ShouldBe((false, true));
        server.Commands.ShouldBe([OurEhlo, "STARTTLS", OurEhlo]);
        server.Handshakes.ShouldBe([("mail.example", check)]);
    }

    [Fact]
    public async Task TlsNotOffered_IsClear_WhenOpportunistic()
    {
        var server = new ScriptedServer(_ => "250 mail.example");

        (await OpenAsync(server, TlsPolicy.Opportunistic)).Session.ShouldNotBeNull();

        server.Commands.ShouldBe([OurEhlo]);
    }

    [Fact]
    public async Task TlsRefused_GoesOnInTheSameSession_WhenOpportunistic()
    {
        var server = new ScriptedServer(line => line == "STARTTLS" ? "454 4.7.0 Not now" : Offer);

        var session = (await OpenAsync(server, TlsPolicy.Opportunistic)).Session.ShouldNotBeNull();

        session.Capabilities.Pipelining.ShouldBeTrue();
        server.Commands.ShouldBe([OurEhlo, "STARTTLS"]);
        server.Dials.ShouldBe(1);
    }

    [Theory]
    [InlineData(TlsPolicy.Require, "250 mail.example", "", PeerFault.Tls, OurEhlo, "QUIT")]
    [InlineData(TlsPolicy.Verify, "250 mail.example", "", PeerFault.Tls, OurEhlo, "QUIT")]
    [InlineData(TlsPolicy.Require, Offer, "454 4.7.0 Not now", PeerFault.Refused, OurEhlo, "STARTTLS", "QUIT")]
    [InlineData(TlsPolicy.Verify, Offer, "454 4.7.0 Not now", PeerFault.Refused, OurEhlo, "STARTTLS", "QUIT")]
    [InlineData(TlsPolicy.Require, Offer, "220 go on", PeerFault.Tls, OurEhlo, "STARTTLS")]
    [InlineData(TlsPolicy.Verify, Offer, "220 go on", PeerFault.Tls, OurEhlo, "STARTTLS")]
    public async Task TlsThatIsNeeded_IsNeverReplacedByClear(TlsPolicy policy, string ehlo, string ready, PeerFault fault, params string[] said)
    {
        var server = new ScriptedServer(line => line == "STARTTLS" ? ready : line == OurEhlo ? ehlo : "221 bye");

        await ShouldFailAsync(server, policy, CalloutStage.StartTls, fault);

        server.Commands.ShouldBe(said);
        server.Dials.ShouldBe(1);
    }

    [Fact]
    public async Task HandshakeFails_IsTriedOnceMoreInClear_WhenOpportunistic()
    {
        var server = new ScriptedServer(line => line == "STARTTLS" ? "220 go on" : Offer);

        (await OpenAsync(server, TlsPolicy.Opportunistic)).Session.ShouldNotBeNull();

        server.Commands.ShouldBe([OurEhlo, "STARTTLS", OurEhlo]);
        server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task FailedHandshake_IsRememberedForAnHour_AndForOpportunisticSessionsAlone()
    {
        var server = new ScriptedServer(line => line == "STARTTLS" ? "220 go on" : Offer);
        var opener = Opener(server);
        await OpenAsync(opener, TlsPolicy.Opportunistic);

        (await OpenAsync(opener, TlsPolicy.Opportunistic)).Session.ShouldNotBeNull();
        server.Dials.ShouldBe(3);
        (await OpenAsync(opener, TlsPolicy.Require)).Session.ShouldBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        await OpenAsync(opener, TlsPolicy.Opportunistic);

        server.Dials.ShouldBe(6);
    }

    [Theory]
    [InlineData(TlsPolicy.Opportunistic, 2)]
    [InlineData(TlsPolicy.Require, 1)]
    public async Task HandshakeWithoutEnd_IsAFailedOne(TlsPolicy policy, int dials)
    {
        var server = new ScriptedServer(line => line == "STARTTLS" ? "220 go on" : Offer)
        {
            Handshake = cancel =>
            {
                _time.Advance(TimeSpan.FromSeconds(15));
                return ValueTask.FromCanceled<string?>(cancel); // which it must be by now
            },
        };

        var result = await OpenAsync(server, policy);

        (result.Session is not null).ShouldBe(policy == TlsPolicy.Opportunistic);
        server.Dials.ShouldBe(dials);
    }

    [Theory]
    [InlineData(DialFailure.Refused, PeerFault.Unreachable)]
    [InlineData(DialFailure.Timeout, PeerFault.Timeout)]
    public async Task NoConnection_IsTheFailure(DialFailure failure, PeerFault fault) =>
        await ShouldFailAsync(new ScriptedServer(_ => "") { Fails = failure }, TlsPolicy.Opportunistic, CalloutStage.Connect, fault);

    [Fact]
    public async Task SilentBanner_IsATimeout_AndNothingMoreIsSaid()
    {
        var server = new ScriptedServer(_ => "250 ok") { Banner = ScriptedServer.Silence };
        var opening = OpenAsync(server); // its timer is set when it first waits

        _time.Advance(TimeSpan.FromSeconds(15) - TimeSpan.FromMilliseconds(1));
        opening.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        ShouldBeFailure(await opening, CalloutStage.Banner, PeerFault.Timeout);
        await server.EndAsync();
        server.Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("EHLO mx.gateway.test", CalloutStage.Ehlo)]
    [InlineData("STARTTLS", CalloutStage.StartTls)]
    public async Task SilentCommand_IsATimeout_AndNothingMoreIsSaid(string silent, CalloutStage stage)
    {
        var server = new ScriptedServer(line => line == silent ? ScriptedServer.Silence : Offer);
        var opening = OpenAsync(server, TlsPolicy.Opportunistic);
        while (!server.Commands.Contains(silent))
            await Task.Yield();

        _time.Advance(TimeSpan.FromSeconds(15));

        ShouldBeFailure(await opening, stage, PeerFault.Timeout);
        await server.EndAsync();
        server.Commands[^1].ShouldBe(silent);
    }

    [Fact]
    public async Task PrivateAddressOfAName_IsRefused_AndNotDialled()
    {
        var server = new ScriptedServer(_ => "250 ok");
        _resolver.Hosts["mail.example"] = [IPAddress.Parse("::ffff:10.0.0.5"), IPAddress.Parse("127.0.0.1")];

        ShouldBeFailure(await OpenAsync(server, TlsPolicy.Off, "mail.example"), CalloutStage.Connect, PeerFault.Forbidden);

        server.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task PrivateLiteral_IsDialled()
    {
        (await OpenAsync(new ScriptedServer(_ => "250 ok"), TlsPolicy.Off, "10.0.0.5")).Session.ShouldNotBeNull();
    }

    [Fact]
    public async Task RefusedAddress_IsFollowedByTheNextOfTheHost()
    {
        var down = new ScriptedServer(_ => "") { Fails = DialFailure.Refused };
        var busy = new ScriptedServer(_ => "221 bye") { Banner = "421 4.3.2 Busy" };
        var good = new ScriptedServer(_ => "250 ok");
        _resolver.Hosts["mail.example"] = [IPAddress.Parse("10.0.0.5"), .. Enumerable.Range(1, 4).Select(i => IPAddress.Parse($"192.0.2.{i}"))];
        var hosts = new ScriptedHosts(("192.0.2.1", down), ("192.0.2.2", busy), ("192.0.2.3", good));

        var session = (await OpenAsync(hosts, TlsPolicy.Off, "mail.example")).Session.ShouldNotBeNull();

        session.Address.Address.Address.ToString().ShouldBe("192.0.2.3");
    }

    [Fact]
    public async Task NoAddress_IsADnsFailure_WithItsCause()
    {
        _resolver.Failures["mail.example"] = "DNS does not answer";
        var transcript = new Transcript(_time);

        var result = await OpenAsync(new ScriptedServer(_ => ""), TlsPolicy.Off, "mail.example", transcript);

        ShouldBeFailure(result, CalloutStage.Connect, PeerFault.Dns);
        result.Failure!.Cause.ShouldBe("DNS does not answer");
        transcript.ToString().ShouldContain("mail.example:25: DNS does not answer");
    }

    private async Task ShouldFailAsync(ScriptedServer server, TlsPolicy policy, CalloutStage stage, PeerFault fault)
    {
        ShouldBeFailure(await OpenAsync(server, policy), stage, fault);
        await server.EndAsync(); // the connection is closed, or this never ends
    }

    private static void ShouldBeFailure(OpenResult result, CalloutStage stage, PeerFault fault)
    {
        result.Session.ShouldBeNull();
        (result.Failure!.Stage, result.Failure.Fault).ShouldBe((stage, fault));
    }

    private Task<OpenResult> OpenAsync(IDialer dialer, TlsPolicy policy = TlsPolicy.Opportunistic, string host = "192.0.2.1", Transcript? transcript = null) =>
        OpenAsync(Opener(dialer), policy, host, transcript);

    private PeerOpener Opener(IDialer dialer)
    {
        var own = new OwnNames("mx.gateway.test");
        return new PeerOpener(dialer, new PeerLocator(_resolver, own.HostName, AddressScope.Public), own, _time);
    }

    private static async Task<OpenResult> OpenAsync(PeerOpener opener, TlsPolicy policy, string host = "192.0.2.1", Transcript? transcript = null)
    {
        DestinationHost.TryParse(host, out var parsed, out _).ShouldBeTrue();
        var terms = new PeerTerms(policy, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), transcript);
        return await opener.OpenAsync(parsed!, terms, TestContext.Current.CancellationToken);
    }
}
