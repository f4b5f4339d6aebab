using Rollcall.Core.Callout;
using Rollcall.Core.Events;
using Rollcall.Core.Peers;
using Rollcall.Core.Services;
using Rollcall.Tests.Callout;
using Rollcall.Tests.Gateway;
using Rollcall.Tests.Services;

namespace Rollcall.Tests.Events;

/// <summary>What becomes an event: answers of destinations, refusals, and changes of health; nothing else.</summary>
public sealed class EventSourcesTests
{
    [Theory]
    [InlineData("250 2.1.5 Ok", "valid", 250, "2.1.5")]
    [InlineData("550 5.1.1 User unknown", "invalid", 550, "5.1.1")]
    [InlineData("451 4.3.0 Try later", "unverifiable", 451, "4.3.0")]
    public async Task AnswerOfADestination_IsAVerdict_AndWhatIsRememberedIsNone(string reply, string verdict, int code, string enhanced)
    {
        await using var harness = new VerifierHarness(line => !line.StartsWith("RCPT", StringComparison.Ordinal) ? "250 2.0.0 Ok"
            : line.Contains(VerifierHarness.Random, StringComparison.Ordinal) ? "550 5.1.1 User unknown" : reply);
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();

        await harness.AskAsync();
        await harness.AskAsync();

        var told = All(reader).ShouldHaveSingleItem();
        (told.Type, told.Address, told.Domain, told.Verdict, told.Source, told.Stage).ShouldBe((EventType.Verdict, "bob@example.com", "example.com", verdict, "callout", "rcpt"));
        (told.Code, told.EnhancedCode, told.Text, told.Destination).ShouldBe((code, enhanced, reply[10..], "127.0.0.1:25"));
    }

