using System.Net;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>A host that nobody with access to the configuration file named, where inner networks are allowed to all others.</summary>
public sealed class PublicOnlyTests
{
    private readonly FakeResolver _resolver = new();

    [Theory]
    [InlineData("10.0.0.5:25")]
    [InlineData("[::1]:25")]
    [InlineData("inner.example")]
    [InlineData("mx:customer.example")]
    [InlineData("lmtp://inner.example:24")]
    public async Task InnerAddress_IsFoundButNotDialled(string text)
    {
        DestinationHost.TryParse(text, out var host, out _).ShouldBeTrue();
        _resolver.Hosts["inner.example"] = [IPAddress.Parse("10.0.0.5")];
        _resolver.Exchanges["customer.example"] = [new MxRecord(10, "inner.example")];
        var locator = new PeerLocator(_resolver, "mx.gateway.test", AddressScope.Any);

        (await RefusalsAsync(locator, host!)).ShouldBe([null]);
        (await RefusalsAsync(locator, host! with { Reach = HostReach.Public })).ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("inner.example")]
    [InlineData("mx:customer.example")]
    public async Task NameThatMayBePrivate_IsDialled_WhereOthersMayNotBe(string text)
    {
        DestinationHost.TryParse(text, out var host, out _).ShouldBeTrue();
        _resolver.Hosts["inner.example"] = [IPAddress.Parse("10.0.0.5")];
        _resolver.Exchanges["customer.example"] = [new MxRecord(10, "inner.example")];
        var locator = new PeerLocator(_resolver, "mx.gateway.test", AddressScope.Public);

        (await RefusalsAsync(locator, host!)).ShouldBe(["its address 10.0.0.5 is private; set allow_private = true in its [[domain]] to allow that"]);
        (await RefusalsAsync(locator, host! with { Reach = HostReach.Private })).ShouldBe([null]);
    }

    [Theory]
    [InlineData("10.0.0.5:25", true)]
    [InlineData("10.0.1.5:25", false)]
    [InlineData("inner.example", true)]
    public async Task PublicHost_MayBeInAGrantedNetwork(string text, bool allowed)
    {
        DestinationHost.TryParse(text, out var host, out _).ShouldBeTrue();
        _resolver.Hosts["inner.example"] = [IPAddress.Parse("10.0.0.5")];
        var locator = new PeerLocator(_resolver, "mx.gateway.test", AddressScope.Public) { Granted = AddressScope.Within([IPNetwork.Parse("10.0.0.0/24")]) };

        var refusal = (await RefusalsAsync(locator, host! with { Reach = HostReach.Public })).ShouldHaveSingleItem();
        (refusal is null).ShouldBe(allowed);
        (refusal ?? "http.private_destinations").ShouldContain("http.private_destinations");
    }

    [Fact]
    public void Destination_IsAnotherOneThanThatWithoutTheBound()
    {
        var host = new DestinationHost(HostScheme.Smtp, "mail.example", 25);

        new Destination([host with { Reach = HostReach.Public }]).ShouldNotBe(new Destination([host]));
        new Destination([host with { Reach = HostReach.Private }]).ShouldNotBe(new Destination([host]));
        (host with { Reach = HostReach.Public }).ToString().ShouldBe("mail.example:25");
    }

    private static async Task<IReadOnlyList<string?>> RefusalsAsync(PeerLocator locator, DestinationHost host)
    {
        var (addresses, _) = await locator.LocateAsync(host, CancellationToken.None);
        return [.. addresses.Select(address => AddressGuard.Refuse(address.Address.Address, address.Scope))];
    }
}
