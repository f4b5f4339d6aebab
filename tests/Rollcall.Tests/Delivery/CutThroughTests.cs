using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Callout;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Delivery;

/// <summary>The message is the destination's before we say so, once and whole, or it is still the sender's.</summary>
public sealed partial class CutThroughTests
{
    private const string Trace = "Received: by us\r\n";

    private readonly FakeTimeProvider _time = new();
    private readonly BodyRoom _room = new(1024 * 1024, new FakeSpool());
    private readonly DeliverySessions _sessions;

    public CutThroughTests() => (_sessions, Health) = (new DeliverySessions(_time), Well.Hosts(_time));

    private PeerHealth Health { get; }

    [Theory]
    [InlineData("250 mail.example", "MAIL FROM:<a@sender.test>", "RCPT TO:<ann@example.com>", "RCPT TO:<bob@example.com>", "DATA", "QUIT")]
    [InlineData("250-mail.example\r\n250 PIPELINING", "MAIL FROM:<a@sender.test>|RCPT TO:<ann@example.com>|RCPT TO:<bob@example.com>", "DATA", "QUIT")]
    public async Task AllTaken_IsDelivered(string ehlo, params string[] groups)
    {
        var server = new ScriptedServer(Receiving("250 queued", ehlo));

        var result = await DeliverAsync(server, "Hi\r\n", "ann", "bob");

        result.IsDelivered.ShouldBeTrue();
        server.Bodies.ShouldBe([Trace + "Hi\r\n.\r\n"]);
        await server.EndAsync();
        server.Groups.ShouldBe(["EHLO mx.gateway.test", .. groups]);
    }

    [Theory]
    [InlineData("", "250 ok", "550 5.1.1 one", "451 4.7.1 two", "550 5.1.1 three")]
    [InlineData("", "250 ok", "451 4.7.1 two", "550 5.1.1 one", "550 5.1.1 three")]
    [InlineData("\r\n250 PIPELINING", "250 ok", "550 5.1.1 one", "550 5.1.1 three", "451 4.7.1 two")]
    public async Task NoneTaken_IsTransient_WhenOneWas(string extension, string mail, params string[] replies)
    {
        var server = new ScriptedServer(Recipients(extension, mail, replies));

        var result = await DeliverAsync(server, "Hi\r\n", "r0", "r1", "r2");

        result.Reply.ShouldNotBeNull().Code.ShouldBe(451);
        (result.Stage, result.Partly, result.IsDelivered).ShouldBe((CalloutStage.Rcpt, false, false));
        await ShouldNotHaveSentAsync(server);
    }

