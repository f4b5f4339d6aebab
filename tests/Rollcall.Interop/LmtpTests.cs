using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>A real Dovecot behind us, spoken to by LMTP (RFC 2033), for questions and for deliveries.</summary>
public sealed class LmtpTests
{
    private const string Alice = "alice@example.test";
    private const string Bob = "bob@example.test";

    [Fact]
    public async Task KnownUsersMail_ReachesDovecotUnchanged_AndUnknownOnesAreRefusedAtRcpt()
    {
        await using var dovecot = await DovecotServer.StartAsync(Alice, Bob);
        await using var gateway = await Gateway.StartAsync("example.test", dovecot.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        var mail = Mail.Awkward(Alice);

        (await client.RcptAsync("nobody@example.test")).ShouldBe("550 5.1.1 <nobody@example.test>: User unknown");
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
        // An LMTP server answers once per recipient behind the data, we can answer only once.
        (await client.SayAsync($"RCPT TO:<{Bob}>")).ShouldBe($"452 4.5.3 <{Bob}>: Send to this recipient separately");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(mail);
        Shape.PassedOn().IsMatch(await client.ReadAsync()).ShouldBeTrue();
        (await client.MessageAsync(Bob, Mail.Plain("for Bob"))).ShouldStartWith("250 2.0.0 ");

        var added = Mail.AddedOnTop(dovecot.Messages(Alice).ShouldHaveSingleItem(), mail);
        added.ShouldContain("by mx.gateway.test");
        dovecot.Messages(Bob).Count.ShouldBe(1);
    }

    [Fact]
    public async Task DovecotIsAsked_AndAnotherServerGetsTheMail()
    {
        await using var dovecot = await DovecotServer.StartAsync(Alice);
        await using var sink = new MailSink();
        var plan = new GatewayPlan(("example.test", sink.Address)) { Domain = $"verify_at = [\"{dovecot.Address}\"]" };
        await using var gateway = await Gateway.StartAsync(plan);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.RcptAsync("nobody@example.test")).ShouldStartWith("550 5.1.1 ");
        (await client.MessageAsync(Alice, Mail.Plain("verified by LMTP"))).ShouldStartWith("250 2.0.0 ");

        sink.Messages.Count.ShouldBe(1);
        sink.Questions(Alice).ShouldBe(0);
        dovecot.Messages(Alice).ShouldBeEmpty();
    }
}
