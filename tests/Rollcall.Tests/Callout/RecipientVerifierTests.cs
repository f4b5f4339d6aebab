using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Storage;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>Ask once, share the answer, remember it, and never take doubt for a no.</summary>
public sealed class RecipientVerifierTests : IAsyncDisposable
{
    private static readonly Mailbox _bob = new("Bob", "example.com");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly RecipientStore _store;
    private ScriptedServer _server = new(_ => "250 ok");

    public RecipientVerifierTests() =>
        _store = RecipientStore.Open(new SqliteDialect(Path.Combine(_folder.FullName, "rollcall.db")), _time, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        _time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        await _store.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task SecondMail_CausesNoSecondQuestion_ForADay()
    {
        using var verifier = Verifier();
        (await AskAsync(verifier)).ShouldBe((Verdict.Valid, VerdictSource.Callout));

        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        (await AskAsync(verifier)).ShouldBe((Verdict.Valid, VerdictSource.Directory));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(verifier)).ShouldBe((Verdict.Valid, VerdictSource.Callout));

        _server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task NoSuchUser_IsRememberedForAnHour()
    {
        _server = new(Refusing("550 5.1.1 User unknown"));
        using var verifier = Verifier();
        (await AskAsync(verifier)).ShouldBe((Verdict.Invalid, VerdictSource.Callout));

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        (await AskAsync(verifier)).ShouldBe((Verdict.Invalid, VerdictSource.Directory));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(verifier)).ShouldBe((Verdict.Invalid, VerdictSource.Callout));
    }

    [Theory]
    [InlineData("451 4.7.1 Greylisted")]
    [InlineData("550 5.7.1 Client host blocked using a list")]
    [InlineData("nonsense")]
    public async Task Doubt_IsNoVerdict_AndRestsThirtySeconds(string reply)
    {
        _server = new(Refusing(reply));
        using var verifier = Verifier();
        (await AskAsync(verifier)).Verdict.ShouldBe(Verdict.Unverifiable);
        (await AskAsync(verifier)).Verdict.ShouldBe(Verdict.Unverifiable);
        int before = _server.Dials;

        _time.Advance(TimeSpan.FromSeconds(30));
        await AskAsync(verifier);

        before.ShouldBe(1);
        _server.Dials.ShouldBe(2);
    }

    [Fact]
    public async Task ServerDown_LeavesAStaleVerdict_UntilSevenDaysAreOver()
    {
        using var verifier = Verifier();
        await AskAsync(verifier);
        _server.Fails = DialFailure.Refused;

        _time.Advance(TimeSpan.FromHours(25));
        (await AskAsync(verifier)).ShouldBe((Verdict.Valid, VerdictSource.Stale));
        _time.Advance(TimeSpan.FromDays(7));
        (await AskAsync(verifier)).Verdict.ShouldBe(Verdict.Unverifiable);
    }

    [Fact]
    public async Task FiftyWhoAsk_ShareOneQuestion()
    {
        _server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var verifier = Verifier();
        var asking = Enumerable.Range(0, 50).Select(_ => AskAsync(verifier)).ToList();

        _server.Gate.SetResult();
        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Verdict == Verdict.Valid);
        _server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task WaitIsOver_IsDoubt_AndTheLateAnswerIsRemembered()
    {
        _server.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new CalloutSettings { Wait = TimeSpan.FromSeconds(2) };
        using var verifier = Verifier();
        var waiting = AskAsync(verifier, settings);
        await UntilAsync(() => _server.Commands.Count > 0);
        _time.Advance(TimeSpan.FromSeconds(2));
        (await waiting).Verdict.ShouldBe(Verdict.Unverifiable);
        var late = AskAsync(verifier, new CalloutSettings());

        _server.Gate.SetResult();

        (await late).Verdict.ShouldBe(Verdict.Valid);
        (await AskAsync(verifier)).ShouldBe((Verdict.Valid, VerdictSource.Directory));
        _server.Dials.ShouldBe(1);
    }