    [Fact]
    public async Task DomainThatAcceptsAll_AndFiltersAgain_IsTwoChangesOfHealth()
    {
        bool filters = false;
        await using var harness = new VerifierHarness(line => filters && line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 2.0.0 Ok");
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();

        await harness.AskAsync();
        await harness.AskAsync("ann");
        filters = true;
        await harness.Verifier.VerifyFreshAsync(harness.Domain, new("cid", "example.com"), VerifierHarness.Key("cid"));

        All(reader).Where(told => told.Type == EventType.Health).Select(told => (told.Address, told.Domain, told.Destination, told.State))
            .ShouldBe([(null, "example.com", "127.0.0.1:25", "accepts-all"), (null, "example.com", "127.0.0.1:25", "active")]);
    }

    [Fact]
    public async Task BrakeReleasedByHand_IsAChangeOfHealth_ToldOnce()
    {
        await using var harness = new VerifierHarness(_ => "250 2.0.0 Ok");
        var condition = new DomainCondition(new DomainState("example.com", "127.0.0.1:25") { BrakeSince = harness.Recipients.Now }, []);
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();
        harness.Conditions.Keep(condition);
        All(reader).ShouldBeEmpty("a restart changes nothing");

        condition.ReleaseBrake(harness.Recipients.Now).ShouldBeTrue();
        harness.Conditions.Keep(condition);
        harness.Conditions.Keep(condition);

        All(reader).ShouldHaveSingleItem().State.ShouldBe("active");
    }

    [Fact]
    public async Task DomainUnderAttack_IsAChangeOfHealth()
    {
        await using var harness = new VerifierHarness(_ => "250 2.0.0 Ok");
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();
        for (int i = 0; i < harness.Harvest.DomainUnknown + 5; i++)
            harness.Guard.Answered(harness.Domain, Verdict.Invalid);

        var told = All(reader).ShouldHaveSingleItem();

        (told.Type, told.Domain, told.State).ShouldBe((EventType.Health, "example.com", "under-attack"));
    }

    [Fact]
    public async Task BreakerOfAHost_OpensAndCloses()
    {
        await using var harness = new VerifierHarness(_ => "250 2.0.0 Ok");
        using var health = new PeerHealth(BreakerSettings.Default, harness.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<PeerHealth>.Instance) { Events = harness.Events };
        var host = harness.Domain.VerifyAt.Hosts[0];
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();

        for (int i = 0; i < 10; i++)
            health.Failed(host, new PeerFailure(CalloutStage.Connect, PeerFault.Unreachable, null, "connection refused", null));
        health.Succeeded(host);
        health.Succeeded(host);

        All(reader).Select(told => (told.Type, told.Destination, told.State, told.Text))
            .ShouldBe([(EventType.Health, "127.0.0.1:25", "open", "connection refused"), (EventType.Health, "127.0.0.1:25", "closed", null)]);
    }

    [Fact]
    public async Task RefusedRecipients_AreRefusals_WithTheReply_AndTakenOnesAreNot()
    {
        await using var harness = new GatewayHarness(line => line.StartsWith("RCPT TO:<Bob@", StringComparison.Ordinal) ? "550 5.1.1 No such user" : "250 ok");
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();
        await harness.BeginAsync("ann@example.com");

        await harness.RcptAsync("Bob@example.com");
        await harness.RcptAsync("bob@elsewhere.test");

        var all = All(reader);
        all.Where(told => told.Type == EventType.Verdict).ShouldAllBe(told => told.Client!.ToString() == "198.51.100.7");
        all.Where(told => told.Type == EventType.Refusal).Select(told => (told.Type, told.Address, told.Domain, $"{told.Session} {told.Client}", told.Stage, told.Verdict, told.Source, told.Code, told.EnhancedCode, told.Text)).ShouldBe([
            (EventType.Refusal, "Bob@example.com", "example.com", "ABCDEFGHIJKL 198.51.100.7", "rcpt", "invalid", "callout", 550, "5.1.1", "<Bob@example.com>: User unknown"),
            (EventType.Refusal, "bob@elsewhere.test", "elsewhere.test", "ABCDEFGHIJKL 198.51.100.7", "rcpt", "relay-denied", "none", 554, "5.7.1", "<bob@elsewhere.test>: Relay denied")]);
    }

    [Fact]
    public async Task RefusedMessage_IsARefusalForEachRecipient_AndAKeptOneAtTheNextRcpt()
    {
        bool delivering = false;
        await using var harness = new GatewayHarness(line => line == "DATA" ? "354 go on"
            : delivering && line.StartsWith("RCPT TO:<bob@", StringComparison.Ordinal) ? "552 5.2.2 Mailbox full" : "250 ok");
        await harness.BeginAsync("ann@example.com", "bob@example.com");
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();
        delivering = true;

        (await harness.SendAsync("Hi\r\n")).ShouldStartWith("451 4.5.0 ");
        await harness.BeginAsync("ann@example.com");
        (await harness.RcptAsync("bob@example.com")).ShouldStartWith("552 5.2.2 ");
        await harness.SendAsync("Hi\r\n");

        All(reader).Select(told => (told.Address, told.Stage, told.Source, told.Code, told.EnhancedCode)).ShouldBe([
            ("ann@example.com", "data", null, 451, "4.5.0"), ("bob@example.com", "data", null, 451, "4.5.0"), ("bob@example.com", "rcpt", "delivery", 552, "5.2.2")]);
    }

    [Fact]
    public async Task RecipientRefusedInADelivery_IsAVerdict()
    {
        bool delivering = false;
        await using var harness = new GatewayHarness(line => line == "DATA" ? "354 go on"
            : delivering && line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 User unknown" : "250 ok");
        await harness.BeginAsync("bob@example.com");
        using var reader = harness.Events.TryOpen().ShouldNotBeNull();
        delivering = true;

        (await harness.SendAsync("Hi\r\n")).ShouldStartWith("550 5.1.1 ");

        var told = All(reader).First(told => told.Type == EventType.Verdict);
        (told.Address, told.Verdict, told.Source, told.Code).ShouldBe(("bob@example.com", "invalid", "delivery", 550));
    }

    [Fact]
    public async Task NeighbourTold_No_IsARefusal()
    {
        await using var harness = new ServiceHarness();
        using var reader = harness.Verifier.Events.TryOpen().ShouldNotBeNull();

        (await harness.Lookup.FindAsync("bob@example.com", ServiceHarness.Session, TestContext.Current.CancellationToken)).ShouldBe(ServiceAnswer.Exists);
        (await harness.Lookup.FindAsync("ann@example.com", ServiceHarness.Session, TestContext.Current.CancellationToken)).ShouldBe(ServiceAnswer.Unknown);

        var told = All(reader).Where(told => told.Type == EventType.Refusal).ShouldHaveSingleItem();
        (told.Address, told.Session, told.Verdict, told.Source, told.Code).ShouldBe(("ann@example.com", ServiceHarness.Session, "invalid", "callout", null));
    }

    private static List<GatewayEvent> All(EventReader reader)
    {
        var all = new List<GatewayEvent>();
        while (reader.Events.TryRead(out var happened))
            all.Add(happened);
        return all;
    }
}
