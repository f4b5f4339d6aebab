using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Gateway;

/// <summary>docs/delivery.md, RCPT: a destination whose hosts are all open takes none.</summary>
public sealed class DestinationDownTests
{
    private const string Down = "451 4.4.1 <ann@example.com>: Destination cannot be reached at present, try again later";

    [Fact]
    public async Task KnownRecipient_Is451AtRcpt_AndTheServerIsNotAsked()
    {
        await using var gateway = new GatewayHarness(Answer);
        await gateway.BeginAsync("ann@example.com");
        gateway.Handler.Reset();
        Break(gateway);
        int asked = gateway.Server.Dials;
        await gateway.MailAsync();

        (await gateway.RcptAsync("ann@example.com")).ShouldBe(Down);
        (await gateway.RcptAsync("postmaster@example.com")).ShouldStartWith("451 4.4.1 ");
        gateway.Server.Dials.ShouldBe(asked);
    }

    [Fact]
    public async Task NewRecipient_Is451AtOnce_AndAKnownUnknownOneIs550()
    {
        await using var gateway = new GatewayHarness(Answer);
        await gateway.MailAsync();
        (await gateway.RcptAsync("unknown@example.com")).ShouldStartWith("550 5.1.1 ");
        Break(gateway);

        (await gateway.RcptAsync("unknown@example.com")).ShouldStartWith("550 5.1.1 ");
        (await gateway.RcptAsync("new@example.com")).ShouldStartWith("451 4.4.1 ");
        gateway.Asked.ShouldNotContain("<new@example.com>");
    }

    [Fact]
    public async Task OtherDestination_GoesOn()
    {
        await using var gateway = new GatewayHarness(Answer);
        Break(gateway);

        await gateway.BeginAsync("ann@example.org");
    }

    [Fact]
    public async Task DownSinceRcpt_Data_Is451InsteadOf354()
    {
        await using var gateway = new GatewayHarness(Answer);
        await gateway.BeginAsync("ann@example.com");
        Break(gateway);

        var reply = await gateway.Handler.DataAsync(TestContext.Current.CancellationToken);

        reply.ToString().ShouldStartWith("451 4.4.1 ");
    }

    private static string Answer(string line) =>
        line.Contains("unknown@", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 ok";

    private static void Break(GatewayHarness gateway)
    {
        var host = new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25);
        for (int i = 0; i < 5; i++)
            gateway.Health.Failed(host, new PeerFailure(CalloutStage.Connect, PeerFault.Unreachable, null, "connection refused", null));
    }
}
