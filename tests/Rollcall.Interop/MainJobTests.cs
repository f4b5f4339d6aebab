using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The main job with real servers behind and real senders in front.</summary>
public sealed class MainJobTests
{
    private const string Alice = "alice@example.test";
    private const string Nobody = "nobody@example.test";

    [Fact]
    public async Task KnownUsersMail_ReachesPostfixUnchanged()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice]);
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);

        await SendUnchangedAsync(gateway, sink);

        await postfix.UntilLogAsync(log => log.Contains(" data=1 ", StringComparison.Ordinal), "the delivery in the log");
    }

    [Fact]
    public async Task KnownUsersMail_ReachesEximUnchanged()
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", "alice", "postmaster");
        await using var gateway = await Gateway.StartAsync("example.test", exim.Address);

        await SendUnchangedAsync(gateway, sink);
    }

    [Fact]
    public async Task UnknownUser_IsRefusedAtRcpt_AndPostfixSeesNoData()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice]);
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);

        await RefusedAtRcptAsync(gateway);
        await RefusedAtRcptAsync(gateway);

        // The session's counts are logged at its end; the gateway's stop ends it.
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        await postfix.UntilLogAsync(log => log.Contains(": disconnect from ", StringComparison.Ordinal), "the end of the call-out");
        postfix.Log.ShouldNotContain(" data=");
        postfix.Log.Split('\n').Count(line => line.Contains($"reject: RCPT", StringComparison.Ordinal) && line.Contains(Nobody, StringComparison.Ordinal)).ShouldBe(1);
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task UnknownUser_IsRefusedAtRcpt_AndEximSeesNoData()
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", "alice", "postmaster");
        await using var gateway = await Gateway.StartAsync("example.test", exim.Address);

        await RefusedAtRcptAsync(gateway);
        await RefusedAtRcptAsync(gateway);

        exim.Log.ShouldNotContain("DATA from");
        exim.Log.Split('\n').Count(line => line.Contains("rejected RCPT", StringComparison.Ordinal) && line.Contains(Nobody, StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task ForeignDomain_IsDeniedWithoutAQuestion()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        (await Swaks.ToAsync(gateway.Port, "bob@foreign.test")).Out.ShouldContain("554 5.7.1 <bob@foreign.test>: Relay denied");

        sink.Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondMail_CausesNoSecondCallOut()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        for (var mails = 1; mails <= 3; mails++)
        {
            (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
            (await Swaks.ToAsync(gateway.Port, Nobody)).Out.ShouldContain($"550 5.1.1 <{Nobody}>: User unknown");
        }

        sink.Messages.Count.ShouldBe(3);
        sink.Questions(Alice).ShouldBe(1, sink.Describe());
        sink.Questions(Nobody).ShouldBe(1, sink.Describe());
        sink.Sessions.Where(s => s.Had("DATA")).ShouldAllBe(s => s.Lines.Any(l => l.StartsWith("MAIL FROM:<sender@sender.test>", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SmtpSourcesLoad_ArrivesWhole_ForOneQuestion()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        var ended = await SmtpSource.SendAsync(gateway.Port, Alice, messages: 200, sessions: 10);

        ended.Exit.ShouldBe(0, ended.All);
        sink.Messages.Count.ShouldBe(200);
        sink.Questions(Alice).ShouldBe(1);
    }

    [Fact]
    public async Task MailKitsMessage_GetsOneReceivedOnTop_WithTheIdOfThe250AndTheLog()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var client = await Mail.ConnectAsync(gateway.Port);
        var message = Mail.Simple(Alice, "one Received");

        var passedOn = Shape.PassedOn().Match("250 " + await client.SendAsync(message, TestContext.Current.CancellationToken));

        passedOn.Success.ShouldBeTrue();
        var text = sink.Messages[0].Text;
        var received = Shape.Received().Match(text[..text.IndexOf("From:", StringComparison.Ordinal)]);
        received.Success.ShouldBeTrue(text);
        received.Groups[2].Value.ShouldBe(passedOn.Groups[1].Value);
        received.Groups[4].Value.ShouldBe(Alice);
        await gateway.UntilLogAsync(log => log.Contains($"session={passedOn.Groups[1].Value}", StringComparison.Ordinal), "the id in the log");
    }

    private static async Task SendUnchangedAsync(Gateway gateway, MailSink sink)
    {
        var mail = Mail.Awkward(Alice);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
        {
            (await client.SayAsync("MAIL FROM:<sender@sender.test> BODY=8BITMIME")).ShouldStartWith("250 ");
            (await client.SayAsync($"RCPT TO:<{Alice}>")).ShouldStartWith("250 ");
            (await client.SayAsync("DATA")).ShouldStartWith("354 ");
            await client.SendBodyAsync(mail);
            Shape.PassedOn().IsMatch(await client.ReadAsync()).ShouldBeTrue();
        }

        await sink.UntilMessagesAsync(1);
        var added = Mail.AddedOnTop(sink.Messages[0].Content, mail);
        Mail.HeaderNames(added).ShouldAllBe(name => name == "Received");
        added.ShouldContain("by mx.gateway.test");
    }

    private static async Task RefusedAtRcptAsync(Gateway gateway)
    {
        var swaks = await Swaks.ToAsync(gateway.Port, Nobody);

        swaks.Out.ShouldContain($"550 5.1.1 <{Nobody}>: User unknown");
        swaks.Exit.ShouldBe(24, swaks.All);
    }
}
