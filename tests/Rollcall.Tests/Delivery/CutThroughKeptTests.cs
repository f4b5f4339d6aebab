using Rollcall.Core.Domains;
using Rollcall.Tests.Callout;

namespace Rollcall.Tests.Delivery;

// Sessions that were kept for the next message.
public sealed partial class CutThroughTests
{
    [Fact]
    public async Task SecondMessage_GoesOverTheSameSession_UntilItWasIdle()
    {
        var server = new ScriptedServer(Receiving("250 queued"));
        await KeepingAsync(server, ShipmentOf("one\r\n", "ann"));
        await KeepingAsync(server, ShipmentOf("two\r\n", "ann"));
        server.Dials.ShouldBe(1);

        _time.Advance(TimeSpan.FromSeconds(5));
        await server.EndAsync();
        server.Commands[^1].ShouldBe("QUIT");
        await KeepingAsync(server, ShipmentOf("three\r\n", "ann"));

        server.Dials.ShouldBe(2);
        server.Bodies.Count.ShouldBe(3);
    }

    // It used to go through all kept sessions, and then to dial.
    [Fact]
    public async Task SenderRefusedOnAKeptSession_IsRefused_WithoutAnotherOne()
    {
        int mails = 0;
        var receiving = Receiving("250 queued");
        var server = new ScriptedServer(line => line.StartsWith("MAIL", StringComparison.Ordinal) && ++mails == 2 ? "550 5.7.1 not you" : receiving(line));
        var oneHost = new Destination([new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25)]);
        await KeepingAsync(server, ShipmentOf("one\r\n", "ann") with { Destination = oneHost });

        (await KeepingAsync(server, ShipmentOf("two\r\n", "ann") with { Destination = oneHost })).Reply.ShouldNotBeNull().Code.ShouldBe(550);

        (server.Dials, mails).ShouldBe((1, 2));
    }

    [Fact]
    public async Task KeptSessionThatTheServerEnds_IsFollowedByAnother()
    {
        int mails = 0;
        var receiving = Receiving("250 queued");
        var server = new ScriptedServer(line => line.StartsWith("MAIL", StringComparison.Ordinal) && ++mails == 2 ? "421 4.4.2 idle" : receiving(line));
        await KeepingAsync(server, ShipmentOf("one\r\n", "ann"));

        (await KeepingAsync(server, ShipmentOf("two\r\n", "ann"))).IsDelivered.ShouldBeTrue();

        server.Dials.ShouldBe(2);
        server.Bodies.Count.ShouldBe(2);
    }
}
