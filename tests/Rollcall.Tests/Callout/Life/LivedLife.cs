using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout.Life;

/// <summary>The real verifier and directory beside the model, through the same life; the destination is a table of answers.</summary>
internal sealed class LivedLife : IQuestionGuard, IDisposable
{
    private const string DomainName = "example.com";
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10); // of the real clock, with an answer that is due
    private readonly FakeTimeProvider _time = new(_start);
    private readonly FakeStore _store;
    private readonly Life _life;
    private readonly LifeModel _model;
    private RecipientDirectory _directory = null!;
    private DomainConditions _conditions = null!;
    private Learning _learning = null!;
    private RecipientVerifier _verifier = null!;
    private (int Real, int Random) _asked;
    private TaskCompletionSource? _answerIsDue;

    public LivedLife(Life life)
    {
        (_life, _model) = (life, new LifeModel(life.Policy));
        _store = new FakeStore(_time);
        Start();
    }

    private ProtectedDomain Domain
    {
        get
        {
            var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
            var settings = new CalloutSettings { Mode = _model.Mode, Unverifiable = _life.Policy };
            return new ProtectedDomain { Name = DomainName, DeliverTo = destination, VerifyAt = destination, Callout = settings };
        }
    }

    /// <summary>What this life has led to.</summary>
    public IReadOnlyCollection<Situation> Met => _model.Met;

    public bool IsUnderAttack(ProtectedDomain domain) => _model.UnderAttack;

    public bool MayAsk(ProtectedDomain domain) => _model.MayAsk;

    public void Answered(ProtectedDomain domain, Verdict verdict)
    {
    }

    /// <summary>Lives it; what is not as the model says ends it with an exception that names the step.</summary>
    public void Live()
    {
        for (int i = 0; i < _life.Steps.Length; i++)
        {
            Pass(TimeSpan.FromSeconds(1)); // nothing happens at the very same time, and a list that was emptied is seen
            var step = _life.Steps[i];
            var (expected, real) = Take(step);
            Same(expected, real, $"step {i}, {step}: the answer");
            Same(_model.Asked, _asked, $"step {i}, {step}: questions, and tests with a random recipient");
            SameState($"step {i}, {step}");
        }
    }

    public void Dispose() => _verifier.Dispose();

    private static void Same<T>(T expected, T real, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, real))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {expected}, real {real}"));
    }

    private void SameState(string where)
    {
        long now = _directory.Now;
        var condition = _conditions.Of(Domain);
        Same((_model.AcceptsAll, _model.RefusesCallOuts, _model.IsBraked),
            (condition.AcceptsAll(now), condition.RefusesCallOuts, condition.IsBraked(now)), where + ": accepts all, refuses call-outs, braked");
        for (int who = 0; who < LifeSteps.Recipients; who++)
        {
            var stored = _store.Entries.GetValueOrDefault(Key(who));
            Same(_model.Remembered(who), Remembered(stored), where + $": the entry of {who} in the store");
            if (_directory.Recall(Key(who)) is { } recalled)
                Same(_model.Remembered(who), Remembered(recalled), where + $": the entry of {who} in memory");
        }
    }

    private static (Verdict? Verdict, long At, Verdict? Pin) Remembered(RecipientEntry? entry) => entry is null or { Verdict: Verdict.Unverifiable }
        ? (null, 0, entry?.Pin)
        : (entry.Verdict, (entry.VerifiedAt - _start.ToUnixTimeMilliseconds()) / 1000, entry.Pin);

    private (object? Expected, object? Real) Take(Step step)
    {
        switch (step)
        {
            case Mail mail:
                var real = Real(mail);
                return (WithReply(_model.Mail(mail.To, mail.Standing, _asked == _model.Asked ? 0 : mail.AnswersAfterSeconds)), real);
            case AskNow ask:
                return (_model.AskNow(ask.Of), Seen(AskNow(ask.Of)));
            case AskMany many:
                return Enumerable.Range(0, many.Count).Select(who => new Written(who, Spelling.Own)).Select(who => (Expected: (object)_model.AskNow(who), Real: (object)Seen(AskNow(who))))
                    .Aggregate((Expected: (object?)"", Real: (object?)""), (all, one) => ($"{all.Expected}\n{one.Expected}", $"{all.Real}\n{one.Real}"));
            case LateNoSuchUser late when _model.Mode is CalloutMode.Callout or CalloutMode.Shadow:
                return (_model.LateNoSuchUser(late.Of), _learning.LateNoSuchUserAsync(Domain, Mailbox(late.Of), Evidence(Says.NoSuchUser)).Result);
            case LiftBrake:
                return (_model.LiftBrake(), _conditions.Of(Domain).ReleaseBrake(_directory.Now));
            default:
                Change(step);
                return (null, null);
        }
    }

    private void Change(Step step)
    {
        switch (step)
        {
            case SaysTo to:
                _model.Answers[to.Who] = to.What;
                break;
            case SaysToMany many:
                _model.Answers.AsSpan(0, many.Count).Fill(many.What);
                break;
            case SaysToRandom random:
                _model.ToRandom = random.What;
                break;
            case TimePasses passes:
                Pass(passes.By);
                break;
            case Pin pin:
                _model.Pin(pin.Who, pin.To);
                _directory.PinAsync(Key(pin.Who), pin.To, "somebody").Wait();
                break;
            case Forget forget:
                _model.Forget(forget.Who);
                _directory.ForgetAsync(Key(forget.Who)).Wait();
                break;
            case Import import:
                _model.Import(import.Who, import.As);
                _directory.ImportAsync(DomainName, new Dictionary<RecipientKey, Verdict> { [Key(import.Who)] = import.As }).Wait();
                break;
            case Checked check:
                _model.Checked(check.ToRandom);
                _conditions.Of(Domain).Tested(Meaning(check.ToRandom), _directory.Now);
                break;
            case Mode mode:
                _model.Mode = mode.To;
                break;
            case Attack attack:
                (_model.UnderAttack, _model.MayAsk) = (attack.Is, attack.MayAsk);
                break;
            case Restart:
                _model.Restart();
                _conditions.KeepAllAsync().Wait();
                Start();
                break;
        }
    }

    private void Start()
    {
        _verifier?.Dispose();
        _directory = new RecipientDirectory(_store, 100, _time);
        _conditions = new DomainConditions(_store);
        _conditions.LoadAsync().Wait();
        _learning = new Learning(_directory, AnswerAsync, _conditions, this, _time, NullLogger<Learning>.Instance);
        _verifier = new RecipientVerifier(_directory, _learning, this, _time, NullLogger<RecipientVerifier>.Instance);
    }

    private void Pass(TimeSpan by)
    {
        _model.Now += (long)by.TotalSeconds;
        _time.Advance(by);
    }

    // What the mail gets; the answer to the question comes when its time has passed. The model's clock is moved by the model itself.
    private (Expected, int Code) Real(Mail mail)
    {
        _answerIsDue = mail.AnswersAfterSeconds > 0 ? new TaskCompletionSource() : null;
        var waiting = _verifier.VerifyAsync(Domain, Mailbox(mail.To), Key(mail.To.Who), new Asker(mail.Standing, null)).AsTask();
        if (_asked != _model.Asked && _answerIsDue is { } due)
        {
            int passed = 0;
            foreach (int limit in new[] { 2, 25, int.MaxValue }) // step by step, so that who waits no longer looks at the clock then
            {
                int by = Math.Min(limit, mail.AnswersAfterSeconds) - passed;
                _time.Advance(TimeSpan.FromSeconds(by));
                passed += by;
            }
            due.SetResult();
        }
        var known = waiting.WaitAsync(_patience).Result;
        return (Seen(known), RcptDecision.Decide(known, Domain.Callout, Mailbox(mail.To)).Code);
    }

    private (Expected, int Code) WithReply(Expected expected) => (expected, _model.Reply(expected));

    private Verification AskNow(Written written)
    {
        _answerIsDue = null;
        return _verifier.VerifyFreshAsync(Domain, Mailbox(written), Key(written.Who)).AsTask().WaitAsync(_patience).Result;
    }

    private async Task<CalloutResult> AnswerAsync(Ask ask, CancellationToken cancel)
    {
        var says = _model.Answers[int.Parse(ask.Recipient.LocalPart.AsSpan(1), CultureInfo.InvariantCulture)];
        bool isTest = ask.TestsAcceptsAll && says == Says.Taken;
        _asked = (_asked.Real + 1, _asked.Random + (isTest ? 1 : 0));
        if (_answerIsDue is { } due)
            await due.Task.ConfigureAwait(false);
        if (says == Says.Nothing)
            return new CalloutResult(Verdict.Unverifiable, CalloutOutcome.Timeout, Evidence(says));
        var random = isTest && _model.ToRandom != Says.Nothing ? Meaning(_model.ToRandom) : (ReplyMeaning?)null;
        return CalloutResult.Of(Meaning(says), Evidence(says)) with { NeedsUtf8 = says == Says.NeedsUtf8, RandomRecipient = random };
    }

    private static Expected Seen(Verification known) =>
        new(known.Verdict, known.Source) { Harvest = known.IsHarvest, Refused = known.IsRefused, Utf8 = known.NeedsUtf8 };

    private static ReplyMeaning Meaning(Says says) => says switch
    {
        Says.Taken => ReplyMeaning.Exists,
        Says.NoSuchUser => ReplyMeaning.NoSuchUser,
        Says.Full => ReplyMeaning.MailboxFull,
        Says.Later => ReplyMeaning.Temporary,
        _ => ReplyMeaning.Policy,
    };

    private static Evidence Evidence(Says says) => says switch
    {
        Says.Nothing => Core.Callout.Evidence.Of(CalloutStage.Rcpt, "time-out", "host:25"),
        _ => new Evidence(CalloutStage.Rcpt, says switch { Says.Taken => 250, Says.Later => 451, Says.Full => 552, _ => 550 }, null, says.ToString(), "host:25"),
    };

    private static string Local(int who) => string.Create(CultureInfo.InvariantCulture, $"r{who}");

    private static Mailbox Mailbox(Written written) =>
        new(written.Spelling == Spelling.Own ? Local(written.Who) : Local(written.Who).ToUpperInvariant(), DomainName);

    private static RecipientKey Key(int who) => new(DomainName, Local(who));
}
