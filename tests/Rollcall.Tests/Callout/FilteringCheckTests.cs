using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>What a check concludes from the dialog with a server, and that it asks little.</summary>
public sealed class FilteringCheckTests
{
    private const string Random = "rc-nobody@example.com";
    private const string Unknown = "550 5.1.1 User unknown";
    private readonly FakeTimeProvider _time = new();
    private Mailbox? _known = new("alice", "example.com");
    private bool _dataStage;
    private ProtectedDomain _domain = Domain("192.0.2.1:25");

    [Fact]
    public async Task UnknownRefused_FiltersAtRcpt_WithFewQuestions()
    {
        var server = new ScriptedServer(At(Random, Unknown));

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(CheckKind.FiltersAtRcpt);
        result.Sentence.ShouldBe("192.0.2.1:25 refuses unknown recipients at RCPT (550 5.1.1 User unknown): call-outs work.");
        result.Advice.ShouldBeEmpty();
        server.Commands.ShouldBe(
        [
            "EHLO mx.gateway.test", "MAIL FROM:<>", $"RCPT TO:<{Random}>", "RSET", "MAIL FROM:<>", "RCPT TO:<alice@example.com>",
            "RSET", "MAIL FROM:<>", "RCPT TO:<postmaster@example.com>", "QUIT",
        ]);
    }

    [Fact]
    public async Task Steps_SayWhatWasTried()
    {
        var result = await CheckAsync(new ScriptedServer(At(Random, Unknown)));

        result.Steps.Select(step => (step.Name, step.Result, step.Code)).ShouldBe(
        [
            ("reachable", "yes", null), ("banner", "accepted", 220), ("tls", "not-offered", null), ("null-sender", "accepted", 250),
            ("random-recipient", "no-such-user", 550), ("known-recipient", "accepted", 250), ("postmaster", "accepted", 250),
            ("data-stage", "not-asked", null), ("greylisting", "no", null), ("delay", "measured", null),
        ]);
        result.Transcript.ShouldContain("< 550 5.1.1 User unknown\n");
        result.Server.ShouldBe(new CheckedServer("192.0.2.1:25", "mail.example ESMTP", ServerFamily.Unknown));
    }

    [Fact]
    public async Task NoKnownRecipient_IsNotAsked()
    {
        _known = null;
        var server = new ScriptedServer(At(Random, Unknown));

        (await CheckAsync(server)).Kind.ShouldBe(CheckKind.FiltersAtRcpt);

        server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("250 ok", "550 no", "alice", CheckKind.FiltersAtRcpt)] // the known one alone is accepted
    [InlineData("550 no", "250 ok", "alice", CheckKind.FiltersAtRcpt)] // postmaster alone
    [InlineData("550 no", "250 ok", null, CheckKind.FiltersAtRcpt)]
    [InlineData("550 no", "550 no", "alice", CheckKind.RefusesCallouts)]
    [InlineData("550 no", "550 no", null, CheckKind.RefusesCallouts)]
    [InlineData("550 no", "451 4.3.0 later", "alice", CheckKind.RefusesCallouts)]
    public async Task BareRefusal_NeedsAnAcceptedRecipient(string toKnown, string toPostmaster, string? known, CheckKind kind)
    {
        _known = known is null ? null : new Mailbox(known, "example.com");

        var result = await CheckAsync(new ScriptedServer(At(Random, "550 no", "alice@", toKnown, "postmaster@", toPostmaster)));

        result.Kind.ShouldBe(kind);
        result.Advice.Any(text => text.Contains("--known", StringComparison.Ordinal)).ShouldBe(kind == CheckKind.RefusesCallouts && known is null);
    }