    [Fact]
    public async Task NoneTaken_IsTheFirstRefusal_WhenAllWerePermanent()
    {
        var server = new ScriptedServer(Recipients("", "250 ok", "550 5.1.1 one", "554 5.7.1 two"));

        (await DeliverAsync(server, "Hi\r\n", "r0", "r1")).Reply.ShouldNotBeNull().Text.ShouldBe("one");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n250 PIPELINING")]
    public async Task SomeTaken_IsPartly_AndNothingIsSent(string extension)
    {
        var server = new ScriptedServer(Recipients(extension, "250 ok", "250 ok", "550 5.1.1 No such user", "250 ok"));

        var result = await DeliverAsync(server, "Hi\r\n", "r0", "r1", "r2");

        (result.Partly, result.IsDelivered).ShouldBe((true, false));
        await ShouldNotHaveSentAsync(server);
    }

    [Theory]
    [InlineData("554 5.7.1 No", 554)]
    [InlineData("451 4.3.0 Later", 451)]
    [InlineData("250 ok", 250)] // a server out of step: the message is not there, whatever it says
    public async Task DataRefused_IsNotDelivered(string reply, int code)
    {
        var server = new ScriptedServer(line => line == "DATA" ? reply : "250 ok");

        var result = await DeliverAsync(server, "Hi\r\n", "ann");

        (result.Stage, result.Reply!.Code, result.IsDelivered).ShouldBe((CalloutStage.Data, code, false));
        DeliveryReplies.Of(result, ShipmentOf("Hi\r\n", "r0"), "id").IsPositive.ShouldBeFalse();
        await server.EndAsync();
        server.Bodies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("451 4.3.0 Later", 451)]
    [InlineData("554 5.7.1 Spam", 554)]
    [InlineData(ScriptedServer.HangUp, null)]
    [InlineData("garbage", null)]
    public async Task BehindTheFinalDot_NoOtherHostIsTried(string reply, int? code)
    {
        var first = new ScriptedServer(Receiving(reply));
        var second = new ScriptedServer(Receiving("250 queued"));

        var result = await DeliverAsync(new ScriptedHosts(("192.0.2.1", first), ("192.0.2.2", second)), ShipmentOf("Hi\r\n", "ann"));

        (result.Stage, result.Reply?.Code, result.IsDelivered).ShouldBe((CalloutStage.Data, code, false));
        first.Bodies.Count.ShouldBe(1);
        second.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task NoReplyToTheFinalDot_IsATimeout_AndNoOtherHostIsTried()
    {
        var first = new ScriptedServer(Receiving(ScriptedServer.Silence));
        var second = new ScriptedServer(Receiving("250 queued"));
        var delivery = DeliverAsync(new ScriptedHosts(("192.0.2.1", first), ("192.0.2.2", second)), ShipmentOf("Hi\r\n", "ann"));
        while (first.Bodies.Count == 0)
            await Task.Yield();

        while (!delivery.IsCompleted) // the timer is set a moment after the final dot was seen
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        (await delivery).Failure.ShouldNotBeNull().Fault.ShouldBe(PeerFault.Timeout);
        second.Dials.ShouldBe(0);
    }

    [Theory]
    [InlineData("554 5.3.2 Not here", "250 ok")]
    [InlineData("421 4.3.2 Busy", "250 ok")]
    [InlineData(ScriptedServer.HangUp, "250 ok")]
    [InlineData("220 mail.example", "451 4.3.0 Not now")]
    [InlineData("220 mail.example", ScriptedServer.HangUp)]
    public async Task HostThatDoesNotTakeMail_IsFollowedByTheNext(string banner, string mail)
    {
        var first = new ScriptedServer(line => line.StartsWith("MAIL", StringComparison.Ordinal) ? mail : "250 ok") { Banner = banner };
        var second = new ScriptedServer(Receiving("250 queued"));

        var result = await DeliverAsync(new ScriptedHosts(("192.0.2.1", first), ("192.0.2.2", second)), ShipmentOf("Hi\r\n", "ann"));

        result.IsDelivered.ShouldBeTrue();
        (first.Dials, second.Dials).ShouldBe((1, 1));
        first.Commands.ShouldNotContain("DATA");
    }

    [Fact]
    public async Task DeadlineOver_IsAFailure()
    {
        var server = new ScriptedServer(line => line.StartsWith("MAIL", StringComparison.Ordinal) ? ScriptedServer.Silence : "250 ok");
        var delivery = DeliverAsync(server, "Hi\r\n", "ann");
        while (!server.Commands.Contains("MAIL FROM:<a@sender.test>"))
            await Task.Yield();

        _time.Advance(TimeSpan.FromMinutes(4)); // what came later could not be waited for

        (await delivery).Failure.ShouldNotBeNull().Fault.ShouldBe(PeerFault.Timeout);
        await server.EndAsync();
        server.Commands[^1].ShouldBe("MAIL FROM:<a@sender.test>");
    }

    // The client sends again what it has no reply for: delivered now, the message would be there twice.
    [Theory]
    [InlineData("MAIL", false)]
    [InlineData("RCPT", false)]
    [InlineData("DATA", false)]
    [InlineData(ScriptedServer.FinalDot, true)]
    public async Task ClientGone_IsTheEnd_UnlessOurFinalDotWasSent(string when, bool delivered)
    {
        using var gone = new CancellationTokenSource();
        var receiving = Receiving("250 queued");
        var server = new ScriptedServer(line =>
        {
            if (line.StartsWith(when, StringComparison.Ordinal))
                gone.Cancel();
            return receiving(line);
        });

        var result = await DeliverAsync(server, ShipmentOf("Hi\r\n", "ann") with { ClientGone = gone.Token });

        (result.IsDelivered, result.IsAbandoned).ShouldBe((delivered, !delivered));
        await server.EndAsync();
        server.Bodies.Count.ShouldBe(delivered ? 1 : 0);
    }

    [Theory]
    [InlineData(239, 1)]
    [InlineData(240, 0)]
    public async Task FinalDot_IsSentOnlyWhileFiveNinthsOfTheDeadlineAreLeft(int seconds, int bodies)
    {
        var receiving = Receiving("250 queued");
        var server = new ScriptedServer(line =>
        {
            if (line == "DATA")
                _time.Advance(TimeSpan.FromSeconds(seconds));
            return receiving(line);
        });

        var result = await DeliverAsync(server, "Hi\r\n", "ann");

        result.IsDelivered.ShouldBe(bodies == 1);
        await server.EndAsync();
        server.Bodies.Count.ShouldBe(bodies);
    }

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("no end", "no end\r\n.\r\n")]
    [InlineData("..\r\n.a\r\nb.\r\n", "...\r\n..a\r\nb.\r\n.\r\n")]
    [InlineData("na\u00efve \u00ff\u0080\0\r\n", "na\u00efve \u00ff\u0080\0\r\n.\r\n")]
    public async Task Body_ArrivesExactly(string body, string wire)
    {
        var server = new ScriptedServer(Receiving("250 queued"));

        await DeliverAsync(server, body, "ann");

        server.Bodies.ShouldBe([Trace + wire]);
    }

    [Fact]
    public async Task LargeBody_ArrivesExactly()
    {
        var body = string.Concat(Enumerable.Range(0, 3000).Select(i => $".{i}{new string('x', 500)}\r\n"));
        var server = new ScriptedServer(Receiving("250 queued"));

        (await DeliverAsync(server, body, "ann")).IsDelivered.ShouldBeTrue();

        server.Bodies.ShouldHaveSingleItem().ShouldBe(Trace + body.Replace(".", "..", StringComparison.Ordinal) + ".\r\n");
    }

    [Theory]
    [InlineData("", "MAIL FROM:<a@sender.test>")]
    [InlineData("\r\n250-SIZE\r\n250 HELP", "MAIL FROM:<a@sender.test> SIZE=21")]
    [InlineData("\r\n250-8BITMIME\r\n250 SIZE 1000", "MAIL FROM:<a@sender.test> SIZE=21 BODY=8BITMIME")]
    [InlineData("\r\n250 SMTPUTF8", "MAIL FROM:<a@sender.test>")]
    public async Task Parameters_AreThoseOffered(string extensions, string expected)
    {
        var server = new ScriptedServer(Receiving("250 queued", Ehlo(extensions)));

        await DeliverAsync(server, ShipmentOf("Hi\r\n", "ann") with { EightBitMime = true });

        server.Commands[1].ShouldBe(expected);
    }

    [Fact]
    public async Task EightBitMime_IsNotSaid_WhereTheClientDidNot()
    {
        var server = new ScriptedServer(Receiving("250 queued", "250-mail.example\r\n250 8BITMIME"));

        await DeliverAsync(server, "Hi\r\n", "ann");

        server.Commands[1].ShouldBe("MAIL FROM:<a@sender.test>");
    }

    [Fact]
    public async Task InternationalRecipient_IsSaid_AndSizeCountsOctets()
    {
        var server = new ScriptedServer(Receiving("250 queued", "250-mail.example\r\n250-SIZE\r\n250 SMTPUTF8"));
        var shipment = ShipmentOf("Hi\r\n", "j\u00fcrgen") with { Trace = "for <j\u00fcrgen>\r\n" };

        await DeliverAsync(server, shipment);

        server.Commands[1].ShouldBe("MAIL FROM:<a@sender.test> SIZE=19 SMTPUTF8");
    }

    [Fact]
    public async Task NullSender_StaysNull()
    {
        var server = new ScriptedServer(Receiving("250 queued"));

        await DeliverAsync(server, ShipmentOf("Hi\r\n", "ann") with { ReversePath = Mailbox.Null });

        server.Commands[1].ShouldBe("MAIL FROM:<>");
    }

    [Fact]
    public async Task AllSessionsInUse_IsBusyAfterThirtySeconds_AndAFreeOneGoesToWhoWaits()
    {
        var server = new ScriptedServer(line => line == ScriptedServer.FinalDot ? ScriptedServer.Silence : Receiving("")(line));
        var first = Enumerable.Range(0, 2).Select(_ => KeepingAsync(server, ShipmentOf("held\r\n", "ann"))).ToList();
        while (server.Bodies.Count < 2)
            await Task.Yield();
        var waiting = KeepingAsync(server, ShipmentOf("waits\r\n", "ann"));
        waiting.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(30));

        (await waiting).IsBusy.ShouldBeTrue();
        var other = new ScriptedServer(Receiving("250 queued"));
        var next = KeepingAsync(other, ShipmentOf("next\r\n", "ann"));
        _time.Advance(TimeSpan.FromMinutes(8)); // final_dot_timeout ends the first two
        await Task.WhenAll(first);
        (await next).IsDelivered.ShouldBeFalse("its own time to send the dot is over as well");
        (await KeepingAsync(other, ShipmentOf("last\r\n", "ann"))).IsDelivered.ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "j\u00fcrgen", "example.com", false)]
    [InlineData("", "ann", "b\u00fccher.example", true)]
    [InlineData("\r\n250 SMTPUTF8", "j\u00fcrgen", "b\u00fccher.example", true)]
    public async Task AddressBeyondAscii_GoesOnlyWhereItIsTaken(string extensions, string local, string domain, bool delivered)
    {
        var server = new ScriptedServer(Receiving("250 queued", Ehlo(extensions)));
        var result = await DeliverAsync(server, ShipmentOf("Hi\r\n") with { Recipients = [new Mailbox(local, domain)] });

        result.IsDelivered.ShouldBe(delivered);
        if (!delivered)
            result.Failure.ShouldNotBeNull().Fault.ShouldBe(PeerFault.NoUtf8);
        else if (extensions.Length == 0)
            server.Commands.ShouldContain("RCPT TO:<ann@xn--bcher-kva.example>");
    }

    private static string Ehlo(string extensions) => extensions.Length == 0 ? "250 mail.example" : "250-mail.example" + extensions;

    private static Func<string, string> Receiving(string reply, string ehlo = "250 mail.example") => line => line switch
    {
        "DATA" => "354 go on",
        ScriptedServer.FinalDot => reply,
        _ => line.StartsWith("EHLO", StringComparison.Ordinal) ? ehlo : "250 ok",
    };

    // The replies to r0, r1 and so on.
    private static Func<string, string> Recipients(string extension, string mail, params string[] replies) => line => line[..4] switch
    {
        "EHLO" => Ehlo(extension),
        "MAIL" => mail,
        "RCPT" => replies[line["RCPT TO:<r".Length] - '0'],
        _ => "250 ok",
    };

    private static async Task ShouldNotHaveSentAsync(ScriptedServer server)
    {
        await server.EndAsync();
        server.Commands.ShouldNotContain("DATA");
        server.Commands[^1].ShouldBe("QUIT");
    }

    private Task<DeliveryResult> DeliverAsync(ScriptedServer server, string body, params string[] locals) => DeliverAsync(server, ShipmentOf(body, locals));

    private async Task<DeliveryResult> DeliverAsync(IDialer dialer, Shipment shipment)
    {
        var result = await KeepingAsync(dialer, shipment);
        await _sessions.CloseAsync();
        return result;
    }

    // The session stays open where it may.
    private async Task<DeliveryResult> KeepingAsync(IDialer dialer, Shipment shipment)
    {
        var own = new OwnNames("mx.gateway.test");
        var opener = new PeerOpener(dialer, new PeerLocator(new FakeResolver(), own.HostName, AddressScope.Public), own, _time);
        var settings = new DeliverySettings(
            TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(9), MaxSessions: 2, Idle: TimeSpan.FromSeconds(5));
        await using var body = shipment.Body;
        return await new CutThrough(opener, Health, _sessions, _time).DeliverAsync(shipment, settings);
    }

    // To a destination of two hosts.
    private Shipment ShipmentOf(string body, params string[] locals)
    {
        var message = new MessageBody(_room);
        message.AppendAsync(Encoding.Latin1.GetBytes(body), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        var destination = new Destination([new(HostScheme.Smtp, "192.0.2.1", 25), new(HostScheme.Smtp, "192.0.2.2", 25)]);
        return new Shipment(destination, TlsPolicy.Off, new("a", "sender.test"), [.. locals.Select(local => new Mailbox(local, "example.com"))], Trace, message) { EndOfData = _time.GetTimestamp() };
    }
}
