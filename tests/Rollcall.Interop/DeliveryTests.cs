using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The way of a message to its destination where something is in the way: one of the two sides, room, or the other's manners.</summary>
public sealed class DeliveryTests
{
    private const string Alice = "alice@example.test";

    [Theory]
    [InlineData("BANNER", "554 mail.inner.example does not talk to [127.0.0.1]")]
    [InlineData("EHLO", "450 4.7.1 mail.inner.example: not now")]
    [InlineData("MAIL", "421 4.3.2 mail.inner.example is closing")]
    [InlineData("MAIL", "530 5.7.0 Must issue a STARTTLS command first, says mail.inner.example")]
    [InlineData("RCPT", "554 5.7.1 <alice@example.test>: Relay access denied by mail.inner.example")]
    [InlineData("RCPT", "550 5.7.1 Client host [192.0.2.9] blocked using list.inner.example")]
    [InlineData("DATA", "421 4.7.0 mail.inner.example is closing")]
    [InlineData(".", "554 5.7.1 Your host mail.inner.example [192.0.2.9] may not send here")]
    public async Task WhatTheDestinationSaysOfUs_IsTryAgain_AndNamesNobody(string verb, string answer)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 "); // asked, and remembered
        sink.On(verb, answer);

        var reply = await client.MessageAsync(Alice, Mail.Plain("about us"));

        reply.ShouldStartWith("451 4.4.1 ");
        foreach (var name in (string[])["inner.example", "192.0.2.9", "127.0.0.1", "sink.test"])
            reply.ShouldNotContain(name);
        sink.Usual(verb);
        (await client.MessageAsync(Alice, Mail.Plain("again"))).ShouldStartWith("250 2.0.0 ");
        sink.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ServerWithoutExtensions_GetsPlainCommands_AndTheBodyAsItIs()
    {
        await using var sink = new MailSink(Alice) { Extensions = [] };
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        var mail = Mail.Awkward(Alice);

        (await client.SayAsync("MAIL FROM:<sender@sender.test> BODY=8BITMIME SIZE=10000")).ShouldStartWith("250 ");
        (await client.SayAsync($"RCPT TO:<{Alice}>")).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(mail);
        (await client.ReadAsync()).ShouldStartWith("250 2.0.0 ");

        Mail.AddedOnTop(sink.Messages[0].Content, mail);
        sink.Sessions.SelectMany(s => s.Lines).ShouldContain("MAIL FROM:<sender@sender.test>");
    }