    [Theory]
    [InlineData(Unknown, Unknown, CheckKind.RefusesCallouts)] // who is said to exist and who must exist are unknown: it is the wrong server
    [InlineData(Unknown, "250 ok", CheckKind.FiltersAtRcpt)]
    [InlineData("250 ok", Unknown, CheckKind.FiltersAtRcpt)]
    [InlineData("452 4.2.2 Mailbox full", Unknown, CheckKind.FiltersAtRcpt)]
    public async Task RefusedKnown_NeedsPostmaster(string toKnown, string toPostmaster, CheckKind kind)
    {
        var result = await CheckAsync(new ScriptedServer(At(Random, Unknown, "alice@", toKnown, "postmaster@", toPostmaster)));

        result.Kind.ShouldBe(kind);
        result.Advice.Any(text => text.Contains("Make sure that", StringComparison.Ordinal)).ShouldBe(toKnown == Unknown);
        result.Advice.Any(text => text.Contains("RFC 5321 4.5.1", StringComparison.Ordinal)).ShouldBe(kind == CheckKind.FiltersAtRcpt && toPostmaster == Unknown);
    }

    [Fact]
    public async Task UnknownRefusedInWordsOfPolicy_Filters_AndTheWordsAreToBeChanged()
    {
        var result = await CheckAsync(new ScriptedServer(At(Random, "550 5.7.1 Unable to relay")));

        result.Kind.ShouldBe(CheckKind.FiltersAtRcpt);
        result.Sentence.ShouldContain("but in words that do not say so (550 5.7.1 Unable to relay)");
        result.Advice[0].ShouldContain("550 5.1.1 User unknown");
    }

    [Theory]
    [InlineData("250 ok")] // postmaster passes blocklists (RFC 2142), and so proves nothing
    [InlineData("554 5.7.1 Client host blocked")]
    public async Task EverybodyRefusedByPolicy_RefusesCallouts(string toPostmaster)
    {
        const string Blocked = "554 5.7.1 Client host blocked";

        var result = await CheckAsync(new ScriptedServer(At(Random, Blocked, "alice@", Blocked, "postmaster@", toPostmaster)));

        result.Kind.ShouldBe(CheckKind.RefusesCallouts);
        result.Advice.ShouldContain("Let this gateway's addresses through the server's blocklists and policies.");
    }

    [Theory]
    [InlineData("554 5.7.1 Go away", CheckKind.RefusesCallouts)]
    [InlineData("450 4.7.1 Greylisted", CheckKind.Greylists)]
    [InlineData("421 4.3.2 Too busy", CheckKind.Unreachable)]
    [InlineData("SSH-2.0-OpenSSH_9.6", CheckKind.Unreachable)]
    [InlineData("220 mx.gateway.test ESMTP", CheckKind.Unreachable)]
    public async Task BannerOfARefusal_IsTheEnd(string banner, CheckKind kind)
    {
        var server = new ScriptedServer(_ => "221 bye") { Banner = banner };

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(kind);
        server.Commands.ShouldAllBe(line => line == "QUIT");
    }

    [Theory]
    [InlineData(DialFailure.Refused)]
    [InlineData(DialFailure.Timeout)]
    public async Task NoConnection_IsUnreachable(DialFailure failure)
    {
        var result = await CheckAsync(new ScriptedServer(_ => "250 ok") { Fails = failure });

        result.Kind.ShouldBe(CheckKind.Unreachable);
        result.Sentence.ShouldBe("192.0.2.1:25 cannot be asked: no connection.");
        result.Steps[0].ShouldBe(CheckStep.Of("reachable", "no", "no connection"));
        result.Advice.ShouldHaveSingleItem().ShouldContain("firewall");
    }

