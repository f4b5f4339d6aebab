using Rollcall.Core.Delivery;
using Rollcall.Core.Peers;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Delivery;

/// <summary>Refusals that speak of us: what they do to the host, and that they are failures for the log.</summary>
public sealed partial class CutThroughTests
{
    // Behind a refusal at MAIL the second host is asked too.
    [Theory]
    [InlineData("MAIL", "554 5.7.1 Client host [203.0.113.9] refused", "")]
    [InlineData("MAIL", "550 5.1.0 Sender refused", "0 1")]
    [InlineData("DATA", "554 5.7.1 mx.gateway.test: access denied", "1")]
    [InlineData(ScriptedServer.FinalDot, "554 5.7.1 We do not accept mail from 203.0.113.9.", "1")]
    [InlineData(ScriptedServer.FinalDot, "554 5.7.1 A virus was found, scanner 10.1.2.3", "0 1")]
    [InlineData("RCPT", "554 5.7.1 Relay access denied", "0 1")] // a stranger chooses the addresses
    public async Task RefusalOfUs_CountsAgainstTheHost_ButAtRcpt(string command, string reply, string hostsLeft)
    {
        for (int i = 0; i < BreakerSettings.Default.Failures; i++)
            await DeliverAsync(new ScriptedServer(Refusing(command, reply)), "Hi\r\n", "r0");

        string.Join(' ', Health.Candidates(ShipmentOf("", "r0").Destination, 0)).ShouldBe(hostsLeft);
    }

    [Theory]
    [InlineData("554 5.7.1 Relay access denied", true, 451)]
    [InlineData("550 5.7.1 The list is closed", false, 550)]
    public async Task RecipientRefused_IsAFailureForTheLog_WhenItSpeaksOfUs(string reply, bool isAboutUs, int laterCode)
    {
        var result = await DeliverAsync(new ScriptedServer(Refusing("RCPT TO:<r0", reply)), "Hi\r\n", "r0", "r1");

        (result.Partly, result.Failure is not null, result.Refusals![0].IsAboutUs).ShouldBe((true, isAboutUs, isAboutUs));
        DeliveryReplies.Of(result.Refusals[0], new("a", "sender.test")).Code.ShouldBe(laterCode);
    }

    private static Func<string, string> Refusing(string command, string reply) =>
        line => line.StartsWith(command, StringComparison.Ordinal) ? reply : Receiving("250 queued")(line);
}
