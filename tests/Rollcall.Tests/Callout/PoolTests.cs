using System.Net;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>How sessions are kept, filled and ended, and what becomes of questions that they do not answer.</summary>
public sealed class PoolTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task LaterQuestion_GoesIntoTheOpenSession_WhichWasReset()
    {
        var server = Polite();
        await using var pool = new PoolHarness(server);

        await pool.AskAsync("ann");
        await pool.AskAsync("bob");

        server.Dials.ShouldBe(1);
        server.Groups.ShouldBe(["EHLO mx.gateway.test", "MAIL FROM:<>|RCPT TO:<ann@example.com>|RSET", "MAIL FROM:<>|RCPT TO:<bob@example.com>|RSET"]);
    }

    [Fact]
    public async Task QuestionsThatWait_GoInOneWrite_OnceARefusalHasShownThatRepliesAreInStep()
    {
        var server = new ScriptedServer(line => line.Contains("ghost@", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : Offer(line));
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        server.Gate = new TaskCompletionSource();
        var asked = pool.AskAllAsync(["ann", "ghost", "bob", "cid"]);
        server.Gate.SetResult();
        await asked;

        server.Groups.ShouldBe(
        [
            "EHLO mx.gateway.test", "MAIL FROM:<>|RCPT TO:<ann@example.com>|RSET", "MAIL FROM:<>|RCPT TO:<ghost@example.com>|RSET",
            "MAIL FROM:<>|RCPT TO:<bob@example.com>|RSET|MAIL FROM:<>|RCPT TO:<cid@example.com>|RSET",
        ]);
    }

    [Fact]
    public async Task ServerWithoutPipelining_IsToldOneCommandAtATime()
    {
        var server = new ScriptedServer(_ => "250 ok");
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        await pool.AskAllAsync(["ann", "bob"]);

        server.Groups.ShouldBe(["EHLO mx.gateway.test", "MAIL FROM:<>", "RCPT TO:<ann@example.com>", "RSET", "MAIL FROM:<>", "RCPT TO:<bob@example.com>", "RSET"]);
    }

    [Fact]
    public async Task IdleSession_SaysQuit_FiveSecondsAfterItsLastQuestion()
    {
        var server = Polite();
        await using var pool = new PoolHarness(server);
        await pool.AskAsync("ann");
        pool.Time.Advance(TimeSpan.FromSeconds(4.9));
        await pool.AskAsync("bob");
        pool.Time.Advance(TimeSpan.FromSeconds(4.9));
        await pool.AskAsync("cid");
        server.Dials.ShouldBe(1);

        await UntilAsync(() =>
        {
            pool.Time.Advance(_second); // the session may not be idle yet at the first look
            return server.Commands[^1] == "QUIT";
        });
        await server.EndAsync();
        await pool.AskAsync("dan");
        server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task Ramp_LetsOneSessionServeFifty_WhileNothingIsWrong()
    {
        var server = new OddServer();
        await using (var pool = new PoolHarness(server))
        {
            pool.Settings = pool.Settings with { MaxSessions = 1 };
            await pool.AskAllAsync(Locals("v", 120));
        }
        await UntilAsync(() => server.Sessions.Count == 3);
        server.Sessions.ShouldBe([50, 50, 20]);
    }

    [Fact]
    public async Task TenRefusals_EndASession()
    {
        var server = new OddServer();
        await using (var pool = new PoolHarness(server))
        {
            pool.Settings = pool.Settings with { MaxSessions = 1 };
            await pool.AskAsync("v");
            (await pool.AskAllAsync(Locals("i", 39))).ShouldAllBe(result => result.Verdict == Verdict.Invalid);
        }
        await UntilAsync(() => server.Sessions.Count == 4);
        server.Sessions.ShouldBe([11, 10, 10, 9]);
    }

    // The control question behind a bare refusal may be refused too, and counts.
    [Fact]
    public async Task BareRefusals_NeverMakeMoreThanTenErrors()
    {
        var server = new ScriptedServer(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 No" : Offer(line));
        await using var pool = new PoolHarness(server, new BreakerSettings(1000, _second, _second));
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        (await pool.AskAllAsync(Locals("u", 20))).ShouldAllBe(result => result.Outcome == CalloutOutcome.Policy);

        server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(40);
        server.Dials.ShouldBe(4);
    }

    [Theory]
    [InlineData((int)Ending.Says421AtRcpt, 4, 4, 4, 4)]
    [InlineData((int)Ending.Says421AtReset, 4, 3, 3, 3, 3, 1)] // the fourth answer has no RSET behind it, and is asked for once more
    [InlineData((int)Ending.Says554AtReset, 4, 3, 3, 3, 3, 1)]
    [InlineData((int)Ending.Closes, 4, 4, 4, 4)]
    [InlineData((int)Ending.ClosesInTheMiddleOfAReply, 4, 4, 4, 4)]
    public async Task LimitOfTheServer_IsLearnt_AndNoQuestionIsLostToIt(int ending, params int[] sessions)
    {
        var server = new OddServer { Questions = 4, Ending = (Ending)ending };
        await using (var pool = new PoolHarness(server))
        {
            pool.Settings = pool.Settings with { MaxSessions = 1 };
            (await pool.AskAllAsync(Locals("v", 16))).ShouldAllBe(result => result.Verdict == Verdict.Valid);
        }
        await UntilAsync(() => server.Sessions.Count == sessions.Length);
        server.Sessions.ShouldBe(sessions);
        server.Answered.Values.Sum().ShouldBe(sessions.Sum());
    }

    [Fact]
    public async Task OtherPolicyOrSender_HasASessionOfItsOwn()
    {
        var server = Polite();
        await using var pool = new PoolHarness(server);
        await pool.AskAsync("ann");
        pool.Settings = pool.Settings with { Tls = TlsPolicy.Opportunistic };
        await pool.AskAsync("bob");
        pool.Settings = pool.Settings with { Sender = "check@gateway.test" };
        await pool.AskAsync("cid");
        server.Dials.ShouldBe(3);
        await pool.AskAsync("dan");
        server.Dials.ShouldBe(3);
    }

    [Fact]
    public async Task FullPool_ClosesAnIdleSession_ForAQuestionThatFitsNone()
    {
        var server = Polite();
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        await pool.AskAsync("ann");
        pool.Settings = pool.Settings with { Sender = "check@gateway.test" };

        (await pool.AskAsync("bob")).Verdict.ShouldBe(Verdict.Valid);

        server.Commands.ShouldContain("QUIT");
    }

    [Fact]
    public async Task HostsOfOneAddress_ShareItsRoom()
    {
        var server = new OddServer();
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 2 };
        foreach (var host in new[] { "a.example", "b.example", "c.example" })
            pool.Resolver.Hosts[host] = [IPAddress.Parse("192.0.2.7")];
        var asked = new List<Task<CalloutResult[]>>();
        foreach (var host in new[] { "a.example", "b.example", "c.example" })
        {
            pool.Hosts = [host];
            asked.Add(pool.AskAllAsync(Locals("v", 40), host));
        }
        await Task.WhenAll(asked); // no time passes: idle sessions make room at once

        server.MostOpen.ShouldBe(2);
        server.Answered.Count.ShouldBe(120);
    }

    // Two destinations that lead to one address used to ask it at twice the rate.
    [Fact]
    public async Task HostsOfOneAddress_ShareItsRate()
    {
        var server = new OddServer();
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1, MaxRate = 10, QuestionDeadline = TimeSpan.FromHours(1) };
        foreach (var host in new[] { "a.example", "b.example" })
            pool.Resolver.Hosts[host] = [IPAddress.Parse("192.0.2.7")];
        pool.Hosts = ["a.example"];
        await pool.AskAllAsync(Locals("v", 20), "a.example");
        pool.Hosts = ["b.example"];

        var asked = pool.AskAllAsync(Locals("v", 5), "b.example");
        await UntilAsync(() => server.Answered.Count == 21); // the first, which opens a session, and so learns the address
        for (int i = 0; i < 2000; i++)
            await Task.Yield();

        server.Answered.Count.ShouldBe(21);
        await pool.PassUntilAsync(asked, TimeSpan.FromMilliseconds(100));
        server.Answered.Count.ShouldBe(25);
    }

    [Fact]
    public async Task BreakerThatOpens_EndsAllThatWait_AndLetsOneTrialThrough()
    {
        var server = new ScriptedServer(Offer) { Banner = "554 not now" };
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };

        var results = await pool.AskAllAsync(Locals("v", 30)); // no time passes: nobody waits for the host to be well again
        results.ShouldAllBe(result => result.Verdict == Verdict.Unverifiable);
        results.Count(result => result.Evidence.Stage == CalloutStage.Banner).ShouldBe(5);
        server.Dials.ShouldBe(5);

        pool.Time.Advance(TimeSpan.FromSeconds(30));
        (await pool.AskAllAsync(Locals("v", 30))).Count(result => result.Evidence.Stage == CalloutStage.Banner).ShouldBe(1, "the trial failed");
        server.Dials.ShouldBe(6);

        server.Banner = "220 mail.example ESMTP";
        pool.Time.Advance(TimeSpan.FromSeconds(60));
        (await pool.AskAsync("trial")).Verdict.ShouldBe(Verdict.Valid); // who asks while it is under way is told that the host rests
        (await pool.AskAllAsync(Locals("v", 30))).ShouldAllBe(result => result.Verdict == Verdict.Valid);
    }

    [Fact]
    public async Task BeyondWaiting_TheAnswerIsDoubtAtOnce()
    {
        var server = new ScriptedServer(Offer) { Gate = new TaskCompletionSource() };
        await using var pool = new PoolHarness(server, waiting: 2);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        var asked = new List<Task<CalloutResult>> { pool.AskAsync("ann") };
        await UntilAsync(() => server.Groups.Count == 1);
        asked.AddRange(Locals("v", 3).Select(local => pool.AskAsync(local)));

        (await asked[3]).Outcome.ShouldBe(CalloutOutcome.Open);

        server.Gate.SetResult();
        (await Task.WhenAll(asked[..3])).ShouldAllBe(result => result.Verdict == Verdict.Valid);
    }

    [Fact]
    public async Task SilentServer_IsLeftWithoutQuit_AndTheQuestionEndsWithinItsDeadline()
    {
        var server = new ScriptedServer(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? ScriptedServer.Silence : "250 ok");
        await using var pool = new PoolHarness(server);
        var asked = pool.AskAsync("ann");
        await UntilAsync(() => server.Commands.Contains("RCPT TO:<ann@example.com>"));
        pool.Time.Advance(pool.Settings.CommandTimeout);

        var result = await asked;

        (result.Outcome, result.Evidence.Stage).ShouldBe((CalloutOutcome.Timeout, CalloutStage.Rcpt));
        await server.EndAsync();
        server.Commands.ShouldNotContain("QUIT");
    }

    [Fact]
    public async Task Deadline_EndsAQuestionThatWaits()
    {
        var server = new ScriptedServer(Offer) { Gate = new TaskCompletionSource() };
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1, QuestionDeadline = TimeSpan.FromSeconds(3) };
        var asked = pool.AskAllAsync(["ann", "bob"]);

        (await pool.PassUntilAsync(asked, _second)).ShouldAllBe(result => result.Outcome == CalloutOutcome.Timeout);

        server.Gate.SetResult();
    }

    [Fact]
    public async Task OddAddressThatMakesAServerHangUp_TakesNoOtherWithIt()
    {
        var server = new OddServer();
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        await pool.AskAsync("v");

        var results = await pool.AskAllAsync(["d1", "v1", "i1", "v2"]);

        results.Select(result => result.Outcome).ShouldBe([CalloutOutcome.Dropped, CalloutOutcome.Valid, CalloutOutcome.Invalid, CalloutOutcome.Valid]);
    }

    internal static ScriptedServer Polite() => new(Offer);

    internal static string Offer(string line) => line.StartsWith("EHLO", StringComparison.Ordinal) ? "250-mail.example\r\n250 PIPELINING" : "250 ok";

    internal static IEnumerable<string> Locals(string prefix, int count) => Enumerable.Range(0, count).Select(i => $"{prefix}{i}");

    internal static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }
}