    [Theory]
    [InlineData("451 4.7.1 Greylisted, come back", "451 4.7.1 Greylisted, come back", CheckKind.Greylists)]
    [InlineData("451 4.7.1 Greylisted, come back", "250 ok", CheckKind.Greylists)]
    [InlineData("450 4.1.1 later", "450 4.1.1 later", CheckKind.Greylists)]
    [InlineData("421 4.7.0 Too many connections", "250 ok", CheckKind.Unreachable)]
    public async Task PostponedUnknown_ProvesNothing(string toRandom, string toOthers, CheckKind kind)
    {
        var server = new ScriptedServer(At(Random, toRandom, "alice@", toOthers, "postmaster@", toOthers));

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(kind);
        result.Steps.Single(step => step.Name == "greylisting").Result.ShouldBe(kind == CheckKind.Greylists ? "yes" : "no");
        server.Dials.ShouldBe(1);
    }

    [Theory]
    [InlineData("250 ok", CheckKind.FiltersAtRcpt, "accepted", "accepted")]
    [InlineData("550 5.7.1 Bad sender", CheckKind.RefusesCallouts, "refused", "not-asked")]
    public async Task NullSenderRefused_IsAskedWithTheOther(string toFallback, CheckKind kind, string fallback, string postmaster)
    {
        var usual = At(Random, Unknown);
        var server = new ScriptedServer(line => line == "MAIL FROM:<>" ? "550 5.1.8 Null sender refused"
            : line == "MAIL FROM:<postmaster@mx.gateway.test>" ? toFallback : usual(line));

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(kind);
        result.Steps.Single(step => step.Name == "null-sender").Result.ShouldBe("refused");
        result.Steps.Single(step => step.Name == "fallback-sender").Result.ShouldBe(fallback);
        result.Steps.Single(step => step.Name == "postmaster").Result.ShouldBe(postmaster);
        result.Advice.ShouldContain(text => text.Contains("RFC 5321 4.5.5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HangingUpAtRcpt_IsAskedOnceMore_AndRefusesCallouts()
    {
        var server = new ScriptedServer(At(Random, ScriptedServer.HangUp));

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(CheckKind.RefusesCallouts);
        result.Sentence.ShouldContain("hangs up at RCPT");
        result.Steps.Single(step => step.Name == "known-recipient").Result.ShouldBe("accepted");
        server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task ServerThatAlwaysHangsUp_IsDialledTwiceAtMost()
    {
        var server = new ScriptedServer(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? ScriptedServer.HangUp : "250 ok");

        (await CheckAsync(server)).Kind.ShouldBe(CheckKind.RefusesCallouts);

        server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task AnyoneAccepted_AcceptsAll_AndNeverDataUnasked()
    {
        var server = new ScriptedServer(_ => "250 ok");

        var result = await CheckAsync(server);

        result.Kind.ShouldBe(CheckKind.AcceptsAll);
        result.Advice.ShouldContain(text => text.Contains("--data-stage", StringComparison.Ordinal));
        server.Commands.ShouldNotContain("DATA");
    }

    [Theory]
    [InlineData("554 5.5.1 No valid recipients", CheckKind.FiltersAfterData)]
    [InlineData(Unknown, CheckKind.FiltersAfterData)]
    [InlineData("550 5.7.1 Message refused by policy", CheckKind.AcceptsAll)]
    [InlineData("451 4.3.0 Later", CheckKind.AcceptsAll)]
    public async Task RefusedData_TellsWhetherItFilters(string toData, CheckKind kind)
    {
        _dataStage = true;

        (await CheckAsync(new ScriptedServer(line => line == "DATA" ? toData : "250 ok"))).Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task OpenedData_IsLeftWithoutAByte()
    {
        _dataStage = true;
        var server = new ScriptedServer(line => line == "DATA" ? "354 go on" : "250 ok");

        var result = await CheckAsync(server);
        await server.EndAsync();

        result.Kind.ShouldBe(CheckKind.AcceptsAll);
        result.Steps.Single(step => step.Name == "data-stage").Result.ShouldBe("accepted");
        server.Commands[^1].ShouldBe("DATA");
        server.Bodies.ShouldBeEmpty();
    }

    [Fact]
    public async Task RefusedUnknown_NeedsNoData()
    {
        _dataStage = true;
        var server = new ScriptedServer(At(Random, Unknown));

        await CheckAsync(server);

        server.Commands.ShouldNotContain("DATA");
    }

    [Fact]
    public async Task FirstHostThatAnswers_IsTheOne()
    {
        _domain = Domain("192.0.2.1:25", "192.0.2.2:25", "192.0.2.3:25");
        var dead = new ScriptedServer(_ => "") { Fails = DialFailure.Refused };
        var alive = new ScriptedServer(At(Random, Unknown));
        var spare = new ScriptedServer(_ => "250 ok");

        var result = await CheckAsync(new ScriptedHosts(("192.0.2.1", dead), ("192.0.2.2", alive), ("192.0.2.3", spare)));

        (result.Kind, result.Server.Host).ShouldBe((CheckKind.FiltersAtRcpt, "192.0.2.2:25"));
        spare.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task HostThatRefused_TellsMoreThanOneThatIsDown()
    {
        _domain = Domain("192.0.2.1:25", "192.0.2.2:25");
        var refusing = new ScriptedServer(_ => "221 bye") { Banner = "554 5.7.1 Go away" };
        var dead = new ScriptedServer(_ => "") { Fails = DialFailure.Refused };

        var result = await CheckAsync(new ScriptedHosts(("192.0.2.1", refusing), ("192.0.2.2", dead)));

        (result.Kind, result.Server.Host).ShouldBe((CheckKind.RefusesCallouts, "192.0.2.1:25"));
    }

    [Fact]
    public async Task SilentServer_EndsWithinTheTimeOfACheck()
    {
        _domain = _domain with { Callout = new CalloutSettings { CommandTimeout = TimeSpan.FromHours(1) } };
        var server = new ScriptedServer(At(Random, ScriptedServer.Silence));
        var running = CheckAsync(server);
        while (!server.Commands.Contains($"RCPT TO:<{Random}>"))
            await Task.Yield();

        _time.Advance(TimeSpan.FromMinutes(3));

        (await running).Kind.ShouldBe(CheckKind.Unreachable);
    }

    [Fact]
    public async Task SilentRcpt_AsksNobodyElse()
    {
        // Small steps: on a busy machine the three minutes of a check were over before the question noticed its own time-out.
        _domain = _domain with { Callout = new CalloutSettings { CommandTimeout = TimeSpan.FromMilliseconds(100) } };
        var server = new ScriptedServer(At(Random, ScriptedServer.Silence));
        var running = CheckAsync(server);
        while (!server.Commands.Contains($"RCPT TO:<{Random}>"))
            await Task.Yield();

        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        (await running).Sentence.ShouldContain("cannot be asked now: no reply in time");
        server.Dials.ShouldBe(1);
    }

    /// <summary>250 to everything, but for recipients that begin so.</summary>
    private static Func<string, string> At(params string[] recipientsAndReplies) => line =>
    {
        for (int i = 0; i < recipientsAndReplies.Length; i += 2)
        {
            if (line.StartsWith("RCPT TO:<" + recipientsAndReplies[i], StringComparison.Ordinal))
                return recipientsAndReplies[i + 1];
        }
        return "250 ok";
    };

    private static ProtectedDomain Domain(params string[] hosts)
    {
        var destination = new Destination([.. hosts.Select(text => DestinationHost.TryParse(text, out var host, out _) ? host! : throw new ArgumentException(text))]);
        return new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination };
    }

    private Task<FilteringCheckResult> CheckAsync(IDialer dialer)
    {
        var opener = new PeerOpener(dialer, new PeerLocator(new FakeResolver(), "mx.gateway.test", AddressScope.Public), new OwnNames("mx.gateway.test"), _time);
        return new FilteringCheck(opener, () => "rc-nobody", _time)
            .RunAsync(_domain, new CheckRequest(_known, _dataStage, "mx.gateway.test"), TestContext.Current.CancellationToken);
    }
}
