using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>What a check says of STARTTLS, under each policy.</summary>
public sealed class FilteringCheckTlsTests
{
    private const string Offer = "250-mail.example\r\n250 STARTTLS";
    private const string BadName = "the certificate does not name the host";
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task GoodCertificate_Works_AndIsLookedAtOnAConnectionOfItsOwn()
    {
        var server = Server(_ => new(result: null));

        (await CheckAsync(server, TlsPolicy.Opportunistic)).Tls.ShouldBe(new CheckedTls(true, true, true, null));

        server.Handshakes.Select(one => one.Check).ShouldBe([CertificateCheck.None, CertificateCheck.NamesHost]);
        server.Commands.Count(line => line.StartsWith("MAIL", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task CertificateOfAnotherName_Works_AndIsNamed()
    {
        var server = Server(_ => new(result: null));
        server.Handshake = _ => new(server.Handshakes[^1].Check == CertificateCheck.NamesHost ? BadName : null);

        var result = await CheckAsync(server, TlsPolicy.Opportunistic);

        result.Kind.ShouldBe(CheckKind.AcceptsAll);
        result.Tls.ShouldBe(new CheckedTls(true, true, false, BadName));
        result.Advice.ShouldContain($"tls = \"verify\" would not work with this certificate: {BadName}.");
    }

    [Fact]
    public async Task BrokenHandshake_IsSaid_AndTheCheckGoesOnInClear()
    {
        var server = Server(_ => new("TLS handshake failed: alert 40"));

        var result = await CheckAsync(server, TlsPolicy.Opportunistic);

        result.Kind.ShouldBe(CheckKind.AcceptsAll);
        result.Tls.ShouldBe(new CheckedTls(true, false, null, "TLS handshake failed: alert 40"));
        result.Steps.Single(step => step.Name == "tls").Result.ShouldBe("failed");
        server.Dials.ShouldBe(2);
    }

    [Theory]
    [InlineData(TlsPolicy.Require)]
    [InlineData(TlsPolicy.Verify)]
    public async Task BrokenHandshake_IsNeverGotRoundWhereTlsIsNeeded(TlsPolicy policy)
    {
        var server = Server(_ => new("TLS handshake failed: alert 40"));

        var result = await CheckAsync(server, policy);

        result.Kind.ShouldBe(CheckKind.Unreachable);
        result.Advice.ShouldHaveSingleItem().ShouldContain("certificate");
        server.Commands.ShouldNotContain("MAIL FROM:<>");
    }

    [Fact]
    public async Task RefusedStartTls_IsSaid()
    {
        var server = new ScriptedServer(line => line switch { "STARTTLS" => "454 4.7.0 TLS not available", _ => Offer });

        (await CheckAsync(server, TlsPolicy.Opportunistic)).Tls.ShouldBe(new CheckedTls(true, false, null, "TLS not available"));

        server.Dials.ShouldBe(1);
    }

    [Fact]
    public async Task VerifyPolicy_NeedsNoSecondConnection()
    {
        var server = Server(_ => new(result: null));

        (await CheckAsync(server, TlsPolicy.Verify)).Tls.ShouldBe(new CheckedTls(true, true, true, null));

        server.Dials.ShouldBe(1);
    }

    [Theory]
    [InlineData(Offer, "not-tried")]
    [InlineData("250 mail.example", "not-offered")]
    public async Task TlsSwitchedOff_IsNotTried(string hello, string step)
    {
        var server = new ScriptedServer(_ => hello);

        var result = await CheckAsync(server, TlsPolicy.Off);

        result.Tls.ShouldBe(new CheckedTls(hello == Offer, null, null, null));
        result.Steps.Single(one => one.Name == "tls").Result.ShouldBe(step);
        server.Handshakes.ShouldBeEmpty();
    }

    private static ScriptedServer Server(Func<CancellationToken, ValueTask<string?>> handshake) =>
        new(line => line.StartsWith("EHLO", StringComparison.Ordinal) ? Offer : "250 ok") { Handshake = handshake };

    private Task<FilteringCheckResult> CheckAsync(ScriptedServer server, TlsPolicy policy)
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25)]);
        var domain = new ProtectedDomain
        {
            Name = "example.com",
            DeliverTo = destination,
            VerifyAt = destination,
            Callout = new CalloutSettings { Tls = policy },
        };
        var opener = new PeerOpener(server, new PeerLocator(new FakeResolver(), "mx.gateway.test", AddressScope.Public), new OwnNames("mx.gateway.test"), _time);
        return new FilteringCheck(opener, () => "rc-nobody", _time)
            .RunAsync(domain, new CheckRequest(null, false, "mx.gateway.test"), TestContext.Current.CancellationToken);
    }
}
