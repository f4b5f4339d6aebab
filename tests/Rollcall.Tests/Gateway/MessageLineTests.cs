using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Telemetry;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Gateway;

/// <summary>The line of a message answers by itself: from whom, to whom, whereto, and what either side was told.</summary>
public sealed class MessageLineTests
{
    private const string Session = " session=ABCDEFGHIJKL client=198.51.100.7 ";

    [Fact]
    public async Task DeliveredMessage_NamesBothSides_AndEachRecipient_EvenOneFromMemory()
    {
        var line = await MessageAsync(
            line => line switch { "DATA" => "354 go on", ScriptedServer.FinalDot => "250 2.0.0 Ok: queued as 4F2A91", _ => "250 ok" }, "ann@example.com", "Bob@example.com");

        line.ShouldEndWith(Session + "helo=client.test reverse_path=a@sender.test recipients=ann@example.com,Bob@example.com domain=example.com size=4 ms=0 "
            + "outcome=delivered reply=\"250 2.0.0 ABCDEFGHIJKL passed on\" host=192.0.2.1:25 destination_reply=\"250 2.0.0 Ok: queued as 4F2A91\"");
    }

    [Fact]
    public async Task RefusedMessage_HasTheDestinationsOwnWords_WhichTheClientIsNotTold()
    {
        var line = await MessageAsync(
            line => line switch { "DATA" => "354 go on", ScriptedServer.FinalDot => "550 5.7.1 Spam, says filter.inner.test", _ => "250 ok" }, "ann@example.com");

        line.ShouldContain(" outcome=refused reply=\"550 5.7.1 Spam, says [...]\" host=192.0.2.1:25 destination_reply=\"550 5.7.1 Spam, says filter.inner.test\"");
    }

    [Fact]
    public async Task MessageThatNoHostTook_HasNoReplyOfOne()
    {
        GatewayHarness? running = null;

        var line = await MessageAsync(
            line =>
            {
                if (line == "DATA")
                    running!.Server.Fails = Rollcall.Core.Peers.DialFailure.Refused;
                return line == "DATA" ? ScriptedServer.HangUp : "250 ok";
            },
            ["ann@example.com"], harness => running = harness);

        line.ShouldContain(" outcome=deferred reply=\"451 4.4.1 ");
        line.ShouldEndWith(" host=192.0.2.1:25 destination_reply=-");
    }

    private static Task<string> MessageAsync(Func<string, string> answer, params string[] recipients) => MessageAsync(answer, recipients, _ => { });

    private static async Task<string> MessageAsync(Func<string, string> answer, string[] recipients, Action<GatewayHarness> begin)
    {
        using var stream = new MemoryStream();
        using (var provider = new LineLoggerProvider(stream, LogFormat.Text, LogLevel.Information, new FakeTimeProvider()))
        {
            await using var harness = new GatewayHarness(answer, log: provider.CreateLogger("Rollcall"));
            begin(harness);
            harness.Handler.Hello(new HelloCommand("client.test", true));
            await harness.BeginAsync(recipients);
            await harness.SendAsync("Hi\r\n");
        }
        return Encoding.UTF8.GetString(stream.ToArray()).Split('\n').Single(line => line.Contains(" info message ", StringComparison.Ordinal));
    }
}
