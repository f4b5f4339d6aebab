using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

/// <summary>A client that goes while its message is passed on would send it again: who passes it on must hear of it.</summary>
public sealed class SmtpSessionGoneTests
{
    private const string StartData = "354 End data with <CR><LF>.<CR><LF>";
    private const string PassedOn = "250 2.0.0 ID1 passed on";
    private readonly TaskCompletionSource<Reply> _passed = new();
    private CancellationToken _gone;

    [Fact]
    public async Task ClientThatHangsUp_IsGone()
    {
        using var harness = Harness();
        await SendAsync(harness, "");

        await harness.HangUpAsync();

        await IsGoneAsync();
        _passed.SetResult(Replies.ClientGone);
        (await harness.ReceiveAllAsync()).ShouldBe([StartData, Replies.ClientGone.ToString()]);
    }

    [Fact]
    public async Task ClientThatIsReset_IsGone()
    {
        using var harness = Harness();
        await SendAsync(harness, "");

        await harness.HangUpAsync(new IOException("reset by peer"));

        await IsGoneAsync();
        _passed.SetResult(Replies.ClientGone);
        (await harness.ReceiveAllAsync()).ShouldContain(StartData);
        harness.Handler.Calls[^1].ShouldBe("RESET");
    }

    // What was sent ahead is still to be answered: the client may only have closed its half.
    [Fact]
    public async Task ClientThatSaidMoreAndClosedItsHalf_GetsItsReplies()
    {
        using var harness = Harness();
        await SendAsync(harness, "QUIT\r\n");

        await harness.HangUpAsync();

        _gone.IsCancellationRequested.ShouldBeFalse();
        _passed.SetResult(Replies.PassedOn("ID1"));
        (await harness.ReceiveAllAsync()).ShouldBe([StartData, PassedOn, "221 2.0.0 Bye"]);
    }

    [Fact]
    public async Task CommandsThatComeMeanwhile_AreAnsweredAfterwards()
    {
        using var harness = Harness();
        await SendAsync(harness, "");

        await harness.SendAsync("NO");
        await harness.SendAsync("OP\r\n");
        _passed.SetResult(Replies.PassedOn("ID1"));
        await harness.ExpectAsync(StartData, PassedOn, "250 2.0.0 Ok");
        await harness.SendAsync("RSET\r\n");
        await harness.ExpectAsync("250 2.0.0 Ok");
        _gone.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task CommandsThatComeAfterwards_AreAnswered()
    {
        using var harness = Harness();
        await SendAsync(harness, "");
        _passed.SetResult(Replies.PassedOn("ID1"));
        await harness.ExpectAsync(StartData, PassedOn);

        await harness.SendAsync("NOOP\r\n");

        await harness.ExpectAsync("250 2.0.0 Ok");
    }

    [Fact]
    public async Task Stop_IsSaidBehindTheReply()
    {
        using var harness = Harness();
        await SendAsync(harness, "");

        harness.Stop();
        harness.Abort();
        _gone.IsCancellationRequested.ShouldBeFalse();
        _passed.SetResult(Replies.PassedOn("ID1"));

        (await harness.ReceiveAllAsync()).ShouldBe([StartData, PassedOn, Replies.Stopping.ToString()]);
    }

    private SessionHarness Harness() => new(new ScriptedHandler
    {
        PassingOn = gone =>
        {
            _gone = gone;
            return _passed.Task;
        },
    });

    private static async Task SendAsync(SessionHarness harness, string behind)
    {
        await harness.BeginAsync("valid");
        await harness.SendAsync("DATA\r\nHi\r\n.\r\n" + behind);
        harness.Handler.Calls.ShouldContain("END");
    }

    // The token fires on a thread of its own.
    private async Task IsGoneAsync()
    {
        var gone = new TaskCompletionSource();
        await using var registration = _gone.Register(() => gone.TrySetResult());
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
