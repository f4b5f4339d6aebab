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
        (await RefusalsAsync(locator, host! with { IsPublicOnly = true })).ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Fact]
    public void Destination_IsAnotherOneThanThatWithoutTheBound()
    {
        var host = new DestinationHost(HostScheme.Smtp, "mail.example", 25);

        new Destination([host with { IsPublicOnly = true }]).ShouldNotBe(new Destination([host]));
        (host with { IsPublicOnly = true }).ToString().ShouldBe("mail.example:25");
    }

    private static async Task<IReadOnlyList<string?>> RefusalsAsync(PeerLocator locator, DestinationHost host)
    {
        var (addresses, _) = await locator.LocateAsync(host, CancellationToken.None);
        return [.. addresses.Select(address => AddressGuard.Refuse(address.Address.Address, address.Scope))];
    }
}
