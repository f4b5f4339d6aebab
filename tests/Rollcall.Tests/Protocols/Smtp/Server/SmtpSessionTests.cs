using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class SmtpSessionTests
{
    private const string Group =
        "RCPT TO:<valid@example.com>\r\nRCPT TO:<gate@example.com>\r\nrcpt TO:<bad\r\nRCPT TO:<slow@example.com>\r\n";

    private static readonly string[] _groupReplies =
        ["250 2.1.5 Recipient ok", "250 2.1.5 Recipient ok", "553 5.1.3 Bad address", "250 2.1.5 Recipient ok"];

    [Fact]
    public async Task RcptsInTheBuffer_ArePreparedTogetherAndDecidedInOrder()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync(Group + "NOOP\r\nRCPT TO:<valid@example.com>\r\n");
        harness.Handler.Prepared.ShouldBe(["valid gate slow"]);
        harness.Handler.Gate.SetResult();
        await harness.ExpectAsync([.. _groupReplies, "250 2.0.0 Ok", "250 2.1.5 Recipient ok"]);
        harness.Handler.Prepared.ShouldBe(["valid gate slow", "valid"]);
    }

    [Fact]
    public async Task IllegalRcpt_IsNotPrepared()
    {
        using var harness = new SessionHarness(new());
        await harness.SendAsync(Group);
        await harness.ExpectAsync("220 mx.test ESMTP", "503 5.5.1 Bad sequence of commands");
        harness.Handler.Prepared.ShouldBeEmpty();
    }

    [Fact]
    public async Task CommandsBehindTheRcpts_AreNotActedUponBeforeTheyAreDecided()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync(Group + "RSET\r\nHELO other.test\r\n");
        harness.Handler.Calls[^1].ShouldBe("RCPT gate@example.com");
        harness.Handler.Gate.SetResult();
        await harness.ExpectAsync([.. _groupReplies, "250 2.0.0 Ok", "250 mx.test"]);
        harness.Handler.Calls[^3..].ShouldBe(["RCPT slow@example.com", "RESET", "HELO other.test"]);
    }

    [Fact]
    public async Task ReplyBeforeAWait_IsFlushed()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync(Group);
        harness.Handler.Gate.Task.IsCompleted.ShouldBeFalse();
        (await harness.ReceiveAsync()).ShouldBe("250 2.1.5 Recipient ok");
        harness.HasAnswer().ShouldBeFalse();
        harness.Handler.Gate.SetResult();
        (await harness.ReceiveAsync()).ShouldBe("250 2.1.5 Recipient ok");
    }

    [Fact]
    public async Task RepliesAtHand_GoOutInOneFlush()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        int before = harness.Counted.Flushes;
        await harness.SendAsync(string.Concat(Enumerable.Repeat("RCPT TO:<valid@example.com>\r\n", 50)) + "NOOP\r\nRSET\r\n");
        (harness.Counted.Flushes - before).ShouldBe(1);
    }

    [Fact]
    public async Task ManyRcpts_ArePreparedInBoundedGroups()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync(string.Concat(Enumerable.Repeat("RCPT TO:<valid@example.com>\r\n", 300)));
        harness.Handler.Prepared.Select(p => p.Split(' ').Length).ShouldBe([128, 128, 44]);
    }

    [Fact]
    public async Task OneMebibyteWithoutEnd_IsReadUpTo64KibAndClosed()
    {
        using var harness = new SessionHarness(new());
        byte[] junk = new byte[1024];
        junk.AsSpan().Fill((byte)'x');
        int sent = 0;
        while (sent < 1024 && !(await harness.SendAsync(junk)).IsCompleted)
            sent++;
        sent.ShouldBeInRange(64, 66);
        (await harness.ReceiveAllAsync()).ShouldBe(["220 mx.test ESMTP", "500 5.5.2 Line too long"]);
    }

    [Fact]
    public async Task Refusal_ClosesBehindTheBanner()
    {
        using var harness = new SessionHarness(new() { BannerReply = Replies.TooManyConnections });
        (await harness.ReceiveAllAsync()).ShouldBe([Replies.TooManyConnections.ToString()]);
    }

    [Fact]
    public async Task DataRefused_LeavesTheTransaction()
    {
        using var harness = new SessionHarness(new() { DataReply = Replies.NoRoom });
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\nNOOP\r\nMAIL FROM:<>\r\n");
        await harness.ExpectAsync(Replies.NoRoom.ToString(), "250 2.0.0 Ok", "503 5.5.1 Bad sequence of commands");
    }

    [Fact]
    public async Task ClientGoneBeforeTheFinalDot_EndsQuietlyAndResets()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\nhalf a mail\r\n");
        await harness.HangUpAsync();
        (await harness.ReceiveAllAsync()).ShouldBe(["354 End data with <CR><LF>.<CR><LF>"]);
        harness.Handler.Calls.ShouldNotContain("END");
        harness.Handler.Calls[^1].ShouldBe("RESET");
    }

    [Fact]
    public async Task ConnectionReset_EndsQuietly()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        await harness.HangUpAsync(new IOException("reset by peer"));
        (await harness.ReceiveAllAsync()).ShouldBeEmpty();
        harness.Handler.Calls[^1].ShouldBe("RESET");
    }

    [Fact]
    public async Task ClientThatOnlyClosesItsHalf_StillGetsItsReplies()
    {
        using var harness = new SessionHarness(new());
        await harness.SendAsync("HELO client.test\r\nNOOP\r\n");
        await harness.HangUpAsync();
        (await harness.ReceiveAllAsync()).ShouldBe(["220 mx.test ESMTP", "250 mx.test", "250 2.0.0 Ok"]);
    }

    [Fact]
    public async Task FaultOfTheHandler_Is421AndThrown()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync("RCPT TO:<bug@example.com>\r\n");
        (await harness.ReceiveAsync()).ShouldBe(Replies.InternalError.ToString());
        await Should.ThrowAsync<NotSupportedException>(() => harness.Session);
    }
}
