using Rollcall.Interop.Harness;

namespace Rollcall.Interop.HarnessTests;

/// <summary>The stage before the play: the daemons do what the tests of the program take for granted.</summary>
public sealed class DaemonTests
{
    [Fact]
    public async Task Postfix_RefusesUnknownUser_AndPassesAKnownOnesMailOnUnchanged()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["alice@example.test"]);
        var mail = Mail.Awkward("alice@example.test");

        await using (var client = await RawClient.ConnectAsync(postfix.Port))
        {
            (await client.RcptAsync("nobody@example.test")).ShouldStartWith("550 5.1.1 ");
            (await client.RcptAsync("bob@foreign.test")).ShouldStartWith("554 5.7.1 ");
            await SendAsync(client, "alice@example.test", mail);
        }

        await sink.UntilMessagesAsync(1);
        Mail.HeaderNames(Mail.AddedOnTop(sink.Messages[0].Content, mail)).ShouldBe(["Received"]);
        postfix.Log.ShouldContain("reject: RCPT");
        await postfix.UntilLogAsync(log => log.Contains(" data=1 ", StringComparison.Ordinal), "a session with DATA in the log");
    }

    [Fact]
    public async Task Exim_RefusesUnknownUser_AndPassesAKnownOnesMailOnUnchanged()
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", "alice", "postmaster");
        var mail = Mail.Awkward("alice@example.test");

        await using (var client = await RawClient.ConnectAsync(exim.Port))
        {
            (await client.RcptAsync("nobody@example.test")).ShouldStartWith("550 ");
            (await client.RcptAsync("bob@foreign.test")).ShouldStartWith("550 ");
            await SendAsync(client, "alice@example.test", mail);
        }

        await sink.UntilMessagesAsync(1);
        Mail.HeaderNames(Mail.AddedOnTop(sink.Messages[0].Content, mail)).ShouldAllBe(name => name == "Received");
        exim.Log.ShouldContain("DATA from <sender@sender.test>");
    }

    [Fact]
    public async Task StoppedServer_RefusesConnections_AndComesBackOnItsPort()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["alice@example.test"]);

        await postfix.StopAsync();
        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(postfix.Port));
        await postfix.StartAsync();

        await using var client = await RawClient.ConnectAsync(postfix.Port);
        (await client.RcptAsync("alice@example.test")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task Sink_FollowsItsScript_AndCountsWhatCame()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var client = await RawClient.ConnectAsync(sink.Port);
        sink.On("MAIL", line => line.Contains("<>", StringComparison.Ordinal) ? new SinkAnswer("250 2.1.0 Ok") { ByteByByte = true } : null);

        (await client.SayAsync("MAIL FROM:<>")).ShouldBe("250 2.1.0 Ok");
        (await client.SayAsync("RCPT TO:<alice@example.test>")).ShouldStartWith("250 ");
        (await client.SayAsync("RCPT TO:<bob@example.test>")).ShouldStartWith("550 5.1.1 ");
        sink.On("DATA", _ => new SinkAnswer("421 4.3.2 Closing") { Drop = true });
        (await client.SayAsync("DATA")).ShouldStartWith("421 ");
        (await client.ReadAsync()).ShouldBeEmpty();

        sink.Questions("alice@example.test").ShouldBe(1);
        sink.Questions("bob@example.test").ShouldBe(1);
        sink.Sessions.Count.ShouldBe(1);
        sink.Sessions[0].CommandBytes.ShouldBe("EHLO client.testMAIL FROM:<>RCPT TO:<alice@example.test>RCPT TO:<bob@example.test>DATA".Length + (2 * 5));
    }

    [Fact]
    public async Task StoppedSink_RefusesConnections_AndComesBackOnItsPort()
    {
        await using var sink = new MailSink();
        await using (var client = await RawClient.ConnectAsync(sink.Port))
        {
            await sink.StopAsync();
            (await client.ReadAsync()).ShouldBeEmpty();
        }

        await Should.ThrowAsync<System.Net.Sockets.SocketException>(() => RawClient.ConnectAsync(sink.Port));
        sink.Start();
        await using var again = await RawClient.ConnectAsync(sink.Port);
        (await again.RcptAsync("alice@example.test")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task SwaksAndSmtpSource_ReachTheSink()
    {
        await using var sink = new MailSink();

        var swaks = await Swaks.ToAsync(sink.Port, "alice@example.test");
        var source = await SmtpSource.SendAsync(sink.Port, "alice@example.test", messages: 20, sessions: 4);

        swaks.Exit.ShouldBe(0, swaks.All);
        source.Exit.ShouldBe(0, source.All);
        sink.Messages.Count.ShouldBe(21);
    }

    private static async Task SendAsync(RawClient client, string recipient, byte[] mail)
    {
        (await client.RcptAsync(recipient)).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(mail);
        (await client.ReadAsync()).ShouldStartWith("250 ");
        (await client.SayAsync("QUIT")).ShouldStartWith("221 ");
    }
}
