using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class SmtpSessionTimeTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _timeout = SessionHarness.Settings().CommandTimeout;

    [Fact]
    public async Task IdleClient_Is421AfterTheTimeOutOfItsLastCommand()
    {
        using var harness = new SessionHarness(new());
        harness.Time.Advance(_timeout - _second);
        await harness.SendAsync("NOOP\r\n");
        harness.Time.Advance(_timeout - _second);
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(_second);
        (await harness.ReceiveAllAsync()).ShouldBe(["220 mx.test ESMTP", "250 2.0.0 Ok", Replies.Idle.ToString()]);
    }

    [Fact]
    public async Task CommandOctetByOctet_Is421WhenItIsNotWholeInTime()
    {
        using var harness = new SessionHarness(new());
        harness.Time.Advance(_timeout - _second);
        await harness.SendAsync("NOO");
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(_second);
        (await harness.ReceiveAllAsync()).ShouldBe(["220 mx.test ESMTP", Replies.Idle.ToString()]);
    }

    // A body of one octet per time-out less a bit held a connection for as long as the client liked.
    [Fact]
    public async Task BodyOctetByOctet_Is421SoonAfterTheTimeOut()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\n");
        harness.Time.Advance(_timeout - _second);
        await harness.SendAsync("x");
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(_second);
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(_second);
        (await harness.ReceiveAllAsync()).ShouldBe(["354 End data with <CR><LF>.<CR><LF>", Replies.SlowBody.ToString()]);
        harness.Handler.Calls.ShouldNotContain("END");
    }

    [Fact]
    public async Task BodyAtALittleOverTheRate_IsTakenHoweverLongItTakes()
    {
        using var harness = new SessionHarness(new(), () => new() { Hostname = "mx.test", MaxMessageSize = 1 << 20 });
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\n");
        var line = new string('x', 998) + "\r\n";
        for (int i = 0; i < 1000; i++)
        {
            await harness.SendAsync(line);
            harness.Time.Advance(TimeSpan.FromSeconds(1.9));
        }
        await harness.SendAsync(".\r\n");
        await harness.ExpectAsync("354 End data with <CR><LF>.<CR><LF>", "250 2.0.0 ID1 passed on");
    }

    [Fact]
    public async Task BodyOverTheLimit_GainsNoMoreTime()
    {
        using var harness = new SessionHarness(new(), () => new() { Hostname = "mx.test", MaxMessageSize = 512 });
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\n");
        for (int i = 0; i < 30 && !harness.Session.IsCompleted; i++)
        {
            await harness.SendAsync(new string('x', 1000));
            harness.Time.Advance(_timeout / 20);
        }
        (await harness.ReceiveAllAsync())[^1].ShouldBe(Replies.SlowBody.ToString());
    }

    [Fact]
    public async Task IdleInsideData_Is421AndNothingIsDelivered()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\nhalf a mail");
        harness.Time.Advance(_timeout);
        (await harness.ReceiveAllAsync()).ShouldBe(["354 End data with <CR><LF>.<CR><LF>", Replies.Idle.ToString()]);
        harness.Handler.Calls.ShouldNotContain("END");
    }

    [Fact]
    public async Task WaitForTheHandler_IsNoIdleTime()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync("RCPT TO:<gate@example.com>\r\n");
        harness.Time.Advance(_timeout * 2);
        harness.Handler.Gate.SetResult();
        (await harness.ReceiveAsync()).ShouldBe("250 2.1.5 Recipient ok");
    }

    [Fact]
    public async Task ClientThatReadsNothing_IsGivenUpAfterTheTimeOut()
    {
        using var harness = new SessionHarness(new(), pauseWriterThreshold: 40);
        await harness.SendAsync("HELO client.test\r\nNOOP\r\n");
        await harness.SendAsync("HELP\r\n");
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(_timeout);
        (await harness.ReceiveAllAsync()).ShouldNotContain(Replies.Idle.ToString());
        harness.Handler.Calls[^1].ShouldBe("RESET");
    }

    [Fact]
    public async Task StopOutsideATransaction_Is421AtOnce()
    {
        using var harness = new SessionHarness(new());
        await harness.SendAsync("HELO client.test\r\n");
        harness.Stop();
        (await harness.ReceiveAllAsync()).ShouldBe(["220 mx.test ESMTP", "250 mx.test", Replies.Stopping.ToString()]);
    }

    [Fact]
    public async Task StopInsideATransaction_WaitsForItsEnd()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        harness.Stop();
        await harness.SendAsync("DATA\r\n");
        (await harness.ReceiveAsync()).ShouldBe("354 End data with <CR><LF>.<CR><LF>");
        await harness.SendAsync("a mail\r\n.\r\nMAIL FROM:<a@b.test>\r\n");
        (await harness.ReceiveAllAsync()).ShouldBe(["250 2.0.0 ID1 passed on", Replies.Stopping.ToString()]);
    }

    [Fact]
    public async Task AbortInsideData_Is421()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\nhalf a mail");
        harness.Stop();
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Abort();
        (await harness.ReceiveAllAsync()).ShouldBe(["354 End data with <CR><LF>.<CR><LF>", Replies.Stopping.ToString()]);
    }

    [Fact]
    public async Task AbortWhileTheHandlerDecides_Is421()
    {
        using var harness = new SessionHarness(new());
        await harness.BeginAsync();
        await harness.SendAsync("RCPT TO:<gate@example.com>\r\n");
        harness.Abort();
        (await harness.ReceiveAllAsync()).ShouldBe([Replies.Stopping.ToString()]);
    }
}
