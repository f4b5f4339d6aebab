using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Tests.Callout;

/// <summary>What the model of a verdict's life found: each test is the story of one mistake.</summary>
public sealed class VerdictStories
{
    private const string NoSuchUser = "550 5.1.1 User unknown";

    [Fact]
    public async Task OldNoThatIsInTheStoreAlone_GetsItsSecondLook_AtTheFirstMailAfterARestart()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        harness.Store.Learn(new RecipientEntry(VerifierHarness.Key("bob")) { Verdict = Verdict.Invalid, VerifiedAt = harness.Recipients.Now, Evidence = Gone }, null);
        harness.Time.Advance(TimeSpan.FromMinutes(10));

        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Callout), "the sender would have got a bounce for a mailbox that is there");
    }

    [Fact]
    public async Task LateYesThatIsInTheStoreAlone_IsRenewed_AtTheFirstMailAfterARestart()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        harness.Store.Learn(new RecipientEntry(VerifierHarness.Key("bob")) { Verdict = Verdict.Valid, VerifiedAt = harness.Recipients.Now, Evidence = Gone }, null);
        harness.Time.Advance(TimeSpan.FromHours(18));

        (await harness.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory));

        await VerifierHarness.UntilAsync(() => harness.Recipients.Recall(VerifierHarness.Key("bob"))!.VerifiedAt == harness.Recipients.Now);
    }

    [Fact]
    public async Task SecondLook_IsNotUsedUp_WhileDoubtRests()
    {
        var reply = NoSuchUser;
        await using var harness = new VerifierHarness(line => Answers.Refusing(reply)(line));
        await harness.AskAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(10));
        reply = "451 4.7.1 Later";
        await harness.AskNowAsync("bob");

        (await harness.AskAsync()).ShouldBe((Verdict.Invalid, VerdictSource.Directory));
        harness.Time.Advance(TimeSpan.FromSeconds(30));
        reply = "250 ok";

        (await harness.AskAsync()).Verdict.ShouldBe(Verdict.Valid);
    }

    [Fact]
    public async Task StaleYes_IsUsed_WhenTheServerTakesLongerThanAMailWaits()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob")) { Settings = new CalloutSettings { Wait = TimeSpan.FromSeconds(2) } };
        await harness.AskAsync();
        harness.Time.Advance(TimeSpan.FromHours(24));
        harness.Server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int before = harness.Server.Commands.Count;
        var waiting = harness.AskAsync();
        await VerifierHarness.UntilAsync(() => harness.Server.Commands.Count > before);

        harness.Time.Advance(TimeSpan.FromSeconds(2));

        (await waiting).ShouldBe((Verdict.Valid, VerdictSource.Stale));
        harness.Server.Gate.SetResult();
    }

    [Fact]
    public async Task YesOfAServerThatAcceptsAll_IsNotAddedToTheList_WhenAPersonAsks()
    {
        await using var harness = new VerifierHarness(_ => "250 ok");
        await harness.AskAsync("bob");

        (await harness.AskNowAsync("carl")).Source.ShouldBe(VerdictSource.AcceptsAll);

        harness.Recipients.Recall(VerifierHarness.Key("carl")).ShouldBeNull();
    }

    [Fact]
    public async Task FullMailbox_IsNoTest_SoTheNextAcceptedRecipientIsFollowedByOne()
    {
        await using var harness = new VerifierHarness(line => Answers.Refusing(line.Contains("<full@", StringComparison.Ordinal) ? "552 5.2.2 Over quota" : "250 ok")(line));
        (await harness.AskAsync("full")).ShouldBe((Verdict.Valid, VerdictSource.Callout));

        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.AcceptsAll));
    }

    [Fact]
    public async Task AddressThatTheServerCannotTake_IsNoRefusalOfUs()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        for (int i = 0; i < 3; i++)
        {
            (await harness.AskWholeAsync("jürgen")).NeedsUtf8.ShouldBeTrue();
            harness.Time.Advance(TimeSpan.FromMinutes(15));
        }

        harness.Condition.RefusesCallOuts.ShouldBeFalse();
        (await harness.AskAsync("nobody")).Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task DomainThatRefusesCallOuts_StaysSoOverARestart_AndIsTriedAtOnce()
    {
        bool refuses = true;
        await using var harness = new VerifierHarness(line => refuses ? Answers.Refusing("550 5.7.1 Blocked")(line) : Answers.Taking("bob")(line));
        await harness.AskAsync("a");
        harness.Time.Advance(TimeSpan.FromMinutes(15));
        await harness.AskAsync("b");
        await harness.Store.ForgetAsync(VerifierHarness.Key("nobody")); // goes behind what waits to be written

        await harness.Conditions.LoadAsync();
        refuses = false;

        (await harness.AskWholeAsync("bob")).IsRefused.ShouldBeTrue();
        await VerifierHarness.UntilAsync(() => !harness.Condition.RefusesCallOuts);
    }

    [Fact]
    public async Task Retry_IsAsked_AlsoInADomainWithPins()
    {
        bool refuses = true;
        await using var harness = new VerifierHarness(line => refuses ? Answers.Refusing("550 5.7.1 Blocked")(line) : Answers.Taking("bob")(line));
        await harness.Recipients.PinAsync(VerifierHarness.Key("pinned"), Verdict.Valid, "test");
        await harness.AskAsync("a");
        harness.Time.Advance(TimeSpan.FromMinutes(15));
        await harness.AskAsync("b");
        refuses = false;
        harness.Time.Advance(TimeSpan.FromMinutes(15));

        // A pin of bob might be in the store: while that was looked up, the retry met its own question and never went out.
        (await harness.AskWholeAsync("bob")).IsRefused.ShouldBeTrue();

        await VerifierHarness.UntilAsync(() => !harness.Condition.RefusesCallOuts);
    }

    [Fact]
    public void ProofOfFiltering_HoldsADayFromTheLastOne()
    {
        var condition = new DomainCondition(new DomainState("example.com", "there"), []);
        condition.NoSuchUser(0);
        condition.NoSuchUser(Minutes(59));

        condition.TryBeginTest(Minutes(24 * 60 + 58)).ShouldBeFalse();

        condition.TryBeginTest(Minutes(24 * 60 + 59)).ShouldBeTrue();
    }

    [Fact]
    public void Brake_CountsRecipients_NotAnswers()
    {
        var brake = new FlipBrake();
        for (int i = 0; i < 3; i++)
            brake.Asked(Valid("bob"), Verdict.Invalid, i).ShouldBe(Flip.Learn, "one mailbox that comes and goes is no mass");
        brake.Asked(Valid("ann"), Verdict.Invalid, 3).ShouldBe(Flip.Learn);
        brake.Asked(Valid("cid"), Verdict.Invalid, 4).ShouldBe(Flip.Pull);
        brake.TakeFlipped().Count.ShouldBe(3);

        brake.Asked(Valid("bob"), Verdict.Valid, 5).ShouldBe(Flip.Learn);
        brake.Asked(Valid("bob"), Verdict.Valid, 6).ShouldBe(Flip.Learn, "one of three, asked twice, is not half");
        brake.Asked(Valid("bob"), Verdict.Invalid, 7).ShouldBe(Flip.Hold);
        brake.Asked(Valid("ann"), Verdict.Valid, 8).ShouldBe(Flip.Learn, "bob has gone again");
        brake.Asked(Valid("cid"), Verdict.Valid, 9).ShouldBe(Flip.Release);
    }

    [Fact]
    public void Brake_PutsBackNobodyWhoWasFoundAgainMeanwhile()
    {
        var brake = new FlipBrake();
        brake.Asked(Valid("bob"), Verdict.Invalid, 1);
        brake.IsThereAgain(VerifierHarness.Key("bob"));
        brake.Asked(Valid("ann"), Verdict.Invalid, 2);
        brake.Asked(Valid("cid"), Verdict.Invalid, 3);

        brake.Asked(Valid("dan"), Verdict.Invalid, 4).ShouldBe(Flip.Learn, "bob was re-asked and is there: not all are gone");
    }

    [Fact]
    public async Task PutBack_LeavesAlone_WhatAPersonSaidMeanwhile()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync();
        var before = harness.Recipients.Recall(VerifierHarness.Key("bob"))!;
        harness.Recipients.Learn(before.Key, new StoreRead(true, before), Verdict.Invalid, Gone, null);
        await harness.Recipients.ImportAsync(VerifierHarness.DomainName, new Dictionary<RecipientKey, Verdict> { [before.Key] = Verdict.Invalid });

        await harness.Recipients.RestoreAsync(before);

        harness.Recipients.Recall(before.Key)!.Verdict.ShouldBe(Verdict.Invalid);
    }

    private static Evidence Gone => Evidence.Of(CalloutStage.Rcpt, "gone", null);

    private static long Minutes(int minutes) => minutes * 60_000L;

    private static RecipientEntry Valid(string local) => new(VerifierHarness.Key(local)) { Verdict = Verdict.Valid };
}
