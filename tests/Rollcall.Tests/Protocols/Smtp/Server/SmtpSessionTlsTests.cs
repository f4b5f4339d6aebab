using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class SmtpSessionTlsTests
{
    private const string StartTls = "HELO client.test\r\nSTARTTLS\r\n";

    private static readonly string[] _invited = ["220 mx.test ESMTP", "250 mx.test", "220 2.0.0 Ready to start TLS"];

    [Fact]
    public async Task Handler_HearsThatTheGreetingIsEncrypted()
    {
        using var harness = await InvitedAsync();
        harness.Encrypt();
        await harness.SendAsync("EHLO client.test\r\n");
        harness.Handler.Calls.ShouldBe(["HELO client.test", "EHLO client.test encrypted"]);
    }

    [Fact]
    public async Task FailedHandshake_EndsWithoutAWord()
    {
        using var harness = await InvitedAsync();
        harness.FailHandshake();
        (await harness.ReceiveAllAsync()).ShouldBeEmpty();
        harness.Handler.Calls[^1].ShouldBe("RESET");
    }

    [Theory]
    [InlineData(300, 30)]
    [InlineData(10, 10)]
    public async Task HandshakeWithoutEnd_IsCutAfterThirtySecondsOrTheTimeOut(int commandTimeout, int patience)
    {
        using var harness = await InvitedAsync(TimeSpan.FromSeconds(commandTimeout));
        harness.Time.Advance(TimeSpan.FromSeconds(patience) - TimeSpan.FromMilliseconds(1));
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await harness.ReceiveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task StopDuringTheHandshake_Is421BehindIt()
    {
        using var harness = await InvitedAsync();
        harness.Stop();
        harness.Session.IsCompleted.ShouldBeFalse();
        harness.Encrypt();
        (await harness.ReceiveAllAsync()).ShouldBe([Replies.Stopping.ToString()]);
    }

    [Fact]
    public async Task AbortDuringTheHandshake_EndsWithoutAWord()
    {
        using var harness = await InvitedAsync();
        harness.Abort();
        (await harness.ReceiveAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task IdleClientBehindTls_Is421ThroughIt()
    {
        using var harness = await InvitedAsync();
        harness.Encrypt();
        harness.Time.Advance(SessionHarness.Settings().CommandTimeout);
        (await harness.ReceiveAllAsync()).ShouldBe([Replies.Idle.ToString()]);
    }

    [Fact]
    public async Task ClientGoneBehindItsStartTls_StartsNoHandshake()
    {
        using var harness = new SessionHarness(new(), tls: true);
        await harness.SendAsync("HELO client.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<gate@example.com>\r\n");
        await harness.SendAsync("RSET\r\nSTARTTLS\r\n");
        await harness.HangUpAsync();
        harness.Handler.Gate.SetResult();
        (await harness.ReceiveAllAsync())[^1].ShouldBe(Replies.StartTls.ToString());
        harness.IsInHandshake.ShouldBeFalse();
    }

    private static async Task<SessionHarness> InvitedAsync(TimeSpan? timeout = null)
    {
        var harness = new SessionHarness(
            new(), () => new() { Hostname = "mx.test", MaxMessageSize = 1000, CommandTimeout = timeout ?? SessionHarness.Settings().CommandTimeout }, tls: true);
        await harness.SendAsync(StartTls);
        await harness.ExpectAsync(_invited);
        harness.IsInHandshake.ShouldBeTrue();
        return harness;
    }
}