    [Fact]
    public async Task NullSenderRefused_IsAskedOnceMoreWithTheFallbackSender_AndRemembered()
    {
        _server = new(line => line.StartsWith("MAIL FROM:<>", StringComparison.Ordinal) ? "550 5.7.1 Null sender not allowed" : "250 ok");
        using var verifier = Verifier();

        (await AskAsync(verifier)).Verdict.ShouldBe(Verdict.Valid);
        await verifier.VerifyFreshAsync(Domain(new CalloutSettings()), _bob, new RecipientKey("example.com", "other"));

        _server.Commands.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal))
            .ShouldBe(["MAIL FROM:<>", "MAIL FROM:<postmaster@mx.gateway.test>", "MAIL FROM:<postmaster@mx.gateway.test>"]);
    }

    [Theory]
    [InlineData("250 ok", Verdict.Invalid)]
    [InlineData("550 No", Verdict.Unverifiable)]
    public async Task BareRefusal_IsANo_OnlyWherePostmasterIsTaken(string postmaster, Verdict expected)
    {
        _server = new(line => line.Contains("postmaster@example.com", StringComparison.Ordinal) ? postmaster : Refusing("550 Requested action not taken")(line));
        using var verifier = Verifier();

        (await AskAsync(verifier)).Verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task Question_CarriesTheAskersSpelling_AndStopsBeforeData()
    {
        using var verifier = Verifier();
        await AskAsync(verifier);

        _server.Commands.Take(3).ShouldBe(["EHLO mx.gateway.test", "MAIL FROM:<>", "RCPT TO:<Bob@example.com>"]);
        _server.Commands.ShouldNotContain(line => line.StartsWith("DATA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_WithSomebodyOnIt_TakesOnlyHim_AndAsksNobody()
    {
        using var verifier = Verifier();
        var list = new CalloutSettings { Mode = CalloutMode.List };
        await _store.PinAsync(new RecipientKey("example.com", "alice"), Verdict.Valid, "test");

        (await AskAsync(verifier, list)).ShouldBe((Verdict.Invalid, VerdictSource.List));
        var alice = await verifier.VerifyAsync(Domain(list), new Mailbox("alice", "example.com"), new RecipientKey("example.com", "alice"));

        (alice.Verdict, alice.Source).ShouldBe((Verdict.Valid, VerdictSource.Pin));
        _server.Dials.ShouldBe(0);
    }

    [Fact]
    public async Task List_OfImportedRecipients_HasNoAge()
    {
        using var verifier = Verifier();
        var list = new CalloutSettings { Mode = CalloutMode.List };
        _store.Learn(new RecipientEntry(new RecipientKey("example.com", "bob")) { Verdict = Verdict.Valid, VerifiedAt = 1 }, null);
        await _store.ForgetAsync(new RecipientKey("example.com", "nobody")); // goes behind what waits to be written

        (await AskAsync(verifier, list)).ShouldBe((Verdict.Valid, VerdictSource.List));
        var carol = await verifier.VerifyAsync(Domain(list), new Mailbox("carol", "example.com"), new RecipientKey("example.com", "carol"));

        (carol.Verdict, carol.Source).ShouldBe((Verdict.Invalid, VerdictSource.List));
    }

    [Fact]
    public async Task EmptyList_EnforcesNothing_AlsoBesideLearnedVerdicts()
    {
        using var verifier = Verifier();
        await AskAsync(verifier);

        (await AskAsync(verifier, new CalloutSettings { Mode = CalloutMode.List })).ShouldBe((Verdict.Valid, VerdictSource.List));

        _server.Dials.ShouldBe(1);
    }

    // The server and the flight run on the pool; this yields to them and never sleeps.
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }

    private static Func<string, string> Refusing(string reply) => line => line.StartsWith("RCPT", StringComparison.Ordinal) ? reply : "250 ok";

    private static ProtectedDomain Domain(CalloutSettings settings)
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
        return new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination, Callout = settings };
    }

    private static async Task<(Verdict Verdict, VerdictSource Source)> AskAsync(RecipientVerifier verifier, CalloutSettings? settings = null)
    {
        var answer = await verifier.VerifyAsync(Domain(settings ?? new CalloutSettings()), _bob, new RecipientKey("example.com", "bob"));
        return (answer.Verdict, answer.Source);
    }

    private RecipientVerifier Verifier()
    {
        var own = new OwnNames("mx.gateway.test");
        var opener = new PeerOpener(_server, new PeerLocator(new FakeResolver(), own.HostName, AddressScope.Any), own, _time);
        var questioner = new Questioner(opener, own, waiting: 100, () => "nobody", _time, NullLogger<Questioner>.Instance);
        return new RecipientVerifier(new RecipientDirectory(_store, 1000, _time), questioner, _time, NullLogger<RecipientVerifier>.Instance);
    }
}
