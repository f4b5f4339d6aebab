using System.Net;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Gateway;

/// <summary>What a session takes from a proxy about its client: trace, counts and bans go by it.</summary>
public sealed class XclientTests
{
    private static readonly IPAddress _proxied = IPAddress.Parse("203.0.113.9");

    [Fact]
    public async Task AddressAndName_StandInTheTrace_WithoutAQuestionToDns()
    {
        await using var harness = new GatewayHarness(Taking);
        harness.Resolver.Names[_proxied] = "by-dns.test";
        await XclientAsync(harness, _proxied, "told.test");

        (await TraceAsync(harness)).ShouldStartWith("Received: from unknown (told.test [203.0.113.9])\r\n");
    }

    [Fact]
    public async Task AddressAlone_LosesTheNameOfTheOneBefore()
    {
        await using var harness = new GatewayHarness(Taking);
        harness.Resolver.Names[_proxied] = "by-dns.test";
        await XclientAsync(harness, IPAddress.Parse("203.0.113.8"), "told.test");
        await XclientAsync(harness, _proxied, null);

        (await TraceAsync(harness)).ShouldStartWith("Received: from unknown (by-dns.test [203.0.113.9])\r\n");
    }

    [Fact]
    public async Task NoAddress_KeepsTheOneOfTheConnection()
    {
        await using var harness = new GatewayHarness(Taking);
        await XclientAsync(harness, null, null);

        (await TraceAsync(harness)).ShouldStartWith("Received: from unknown (unknown [198.51.100.7])\r\n");
    }

    // Without an address a client would be one of a Unix socket, and trusted: no limit would hold for it.
    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData(null)]
    public async Task GuessesOfTheProxiedClient_AreCountedAndBanIt(string? address)
    {
        await using var harness = new GatewayHarness(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 ok");
        var client = address is null ? null : IPAddress.Parse(address);
        (await XclientAsync(harness, client, null)).ShouldStartWith("220 ");
        await harness.BeginAsync();

        for (int i = 0; i < 500; i++)
            (await harness.RcptAsync("nobody@example.com")).ShouldStartWith("550 5.1.1 ");

        (await harness.RcptAsync("nobody@example.com")).ShouldStartWith("421 4.7.0 ");
        (await XclientAsync(harness, client, null)).ShouldStartWith("421 4.7.0 ");
        (await XclientAsync(harness, IPAddress.Parse("192.0.2.200"), null)).ShouldStartWith("220 ", customMessage: "a ban of one is none of another");
    }

    [Fact]
    public async Task TrustedAddress_IsNotCounted_AndAnotherBehindItIs()
    {
        await using var harness = new GatewayHarness(
            line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 ok", trusted: IPNetwork.Parse("203.0.113.0/24"));
        await XclientAsync(harness, _proxied, null);
        await harness.BeginAsync();
        for (int i = 0; i < 510; i++)
            (await harness.RcptAsync("nobody@example.com")).ShouldStartWith("550 5.1.1 ");

        await XclientAsync(harness, IPAddress.Parse("192.0.2.200"), null);

        for (int i = 0; i < 500; i++)
            await harness.RcptAsync("nobody@example.com");
        (await harness.RcptAsync("nobody@example.com")).ShouldStartWith("421 4.7.0 ");
    }

    private static async Task<string> XclientAsync(GatewayHarness harness, IPAddress? address, string? name) =>
        (await harness.Handler.XclientAsync(new XclientCommand(address, name), TestContext.Current.CancellationToken)).ToString();

    private static async Task<string> TraceAsync(GatewayHarness harness)
    {
        await harness.BeginAsync("ann@example.com");
        (await harness.SendAsync("Hi\r\n")).ShouldStartWith("250 ");
        return harness.Server.Bodies.ShouldHaveSingleItem();
    }

    private static string Taking(string line) => line == "DATA" ? "354 go on" : "250 ok";
}
