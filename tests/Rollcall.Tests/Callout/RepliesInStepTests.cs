using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout;

/// <summary>
/// A server that answered one command twice shifted all that followed: a mailbox that exists was refused for an hour, a name that nobody has was
/// taken for a day.
/// </summary>
public sealed class RepliesInStepTests
{
    private const string NoSuchUser = "550 5.1.1 User unknown";
    private static readonly string[] _locals = ["ann", "ghost1", "bob", "ghost2", "ghost3", "cid", "dan", "ghost4", "eve", "ghost5"];

    [Theory]
    [InlineData("RSET", true, false)]
    [InlineData("RSET", true, true)]
    [InlineData("RSET", false, false)]
    [InlineData("RSET", false, true)]
    [InlineData("MAIL", true, false)]
    [InlineData("MAIL", true, true)]
    [InlineData("MAIL", false, false)]
    [InlineData("MAIL", false, true)]
    [InlineData("EHLO", true, true)]
    [InlineData("EHLO", false, true)]
    [InlineData("RCPT", true, false)]
    [InlineData("RCPT", true, true)]
    [InlineData("RCPT", false, false)]
    [InlineData("RCPT", false, true)]
    public async Task CommandAnsweredTwice_NoVerdictIsWrong(string command, bool pipelining, bool isLate)
    {
        var server = new ScriptedServer(Twice(command, pipelining, isLate));
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };

        foreach (var local in _locals)
            (await pool.AskAsync(local)).Verdict.ShouldBeOneOf(TruthOf(local), Verdict.Unverifiable);
        var together = await pool.AskAllAsync(_locals.Select(local => local + "2"));

        for (int i = 0; i < _locals.Length; i++)
            together[i].Verdict.ShouldBeOneOf(TruthOf(_locals[i]), Verdict.Unverifiable);
    }

    // It came in two lines of which the first had no dash, and the second was taken for the answer to the next question.
    [Fact]
    public async Task RefusalOfTwoRepliesInOneWrite_IsDoubt_AndTheNextQuestionGetsItsOwnAnswer()
    {
        var server = new ScriptedServer(line => IsGhost(line) ? NoSuchUser + "\r\n550 5.1.1 See our help page" : PoolTests.Offer(line));
        await using var pool = new PoolHarness(server);

        (await pool.AskAsync("ann")).Verdict.ShouldBe(Verdict.Valid);
        (await pool.AskAsync("ghost")).Verdict.ShouldBe(Verdict.Unverifiable);
        (await pool.AskAsync("bob")).Verdict.ShouldBe(Verdict.Valid);
    }

    [Fact]
    public async Task QuestionsInOneWrite_AreAskedApart_WhenAReplyTooManyCameBehindThem()
    {
        bool twice = false;
        var server = new ScriptedServer(line => IsGhost(line) ? NoSuchUser : twice && line.Contains("cid@", StringComparison.Ordinal) ? "250 ok\r\n250 ok" : PoolTests.Offer(line));
        await using var pool = new PoolHarness(server);
        pool.Settings = pool.Settings with { MaxSessions = 1 };
        await pool.AskAsync("ann");
        await pool.AskAsync("ghost"); // replies are in step so far
        twice = true;
        server.Gate = new TaskCompletionSource();
        var asked = pool.AskAllAsync(["first", "bob", "cid", "ghost2", "dan"]);
        server.Gate.SetResult();

        var results = await asked;

        server.Groups.ShouldContain(group => group.Contains("bob@", StringComparison.Ordinal) && group.Contains("cid@", StringComparison.Ordinal));
        results.Select(result => result.Verdict).ShouldBe([Verdict.Valid, Verdict.Valid, Verdict.Unverifiable, Verdict.Invalid, Verdict.Valid]);
    }

    [Theory]
    [InlineData("502 5.5.1 Not implemented")]
    [InlineData("451 4.3.0 Later")]
    [InlineData("220 hello")]
    public async Task RsetThatIsNotAnswered2yz_IsDoubt_AndNothingMoreIsSent(string reply)
    {
        var server = new ScriptedServer(line => line == "RSET" ? reply : line == "QUIT" ? "221 bye" : "250 ok");
        await using var pool = new PoolHarness(server);

        var result = await pool.AskAsync("ann");

        result.Verdict.ShouldBe(reply.StartsWith('2') ? Verdict.Valid : Verdict.Unverifiable);
        if (reply.StartsWith('2'))
            return;
        result.Outcome.ShouldBe(CalloutOutcome.Dropped);
        await server.EndAsync();
        server.Commands[^1].ShouldBe("RSET");
    }

    [Fact]
    public async Task RefusalBehindWhichTheServerHangsUp_Counts()
    {
        var server = new ScriptedServer(line => line == "RSET" ? ScriptedServer.HangUp : IsGhost(line) ? NoSuchUser : PoolTests.Offer(line));
        await using var pool = new PoolHarness(server);

        (await pool.AskAsync("ghost")).Verdict.ShouldBe(Verdict.Invalid);
        (await pool.AskAsync("ann")).Verdict.ShouldBe(Verdict.Valid);
    }

    [Fact]
    public async Task BannerAnsweredForTwice_FailsTheHost()
    {
        var server = new ScriptedServer(PoolTests.Offer) { Banner = "220 mail.example\r\n220 ESMTP" };
        await using var pool = new PoolHarness(server);

        for (int i = 0; i < 5; i++)
            (await pool.AskAsync($"u{i}")).Outcome.ShouldBe(CalloutOutcome.Dropped);

        pool.Health.IsDown(pool.Domain().VerifyAt).ShouldBeTrue();
    }

    [Fact]
    public async Task IdleSessionThatTheServerEnded_CostsNoQuestion()
    {
        int sessions = 0;
        var server = new ScriptedServer(line =>
        {
            if (line.StartsWith("EHLO", StringComparison.Ordinal))
                sessions++;
            return line == "RSET" && sessions == 1 ? "250 ok\r\n421 4.4.2 Idle" : PoolTests.Offer(line);
        });
        await using var pool = new PoolHarness(server);

        (await pool.AskAsync("ann")).Verdict.ShouldBeOneOf(Verdict.Valid, Verdict.Unverifiable);
        (await pool.AskAsync("bob")).Verdict.ShouldBe(Verdict.Valid);

        server.Commands.ShouldNotContain("QUIT");
    }

    private static bool IsGhost(string line) => line.StartsWith("RCPT TO:<ghost", StringComparison.Ordinal);

    private static Verdict TruthOf(string local) => local.StartsWith("ghost", StringComparison.Ordinal) ? Verdict.Invalid : Verdict.Valid;

    // A second reply that is late comes with the reply to the next command.
    private static Func<string, string> Twice(string command, bool pipelining, bool isLate)
    {
        string owed = "";
        return line =>
        {
            var reply = IsGhost(line) ? NoSuchUser : pipelining ? PoolTests.Offer(line) : "250 ok";
            var said = owed + reply;
            owed = "";
            if (!line.StartsWith(command, StringComparison.Ordinal))
                return said;
            if (!isLate)
                return said + "\r\n" + reply;
            owed = reply + "\r\n";
            return said;
        };
    }
}