    [Theory]
    [InlineData("jürgen@example.test", "550 5.6.7 ")]
    [InlineData("alice@example.test", "250 2.1.5 ")]
    public async Task InternationalMail_IsRefused_WhereTheDestinationDoesNotTakeIt(string recipient, string atRcpt)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.SayAsync("MAIL FROM:<sender@sender.test> SMTPUTF8")).ShouldStartWith("250 ");
        (await client.SayAsync(Utf8($"RCPT TO:<{recipient}>"))).ShouldStartWith(atRcpt);
        if (recipient != Alice)
            return;
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(Encoding.UTF8.GetBytes("Subject: Größe\r\n\r\nHello.\r\n"));
        (await client.ReadAsync()).ShouldStartWith("550 5.6.9 ");
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task InternationalMail_GoesThrough_WhereTheDestinationTakesIt()
    {
        await using var sink = new MailSink(Alice, "jürgen@example.test") { Extensions = ["SMTPUTF8", "8BITMIME"] };
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.SayAsync("MAIL FROM:<sender@sender.test> SMTPUTF8 BODY=8BITMIME")).ShouldStartWith("250 ");
        (await client.SayAsync(Utf8("RCPT TO:<jürgen@example.test>"))).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(Encoding.UTF8.GetBytes("Subject: Größe\r\n\r\nHello.\r\n"));
        (await client.ReadAsync()).ShouldStartWith("250 2.0.0 ");

        sink.Messages[0].Recipients.ShouldBe(["jürgen@example.test"]);
        sink.Messages[0].Text.ShouldContain("with UTF8SMTP id ");
        sink.Sessions.SelectMany(s => s.Lines).ShouldContain("MAIL FROM:<sender@sender.test> BODY=8BITMIME SMTPUTF8");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClientGoneBeforeItsFinalDot_DeliversNothing(bool reset)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
        {
            (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
            (await client.SayAsync("DATA")).ShouldStartWith("354 ");
            await client.SendAsync("Subject: half\r\n\r\nHello.\r\n.\r");
            if (reset)
                client.Reset();
        }

        (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
        sink.Messages.Count.ShouldBe(1);
        sink.Messages[0].Text.ShouldNotContain("half");
    }

    // It will send the message again: delivered now, it would be there twice.
    [Theory]
    [InlineData("MAIL", false)]
    [InlineData("RCPT", true)]
    [InlineData("DATA", false)]
    public async Task ClientGoneBeforeOurFinalDot_DeliversNothing(string verb, bool reset)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
        {
            (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
            var asked = Count(sink, verb);
            sink.On(verb, _ => new SinkAnswer(verb == "DATA" ? "354 Go" : "250 Ok") { Delay = TimeSpan.FromSeconds(1) });
            await client.BeginMessageAsync(Alice, Mail.Plain("abandoned"));
            await Wait.UntilAsync(() => Count(sink, verb) > asked, $"{verb} at the sink", sink.Describe);
            if (reset)
                client.Reset();
        }

        await gateway.UntilLogAsync(log => log.Contains(" message ", StringComparison.Ordinal), "the line of the message");
        gateway.CurrentLog.ShouldContain("outcome=dropped reply=\"451 4.4.2 ");
        sink.Usual(verb);
        (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
        sink.Messages.Count.ShouldBe(1);
        sink.Messages[0].Text.ShouldNotContain("abandoned");
    }

    [Fact]
    public async Task ClientGoneAfterOurFinalDot_IsDeliveredAndLoggedOnce()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        var reached = new TaskCompletionSource();
        sink.On(".", _ =>
        {
            reached.TrySetResult();
            return new SinkAnswer("250 2.0.0 Ok") { Delay = TimeSpan.FromSeconds(1) };
        });
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
        {
            await client.BeginMessageAsync(Alice, Mail.Plain("awaited"));
            await reached.Task.WaitAsync(Wait.Long, TestContext.Current.CancellationToken);
        }

        await gateway.UntilLogAsync(log => log.Contains("outcome=delivered", StringComparison.Ordinal), "the line of the message");
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        sink.Messages.Count.ShouldBe(1);
        gateway.Log.Split(" message ").Length.ShouldBe(2, gateway.Log);
    }

    [Fact]
    public async Task Sessions_AreUsedAgain_AndCapped_AndAMessageWaitsForOne()
    {
        await using var sink = new MailSink(Alice);
        var plan = new GatewayPlan(("example.test", sink.Address)) { Delivery = "max_sessions = 3\nidle = \"20s\"" };
        await using var gateway = await Gateway.StartAsync(plan);
        sink.On(".", _ => new SinkAnswer("250 2.0.0 Ok") { Delay = TimeSpan.FromMilliseconds(20) });

        (await SmtpSource.SendAsync(gateway.Port, Alice, messages: 60, sessions: 12)).Exit.ShouldBe(0);

        sink.Messages.Count.ShouldBe(60);
        sink.Sessions.Count(s => s.Had("DATA")).ShouldBe(3, sink.Describe());
    }

    [Fact]
    public async Task NoSessionFree_IsTryAgain()
    {
        await using var sink = new MailSink(Alice);
        // Four ninths of the deadline pass before the 30 s for a session do.
        var plan = new GatewayPlan(("example.test", sink.Address)) { Delivery = "max_sessions = 1\nmessage_deadline = \"9s\"" };
        await using var gateway = await Gateway.StartAsync(plan);
        await using var first = await RawClient.ConnectAsync(gateway.Port);
        await using var second = await RawClient.ConnectAsync(gateway.Port);
        (await first.RcptAsync(Alice)).ShouldStartWith("250 ");
        sink.On(".", _ => new SinkAnswer("250 2.0.0 Ok") { Delay = TimeSpan.FromSeconds(6) });

        await first.BeginMessageAsync(Alice, Mail.Plain("first"));
        await Wait.UntilAsync(() => Count(sink, "DATA") == 1, "the first message under way", sink.Describe);
        (await second.MessageAsync(Alice, Mail.Plain("second"))).ShouldStartWith("451 4.4.5 ");

        (await first.ReadAsync()).ShouldStartWith("250 2.0.0 ");
        (await second.MessageAsync(Alice, Mail.Plain("second"))).ShouldStartWith("250 2.0.0 ");
        sink.Messages.Count.ShouldBe(2);
    }

    private static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static int Count(MailSink sink, string verb) => sink.Sessions.Sum(s => s.Lines.Count(line => line.StartsWith(verb, StringComparison.Ordinal)));
}
