using System.Net;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>From a host of a destination to the addresses in the order of trial.</summary>
public sealed class PeerLocatorTests
{
    private readonly FakeResolver _resolver = new();

    [Theory]
    [InlineData("10.0.0.5:2525", "10.0.0.5", "10.0.0.5:2525")]
    [InlineData("[2001:db8::5]", "2001:db8::5", "[2001:db8::5]:25")]
    [InlineData("lmtp://127.0.0.1:24", "127.0.0.1", "127.0.0.1:24")]
    public async Task Literal_NeedsNoDns_AndMayBePrivate(string host, string name, string endpoint)
    {
        var (addresses, cause) = await LocateAsync(host);

        addresses.ShouldBe([new PeerAddress(name, IPEndPoint.Parse(endpoint), AddressScope.Any)]);
        addresses[0].Label.ShouldBe(endpoint);
        cause.ShouldBeEmpty();
        _resolver.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("mail.example:2525", 2525)]
    [InlineData("lmtp://mail.example:24", 24)]
    public async Task HostName_HasItsAddresses_AndTheScopeOfNames(string host, int port)
    {
        _resolver.Hosts["mail.example"] = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("192.0.2.1")];

        var (addresses, _) = await LocateAsync(host);

        addresses.ShouldBe([
            new PeerAddress("mail.example", new(IPAddress.Parse("2001:db8::1"), port), AddressScope.Public),
            new PeerAddress("mail.example", new(IPAddress.Parse("192.0.2.1"), port), AddressScope.Public)]);
        addresses[1].Label.ShouldBe($"mail.example:{port}");
    }

    [Fact]
    public async Task HostWithoutAddress_IsSaid() => await ShouldBeNoneAsync("mail.example", "it has no address");

    [Theory]
    [InlineData("mail.example")]
    [InlineData("mx:mail.example")]
    public async Task DnsFailure_IsItsCause_AndNotNoAddress(string host)
    {
        _resolver.Failures["mail.example"] = "DNS does not answer";

        await ShouldBeNoneAsync(host, "DNS does not answer");
    }

    [Fact]
    public async Task MxRecords_AreTriedInTheirOrder()
    {
        _resolver.Exchanges["example.com"] = [new(5, "b.example"), new(10, "a.example"), new(20, "c.example")];
        Host("a.example", "192.0.2.1");
        Host("b.example", "192.0.2.2", "192.0.2.3");
        Host("c.example", "192.0.2.4");

        (await FoundAsync("mx:example.com")).ShouldBe(["b.example 192.0.2.2:25", "b.example 192.0.2.3:25", "a.example 192.0.2.1:25", "c.example 192.0.2.4:25"]);
    }

    [Fact]
    public async Task OneBrokenExchange_LeavesTheOthers()
    {
        _resolver.Exchanges["example.com"] = [new(5, "broken.example"), new(10, "none.example"), new(20, "good.example"), new(30, "broken.example")];
        _resolver.Failures["broken.example"] = "DNS does not answer";
        Host("good.example", "192.0.2.1");

        (await FoundAsync("mx:example.com")).ShouldBe(["good.example 192.0.2.1:25"]);
    }

    [Fact]
    public async Task AllExchangesBroken_IsTheLastCause()
    {
        _resolver.Exchanges["example.com"] = [new(5, "none.example"), new(10, "broken.example")];
        _resolver.Failures["broken.example"] = "DNS does not answer";

        await ShouldBeNoneAsync("mx:example.com", "DNS does not answer");
    }

    // RFC 7505 3; without a stop here the root would be asked for an address.
    [Fact]
    public async Task NullMx_TakesNoMail()
    {
        _resolver.Exchanges["example.com"] = [new(0, "")];
        Host("example.com", "192.0.2.1");

        await ShouldBeNoneAsync("mx:example.com", "its MX record says that it takes no mail");
        _resolver.Asked.ShouldBeEmpty();
    }

    // RFC 5321 5.1.
    [Fact]
    public async Task NoMxRecord_IsTheDomainItself()
    {
        Host("example.com", "192.0.2.1");

        (await FoundAsync("mx:example.com:2525")).ShouldBe(["example.com 192.0.2.1:2525"]);
    }

    // RFC 5321 5.1: or mail goes round in circles.
    [Fact]
    public async Task RecordsAtOrBelowOurOwnPreference_AreDropped()
    {
        _resolver.Exchanges["example.com"] = [new(5, "inner.example"), new(10, "equal.example"), new(10, "mx.gateway.test"), new(20, "backup.example")];
        foreach (var name in new[] { "inner.example", "equal.example", "mx.gateway.test", "backup.example" })
            Host(name, "192.0.2.1");

        (await FoundAsync("mx:example.com")).ShouldBe(["inner.example 192.0.2.1:25"]);
    }

    [Fact]
    public async Task OurselvesTwice_CountsOurBestPreference()
    {
        _resolver.Exchanges["example.com"] = [new(5, "mx.gateway.test"), new(10, "equal.example"), new(20, "mx.gateway.test")];
        Host("equal.example", "192.0.2.1");

        await ShouldBeNoneAsync("mx:example.com", "its MX records name only this gateway and hosts behind it");
    }

    [Fact]
    public async Task Addresses_AreTenAtMost_OfOneName()
    {
        Host("mail.example", [.. Enumerable.Range(1, 11).Select(i => $"192.0.2.{i}")]);

        (await FoundAsync("mail.example")).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Addresses_AreTenAtMost_OfAllExchanges()
    {
        _resolver.Exchanges["example.com"] = [new(5, "a.example"), new(10, "b.example"), new(20, "c.example")];
        foreach (var name in new[] { "a.example", "b.example", "c.example" })
            Host(name, [.. Enumerable.Range(1, 6).Select(i => $"192.0.2.{i}")]);

        var found = await FoundAsync("mx:example.com");

        found.Count.ShouldBe(10);
        found[^1].ShouldBe("b.example 192.0.2.4:25");
        _resolver.Asked.ShouldBe(["a.example", "b.example"]);
    }

    private void Host(string name, params string[] addresses) => _resolver.Hosts[name] = [.. addresses.Select(IPAddress.Parse)];

    private async Task<List<string>> FoundAsync(string host) =>
        [.. (await LocateAsync(host)).Addresses.Select(found => $"{found.Name} {found.Address}")];

    private async Task ShouldBeNoneAsync(string host, string expected)
    {
        var (addresses, cause) = await LocateAsync(host);
        addresses.ShouldBeEmpty();
        cause.ShouldBe(expected);
    }

    private async Task<(IReadOnlyList<PeerAddress> Addresses, string Cause)> LocateAsync(string text)
    {
        DestinationHost.TryParse(text, out var host, out _).ShouldBeTrue();
        return await new PeerLocator(_resolver, "MX.gateway.test", AddressScope.Public).LocateAsync(host!, TestContext.Current.CancellationToken);
    }
}
