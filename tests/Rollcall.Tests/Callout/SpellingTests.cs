using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>A server may tell Carol, "carol" and carol apart: its "no" of one spelling used to be remembered of all.</summary>
public sealed class SpellingTests
{
    private const string NoSuchUser = "550 5.1.1 User unknown";

    [Fact]
    public async Task NoOfAnotherSpelling_AnswersItAlone()
    {
        await using var harness = new VerifierHarness(Answers.Taking("carol"));

        (await harness.AskAsync("CAROL")).ShouldBe((Verdict.Invalid, VerdictSource.Callout));

        (await harness.AskAsync("carol")).ShouldBe((Verdict.Valid, VerdictSource.Callout));
        (await harness.AskAsync("CAROL")).ShouldBe((Verdict.Valid, VerdictSource.Directory));
    }

    [Fact]
    public async Task NoOfAnotherSpelling_DoesNotEndAYes_AndIsAskedForOnceInTenMinutes()
    {
        await using var harness = new VerifierHarness(Answers.Taking("carol"));
        await harness.AskAsync("carol");
        harness.Time.Advance(TimeSpan.FromHours(19));

        await harness.AskAsync("CAROL");
        await VerifierHarness.UntilAsync(() => harness.Verifier.LastDoubt(harness.Domain, new Mailbox("CAROL", VerifierHarness.DomainName)) is not null);
        int asked = harness.Questions;

        (await harness.AskAsync("CAROL")).ShouldBe((Verdict.Valid, VerdictSource.Directory));
        harness.Questions.ShouldBe(asked);
        harness.Recipients.Recall(VerifierHarness.Key("carol"))!.Verdict.ShouldBe(Verdict.Valid);
    }

    [Fact]
    public async Task NoOfAnotherSpelling_LeavesAStaleYes()
    {
        bool isDown = false;
        await using var harness = new VerifierHarness(line => isDown ? "421 4.3.2 Down" : Answers.Taking("carol")(line));
        await harness.AskAsync("carol");
        harness.Time.Advance(TimeSpan.FromHours(25));
        (await harness.AskAsync("CAROL")).ShouldBe((Verdict.Invalid, VerdictSource.Callout));

        isDown = true;

        (await harness.AskAsync("carol")).ShouldBe((Verdict.Valid, VerdictSource.Stale));
    }

    [Fact]
    public async Task YesOfAnotherSpelling_IsLearned()
    {
        await using var harness = new VerifierHarness(Answers.Taking("CAROL"));
        await harness.AskAsync("CAROL");

        (await harness.AskAsync("carol")).ShouldBe((Verdict.Valid, VerdictSource.Directory));
    }

    [Fact]
    public async Task QuestionUnderWay_IsNotSharedWithAnotherSpelling()
    {
        await using var harness = new VerifierHarness(Answers.Taking("carol"));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var other = harness.AskAsync("CAROL");
        var own = harness.AskAsync("carol");

        harness.Server.Gate.SetResult();

        (await own).ShouldBe((Verdict.Valid, VerdictSource.Callout));
        (await other).Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task DoubtOfAnotherSpelling_DoesNotRestForTheKey()
    {
        await using var harness = new VerifierHarness(line =>
            line.StartsWith("RCPT TO:<CAROL@", StringComparison.Ordinal) ? "501 5.1.7 Bad address" : Answers.Taking("carol")(line));
        (await harness.AskAsync("CAROL")).Verdict.ShouldBe(Verdict.Unverifiable);

        (await harness.AskAsync("carol")).ShouldBe((Verdict.Valid, VerdictSource.Callout));
    }

    [Fact]
    public async Task WhileTheBrakeHolds_NoOfAnotherSpellingIsDoubt_InACallOutAndInADelivery()
    {
        bool broken = false;
        await using var harness = new VerifierHarness(line => broken ? Answers.Refusing(NoSuchUser)(line) : Answers.Taking("a", "b", "c", "carol")(line));
        foreach (var local in new[] { "a", "b", "c", "carol" })
            await harness.AskAsync(local);
        broken = true;
        harness.Time.Advance(TimeSpan.FromHours(24));
        foreach (var local in new[] { "a", "b", "c" })
            await harness.AskAsync(local);

        (await harness.AskAsync("CAROL")).ShouldBe((Verdict.Valid, VerdictSource.Stale));
        (await LateAsync(harness, new Mailbox("CAROL", VerifierHarness.DomainName))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("CAROL", VerifierHarness.DomainName)]
    [InlineData("\"carol\"", VerifierHarness.DomainName)]
    [InlineData("carol+tag", VerifierHarness.DomainName)]
    [InlineData("carol", "example.com.")]
    public async Task LateNoSuchUser_OfAnotherSpelling_IsNotLearned(string local, string domain)
    {
        await using var harness = new VerifierHarness(Answers.Taking("carol"));
        await harness.AskAsync("carol");

        (await LateAsync(harness, new Mailbox(local, domain))).ShouldBeFalse();

        (await harness.AskAsync("carol")).ShouldBe((Verdict.Valid, VerdictSource.Directory));
    }

    private static Task<bool> LateAsync(VerifierHarness harness, Mailbox recipient) => harness.Learning.LateNoSuchUserAsync(
        harness.Domain with { SubaddressSeparator = "+" }, recipient, new Evidence(CalloutStage.Rcpt, 550, new EnhancedStatusCode(5, 1, 1), "User unknown", "there:25"));
}
