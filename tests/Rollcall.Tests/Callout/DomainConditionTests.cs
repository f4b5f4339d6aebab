using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>What answers say of a domain as a whole: it accepts all, refuses to be asked, or has lost many mailboxes at once.</summary>
public sealed class DomainConditionTests
{
    private const string NoSuchUser = "550 5.1.1 User unknown";

    [Fact]
    public async Task ServerThatTakesARandomRecipient_AcceptsAll_AndNobodyIsListedOrAskedForADay()
    {
        await using var harness = new VerifierHarness(_ => "250 ok");
        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.AcceptsAll));

        (await harness.AskAsync("other")).ShouldBe((Verdict.Valid, VerdictSource.AcceptsAll));
        harness.Recipients.Recall(VerifierHarness.Key("bob")).ShouldBeNull();
        harness.Questions.ShouldBe(1);
        harness.Time.Advance(TimeSpan.FromHours(24));
        await harness.AskAsync("other");
        harness.Questions.ShouldBe(2);
    }

    [Theory]
    [InlineData(NoSuchUser, 24)] // filtering is proven
    [InlineData("451 4.7.1 Later", 1)]
    [InlineData("550 5.7.1 Blocked", 1)]
    public async Task TestThatShowsNoAcceptance_IsNotRepeatedForSoLong(string random, int hours)
    {
        await using var harness = new VerifierHarness(line => line.Contains(VerifierHarness.Random, StringComparison.Ordinal) ? random : "250 ok");
        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.Callout));

        harness.Time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromSeconds(1));
        await harness.AskAsync("ann");
        Tests(harness).ShouldBe(1);
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await harness.AskAsync("cid");

        Tests(harness).ShouldBe(2);
    }

    [Fact]
    public async Task NoSuchUser_ProvesFiltering_SoThatNoTestIsNeeded()
    {
        await using var harness = new VerifierHarness(Answers.Taking("bob"));
        await harness.AskAsync("nobody");

        await harness.AskAsync("bob");

        Tests(harness).ShouldBe(0);
    }

    [Fact]
    public async Task NoSuchUserInADelivery_EndsAcceptsAll()
    {
        await using var harness = new VerifierHarness(_ => "250 ok");
        await harness.AskAsync("bob");

        await harness.Learning.LateNoSuchUserAsync(harness.Domain, new Mailbox("carl", VerifierHarness.DomainName), Evidence.Of(CalloutStage.Rcpt, "User unknown", null));

        (await harness.AskAsync("carl")).ShouldBe((Verdict.Invalid, VerdictSource.Directory));
        harness.Condition.AcceptsAll(harness.Recipients.Now).ShouldBeFalse();
    }

    [Fact]
    public async Task Pin_IsStrongerThanAcceptsAll_AlsoWhenItIsInTheStoreAlone()
    {
        await using var harness = new VerifierHarness(_ => "250 ok");
        await harness.AskAsync("bob");
        await harness.Store.PinAsync(VerifierHarness.Key("eve"), Verdict.Invalid, "test");

        (await harness.AskAsync("eve")).ShouldBe((Verdict.Invalid, VerdictSource.Pin));
        (await harness.AskAsync("bob")).ShouldBe((Verdict.Valid, VerdictSource.AcceptsAll));
    }

    [Fact]
    public async Task State_OutlivesARestart()
    {
        await using var harness = new VerifierHarness(_ => "250 ok");
        await harness.AskAsync("bob");
        await harness.Conditions.KeepAllAsync();
        await harness.Store.ForgetAsync(VerifierHarness.Key("nobody"));

        var again = new DomainConditions(new Rollcall.Storage.DomainStateStore(harness.Store));
        await again.LoadAsync();

        again.Of(harness.Domain).AcceptsAll(harness.Recipients.Now).ShouldBeTrue();
    }

    [Fact]
    public async Task QuestionsAllRefused_ForFifteenMinutes_LeaveItToTheDelivery_AndOneTriesAgain()
    {
        bool refuses = true;
        await using var harness = new VerifierHarness(line => refuses ? Answers.Refusing("550 5.7.1 Blocked")(line) : Answers.Taking("bob")(line));
        (await harness.AskWholeAsync("a")).IsRefused.ShouldBeFalse();
        harness.Time.Advance(TimeSpan.FromMinutes(15));
        await harness.AskAsync("b");
        int asked = harness.Questions;

        (await harness.AskWholeAsync("c")).IsRefused.ShouldBeTrue();
        harness.Questions.ShouldBe(asked);
        refuses = false;
        harness.Time.Advance(TimeSpan.FromMinutes(15));
        await harness.AskAsync("bob");
        await VerifierHarness.UntilAsync(() => harness.Recipients.Recall(VerifierHarness.Key("bob")) is not null);

        (await harness.AskAsync("nobody")).ShouldBe((Verdict.Invalid, VerdictSource.Callout));
    }

    [Fact]
    public async Task QuestionsUnanswered_AreNoRefusal()
    {
        await using var harness = new VerifierHarness(Answers.Refusing("nonsense"));
        await harness.AskAsync("a");
        harness.Time.Advance(TimeSpan.FromMinutes(16));

        await harness.AskAsync("b");

        (await harness.AskWholeAsync("c")).IsRefused.ShouldBeFalse();
    }

    [Fact]
    public async Task ThreeOfThreeValidOnesGone_PullTheBrake_AndAllOldVerdictsStay()
    {
        bool broken = false;
        await using var harness = new VerifierHarness(line => broken ? Answers.Refusing(NoSuchUser)(line) : Answers.Taking("a", "b", "c", "d")(line));
        foreach (var local in new[] { "a", "b", "c", "d" })
            await harness.AskAsync(local);
        broken = true;
        harness.Time.Advance(TimeSpan.FromHours(24));

        (await harness.AskAsync("a")).Verdict.ShouldBe(Verdict.Invalid);
        (await harness.AskAsync("b")).Verdict.ShouldBe(Verdict.Invalid);
        (await harness.AskAsync("c")).ShouldBe((Verdict.Valid, VerdictSource.Stale));
        foreach (var local in new[] { "a", "b", "c", "d" })
            (await harness.AskAsync(local)).ShouldBe((Verdict.Valid, VerdictSource.Stale), local);

        harness.Condition.IsBraked(harness.Recipients.Now).ShouldBeTrue();
        (await harness.Learning.LateNoSuchUserAsync(harness.Domain, new Mailbox("d", VerifierHarness.DomainName), Evidence.Of(CalloutStage.Rcpt, "gone", null))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("half")]
    [InlineData("person")]
    [InlineData("day")]
    public async Task Brake_IsLifted(string how)
    {
        bool broken = false;
        await using var harness = new VerifierHarness(line => broken ? Answers.Refusing(NoSuchUser)(line) : Answers.Taking("a", "b", "c")(line))
        {
            Settings = new CalloutSettings { ValidTtl = TimeSpan.FromHours(1), StaleTtl = TimeSpan.FromDays(7) },
        };
        await AskAllAsync(harness);
        broken = true;
        harness.Time.Advance(TimeSpan.FromHours(1));
        await AskAllAsync(harness);
        harness.Condition.IsBraked(harness.Recipients.Now).ShouldBeTrue();

        if (how == "half")
        {
            broken = false;
            harness.Time.Advance(TimeSpan.FromMinutes(10)); // what is held back is not asked about at every mail
            await harness.AskAsync("a");
            harness.Condition.IsBraked(harness.Recipients.Now).ShouldBeTrue();
            await harness.AskAsync("b");
        }
        else if (how == "person")
        {
            harness.Condition.ReleaseBrake(harness.Recipients.Now).ShouldBeTrue();
        }
        else
        {
            harness.Time.Advance(TimeSpan.FromHours(24));
        }

        harness.Condition.IsBraked(harness.Recipients.Now).ShouldBeFalse();
    }

    private static async Task AskAllAsync(VerifierHarness harness)
    {
        foreach (var local in new[] { "a", "b", "c" })
            await harness.AskAsync(local);
    }

    private static int Tests(VerifierHarness harness) =>
        harness.Server.Commands.Count(line => line.Contains(VerifierHarness.Random, StringComparison.Ordinal));
}
