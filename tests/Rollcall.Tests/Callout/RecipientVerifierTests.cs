using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>Ask once, share the answer, remember it, and never take doubt for a no.</summary>
public sealed class RecipientVerifierTests
{
    private const string NoSuchUser = "550 5.1.1 User unknown";

    [Fact]
    public async Task SecondMail_CausesNoSecondQuestion_ForADay()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Callout));

        harness.Time.Advance(TimeSpan.FromHours(18) - TimeSpan.FromSeconds(1));
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory));

        harness.Questions.ShouldBe(1);
    }

    [Fact]
    public async Task MailInTheLastQuarter_IsAnsweredAtOnce_AndAskedAboutInTheBackground()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync();
        harness.Time.Advance(TimeSpan.FromHours(18));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory));
        harness.Server.Gate.SetResult();
        await VerifierHarness.UntilAsync(() => harness.Recipients.Recall(VerifierHarness.Key("bob"))!.VerifiedAt == harness.Recipients.Now);

        harness.Time.Advance(TimeSpan.FromHours(18) - TimeSpan.FromSeconds(1));
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory), "it has begun a new life");
        harness.Questions.ShouldBe(2);
    }

    [Fact]
    public async Task ValidVerdict_EndsAfterADay()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync();

        harness.Time.Advance(TimeSpan.FromHours(24));

        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Callout));
    }

    [Fact]
    public async Task NoSuchUser_IsRememberedForAnHour()
    {
        await using var harness = new VerifierHarness(Answers.Refusing(NoSuchUser));
        (await harness.AskAsync()).ShouldBe((Verdict.Invalid, VerdictSource.Callout));

        harness.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        (await harness.AskAsync(standing: AskerStanding.Counted)).ShouldBe((Verdict.Invalid, VerdictSource.Directory));
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        (await harness.AskAsync()).ShouldBe((Verdict.Invalid, VerdictSource.Callout));
    }

    [Theory]
    [InlineData("451 4.7.1 Greylisted")]
    [InlineData("550 5.7.1 Client host blocked using a list")]
    [InlineData("nonsense")]
    public async Task Doubt_IsNoVerdict_AndRestsThirtySeconds(string reply)
    {
        await using var harness = new VerifierHarness(Answers.Refusing(reply));
        (await harness.AskAsync()).Verdict.ShouldBe(Verdict.Unverifiable);
        harness.Time.Advance(TimeSpan.FromSeconds(29));
        (await harness.AskAsync()).Verdict.ShouldBe(Verdict.Unverifiable);
        int before = harness.Questions;

        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.AskAsync();

        before.ShouldBe(1);
        harness.Questions.ShouldBe(2);
    }

    [Fact]
    public async Task ServerDown_LeavesAStaleVerdict_UntilSevenDaysAreOver()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync();
        harness.Server.Fails = DialFailure.Refused;

        harness.Time.Advance(TimeSpan.FromHours(25));
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Stale));
        harness.Time.Advance(TimeSpan.FromDays(7));
        (await harness.AskAsync()).Verdict.ShouldBe(Verdict.Unverifiable);
    }

    [Fact]
    public async Task OldNo_IsAskedAgainOnceInItsLife_AndABoxMadeMeanwhileIsTaken()
    {
        bool made = false;
        await using var harness = new VerifierHarness(line => made ? Answers.Taking("bob")(line) : Answers.Refusing(NoSuchUser)(line));
        await harness.AskAsync();
        made = true;

        harness.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        (await harness.AskAsync()).ShouldBe((Verdict.Invalid, VerdictSource.Directory));
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        (await harness.AskAsync(standing: AskerStanding.Counted)).ShouldBe((Verdict.Invalid, VerdictSource.Directory), "not for who was refused before");
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Callout));
    }

    [Fact]
    public async Task SecondLook_WaitsTwoSecondsAtMost_AndComesOnceWhenItEndsInDoubt()
    {
        await using var harness = new VerifierHarness(Answers.Refusing(NoSuchUser));
        await harness.AskAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(10));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var waiting = harness.AskAsync();
        waiting.IsCompleted.ShouldBeFalse();
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        (await waiting).ShouldBe((Verdict.Invalid, VerdictSource.Directory));

        harness.Server.Fails = DialFailure.Refused;
        harness.Server.Gate.SetResult();
        (await harness.AskAsync()).Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task FiftyWhoAsk_ShareOneQuestion()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = Enumerable.Range(0, 50).Select(_ => harness.AskAsync()).ToList();

        harness.Server.Gate.SetResult();
        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Verdict == Verdict.Valid);
        harness.Questions.ShouldBe(1);
    }

    [Fact]
    public async Task WaitIsOver_IsDoubt_AndTheLateAnswerIsRemembered()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob")) { Settings = new CalloutSettings { Wait = TimeSpan.FromSeconds(2) } };
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = harness.AskAsync();
        await VerifierHarness.UntilAsync(() => harness.Server.Commands.Count > 0);
        harness.Time.Advance(TimeSpan.FromSeconds(2));
        (await waiting).Verdict.ShouldBe(Verdict.Unverifiable);
        var late = harness.AskAsync();

        harness.Server.Gate.SetResult();

        (await late).Verdict.ShouldBe(Verdict.Valid);
        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory));
        harness.Questions.ShouldBe(1);
    }

    [Fact]
    public async Task NullSenderRefused_IsAskedOnceMoreWithTheFallbackSender_AndRemembered()
    {
        await using var harness = new VerifierHarness(line =>
            line.StartsWith("MAIL FROM:<>", StringComparison.Ordinal) ? "550 5.7.1 Null sender not allowed" : Answers.Refusing(NoSuchUser)(line));

        (await harness.AskAsync("bob")).Verdict.ShouldBe(Verdict.Invalid);
        await harness.AskAsync("other");

        harness.Server.Commands.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal))
            .ShouldBe(["MAIL FROM:<>", "MAIL FROM:<postmaster@mx.gateway.test>", "MAIL FROM:<postmaster@mx.gateway.test>"]);
    }

    [Theory]
    [InlineData("250 ok", Verdict.Invalid)]
    [InlineData("550 No", Verdict.Unverifiable)]
    public async Task BareRefusal_IsANo_OnlyWherePostmasterIsTaken(string postmaster, Verdict expected)
    {
        await using var harness = new VerifierHarness(line =>
            line.Contains("postmaster@example.com", StringComparison.Ordinal) ? postmaster : Answers.Refusing("550 Requested action not taken")(line));

        (await harness.AskAsync()).Verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task Question_CarriesTheAskersSpelling_AndStopsBeforeData()
    {
        await using var harness = new VerifierHarness(Answers.Refusing(NoSuchUser));
        await harness.Verifier.VerifyAsync(harness.Domain, new Mailbox("Bob", "example.com"), VerifierHarness.Key("bob"), Asker.Nobody);

        harness.Server.Commands.Take(3).ShouldBe(["EHLO mx.gateway.test", "MAIL FROM:<>", "RCPT TO:<Bob@example.com>"]);
        harness.Server.Commands.ShouldNotContain(line => line.StartsWith("DATA", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"bob\"", "EXAMPLE.com.", "bob@example.com")]
    [InlineData("\"b\\o b\"", "example\uFF0Ecom", "\"bo b\"@example.com")]
    [InlineData("\"b\\ob\"", "exam\u00ADple.com", "bob@example.com")]
    public async Task Question_HasNoQuotesThatItCanDoWithout_AndTheNormalFormOfTheDomain(string local, string domain, string asked)
    {
        await using var harness = new VerifierHarness(Answers.Refusing(NoSuchUser));
        var recipient = new Mailbox(local, domain);
        RecipientAddress.TryGetKey(recipient, harness.Domain, out var key).ShouldBeTrue();

        await harness.Verifier.VerifyAsync(harness.Domain, recipient, key, Asker.Nobody);

        harness.Server.Commands.ShouldContain($"RCPT TO:<{asked}>");
        harness.Recipients.Recall(key)!.Verdict.ShouldBe(Verdict.Invalid, "it is the key's own spelling");
    }

    [Fact]
    public async Task List_WithSomebodyOnIt_TakesOnlyHim_AndAsksNobody()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob")) { Settings = new CalloutSettings { Mode = CalloutMode.List } };
        await harness.Store.PinAsync(VerifierHarness.Key("alice"), Verdict.Valid, "test");

        (await harness.AskAsync("bob")).ShouldBe((Verdict.Invalid, VerdictSource.List));
        (await harness.AskAsync("alice")).ShouldBe((Verdict.Valid, VerdictSource.Pin));

        harness.Server.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task List_OfImportedRecipients_HasNoAge()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob")) { Settings = new CalloutSettings { Mode = CalloutMode.List } };
        harness.Store.Learn(new RecipientEntry(VerifierHarness.Key("bob")) { Verdict = Verdict.Valid, VerifiedAt = 1 }, null);
        await harness.Store.ForgetAsync(VerifierHarness.Key("nobody")); // goes behind what waits to be written

        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.List));
        (await harness.AskAsync("carol")).ShouldBe((Verdict.Invalid, VerdictSource.List));
    }

    // One late "no such user" used to take an imported address off the list for good.
    [Fact]
    public async Task List_AfterALateNoSuchUser_IsAsItWasBrought()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob")) { Settings = new CalloutSettings { Mode = CalloutMode.List } };
        await harness.Recipients.ImportAsync(VerifierHarness.DomainName, new Dictionary<RecipientKey, Verdict> { [VerifierHarness.Key("bob")] = Verdict.Valid });

        var gone = new Evidence(CalloutStage.Rcpt, 550, new EnhancedStatusCode(5, 1, 1), "User unknown", "there:25");
        (await harness.Learning.LateNoSuchUserAsync(harness.Domain, new Mailbox("bob", VerifierHarness.DomainName), gone)).ShouldBeFalse();

        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.List));
    }

    [Fact]
    public async Task EmptyList_EnforcesNothing_AlsoBesideLearnedVerdicts()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync();
        harness.Settings = new CalloutSettings { Mode = CalloutMode.List };

        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.List));

        harness.Questions.ShouldBe(1);
    }
}

/// <summary>Servers as functions of the command line.</summary>
internal static class Answers
{
    /// <summary>Knows only these, in this spelling alone.</summary>
    public static Func<string, string> Taking(params string[] locals) => line =>
        !line.StartsWith("RCPT", StringComparison.Ordinal) || locals.Any(local => line.Contains($"<{local}@", StringComparison.Ordinal))
            ? "250 ok"
            : "550 5.1.1 User unknown";

    /// <summary>Says this to every recipient.</summary>
    public static Func<string, string> Refusing(string reply) => line => line.StartsWith("RCPT", StringComparison.Ordinal) ? reply : "250 ok";
}
