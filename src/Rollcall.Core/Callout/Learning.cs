using BitFaster.Caching.Lru;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>
/// Asks, and decides what becomes of the answer: what is learned, what is only doubt, and what it says of the domain as a whole.
/// </summary>
/// <param name="directory">What is remembered.</param>
/// <param name="question">Puts a question to a destination; every failure is a result.</param>
/// <param name="conditions">The conditions of the domains.</param>
/// <param name="guard">Guards domains under attack.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class Learning(
    RecipientDirectory directory, Func<Ask, CancellationToken, Task<CalloutResult>> question, DomainConditions conditions, IQuestionGuard guard, TimeProvider time, ILogger<Learning> log)
{
    private const int MaxDoubts = 100_000; // addresses whose last doubt is kept; an attack pushes the oldest out
    private static readonly TimeSpan _doubtRests = TimeSpan.FromSeconds(30); // docs/callouts.md, the life of a verdict
    private readonly ConcurrentLru<Mailbox, Rest> _rests = new(Environment.ProcessorCount, MaxDoubts, EqualityComparer<Mailbox>.Default); // by the address that the question carried

    /// <summary>Where answers are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }

    /// <summary>The conditions of the domains.</summary>
    public DomainConditions Conditions => conditions;

    /// <summary>A remembered entry as a verdict.</summary>
    public static Verification Of(RecipientEntry entry, ProtectedDomain domain, VerdictSource source) =>
        new(entry.Verdict, source, entry.Evidence, entry.VerifiedAt, VerdictLife.ExpiresAt(entry, domain.Callout));

    /// <summary>Whether the last question with an address ended in doubt so lately that the next one has to wait.</summary>
    public bool IsResting(Mailbox question) => LastDoubt(question) is not null;

    /// <summary>The doubt that such a question left, and how long it rests yet; or null.</summary>
    public RestingDoubt? LastDoubt(Mailbox question)
    {
        if (!_rests.TryGet(question, out var rest))
            return null;
        var left = rest.For - time.GetElapsedTime(rest.Since);
        return left > TimeSpan.Zero ? new RestingDoubt(rest.Doubt, left) : null;
    }

    /// <summary>Doubt never replaces what is remembered: a valid verdict past its life is used until its stale_ttl is over.</summary>
    public Verification InDoubt(Verification doubt, RecipientEntry? entry, ProtectedDomain domain)
    {
        if (entry is null)
            return doubt;
        return (entry.Verdict, VerdictLife.AgeOf(entry, domain.Callout, directory.Now)) switch
        {
            (_, VerdictAge.Fresh) => Of(entry, domain, VerdictSource.Directory),
            (Verdict.Valid, VerdictAge.Stale) => Of(entry, domain, VerdictSource.Stale),
            _ => doubt,
        };
    }

    /// <summary>Asks about a recipient of whom this was found before, and learns.</summary>
    public async Task<Verification> AskAsync(Wanted wanted, StoreRead before, CancellationToken cancel)
    {
        var domain = wanted.Domain;
        var condition = conditions.Of(domain);
        var transcript = new Transcript(time, Questioner.TranscriptCharacters);
        if (wanted.Asker.Session is { } session)
            transcript.Note("for a mail of session " + session);
        var ask = new Ask(domain, wanted.Recipient) { TestsAcceptsAll = condition.TryBeginTest(directory.Now), Transcript = transcript };
        try
        {
            var result = await question(ask, cancel).ConfigureAwait(false);
            // An address that the server cannot take at all is no refusal of us.
            if (!result.NeedsUtf8 && condition.Ended(result.Outcome, domain.Callout, directory.Now))
                LogRefuses(domain.Name, result.Evidence.Code, result.Evidence.Text);
            var known = result.Verdict == Verdict.Unverifiable
                ? Doubted(wanted, before.Entry, result)
                : Answered(wanted, before, result, ask.TestsAcceptsAll ? condition : null);
            var about = known.Verdict == Verdict.Invalid ? wanted.Question.ToString() : wanted.Key.ToString();
            Tell((about, domain.Name), result.Evidence, (known.Verdict, known.Source.Word()), wanted.Asker);
            return known;
        }
        finally
        {
            if (ask.TestsAcceptsAll)
                condition.EndTest();
            conditions.Keep(condition);
        }
    }

    /// <summary>
    /// A destination said "no such user" in a delivery. True when that is held back by the mass-flip brake: then it must not be the sender's
    /// answer.
    /// </summary>
    public async Task<bool> LateNoSuchUserAsync(ProtectedDomain domain, Mailbox recipient, Evidence evidence)
    {
        // In mode list nothing is learned: one refusal must not take an address off the list that a person brought, where nothing would bring it back.
        if (domain.Callout.Mode == CalloutMode.List || !RecipientAddress.TryGetKey(recipient, domain, out var key))
            return false;
        var condition = conditions.Of(domain);
        condition.NoSuchUser(directory.Now);
        var before = await directory.FindAsync(key).ConfigureAwait(false);
        bool held = RecipientAddress.IsSpelledAs(recipient, key)
            ? LearnLate((domain, condition), key, before, evidence)
            : IsBrakedFor((domain, condition), before.Entry); // also user+tag, which a server may not take though it knows user
        conditions.Keep(condition);
        return held;
    }

    private bool LearnLate((ProtectedDomain Domain, DomainCondition Condition) at, RecipientKey key, StoreRead before, Evidence evidence)
    {
        bool held = Holds(at.Domain, (key, before.Entry), Verdict.Invalid, at.Condition);
        var lines = new Transcript(time, Questioner.TranscriptCharacters);
        lines.Note($"said in a delivery, after the recipient was taken: {evidence.Words}");
        if (held)
        {
            directory.HoldBack(key, lines.ToString());
        }
        else
        {
            directory.Learn(key, before, Verdict.Invalid, evidence, lines.ToString());
            Tell((key.ToString(), key.Domain), evidence, (Verdict.Invalid, "delivery"), default);
        }
        return held;
    }

    private void Tell((string Address, string Domain) about, Evidence evidence, (Verdict Verdict, string Source) known, Asker asker)
    {
        if (Events is not { IsRead: true } events)
            return;
        events.Publish(new GatewayEvent(EventType.Verdict)
        {
            Address = about.Address,
            Domain = about.Domain,
            Destination = evidence.Host,
            Session = asker.Session,
            Client = asker.Client,
            Verdict = known.Verdict.Word(),
            Source = known.Source,
            Stage = evidence.Stage.Word(),
            Code = evidence.Code,
            EnhancedCode = evidence.EnhancedCode?.ToString(),
            Text = evidence.Text,
        });
    }

    private Verification Doubted(Wanted wanted, RecipientEntry? entry, CalloutResult result)
    {
        var doubt = new Verification(Verdict.Unverifiable, VerdictSource.Callout, result.Evidence, null, null) { NeedsUtf8 = result.NeedsUtf8 };
        _rests.AddOrUpdate(wanted.Question, new Rest(doubt, time.GetTimestamp(), _doubtRests));
        return InDoubt(doubt, entry, wanted.Domain);
    }

    private Verification Answered(Wanted wanted, StoreRead before, CalloutResult result, DomainCondition? tested)
    {
        var domain = wanted.Domain;
        var condition = conditions.Of(domain);
        guard.Answered(domain, result.Verdict);
        _rests.TryRemove(wanted.Question);
        // A full mailbox exists, but no recipient was accepted and nothing was tested behind it.
        if (result is { Verdict: Verdict.Valid, Evidence.Code: < 300 } && tested is not null)
        {
            tested.Tested(result.RandomRecipient, directory.Now);
            if (tested.AcceptsAll(directory.Now))
                LogAcceptsAll(domain.Name, "rollcall check tells how its server can refuse unknown recipients");
        }
        if (result.Verdict == Verdict.Valid && condition.AcceptsAll(directory.Now))
            return Verification.AcceptsAll with { Evidence = result.Evidence }; // nothing is added to the list
        if (result.Verdict == Verdict.Invalid && !RecipientAddress.IsSpelledAs(wanted.Question, wanted.Key))
            return NoOfAnotherSpelling(wanted, before.Entry, result.Evidence);
        if (!Holds(domain, (wanted.Key, before.Entry), result.Verdict, condition))
            return Of(directory.Learn(wanted.Key, before, result.Verdict, result.Evidence, result.Transcript), domain, VerdictSource.Callout);
        directory.HoldBack(wanted.Key, result.Transcript ?? "");
        return InDoubt(LetRest(wanted, result.Evidence), before.Entry, domain);
    }

    // It answers who asked and nobody else. The next mail in the same spelling must not set off the same renewal again.
    private Verification NoOfAnotherSpelling(Wanted wanted, RecipientEntry? entry, Evidence evidence)
    {
        var domain = wanted.Domain;
        if (IsBrakedFor((domain, conditions.Of(domain)), entry))
            return InDoubt(LetRest(wanted, evidence), entry, domain);
        if (entry is not null && VerdictLife.AgeOf(entry, domain.Callout, directory.Now) == VerdictAge.Fresh)
            LetRest(wanted, evidence);
        return new Verification(Verdict.Invalid, VerdictSource.Callout, evidence, directory.Now, null);
    }

    // A "no such user" that is not learned, as doubt.
    private Verification LetRest(Wanted wanted, Evidence evidence)
    {
        var doubt = new Verification(Verdict.Unverifiable, VerdictSource.Callout, evidence, null, null);
        _rests.AddOrUpdate(wanted.Question, new Rest(doubt, time.GetTimestamp(), wanted.Domain.Callout.RecheckInvalidAfter));
        return doubt;
    }

    private bool IsBrakedFor((ProtectedDomain Domain, DomainCondition Condition) at, RecipientEntry? entry) =>
        IsValidYet(entry, at.Domain) && at.Condition.IsBraked(directory.Now);

    private bool IsValidYet(RecipientEntry? entry, ProtectedDomain domain) =>
        entry is { Verdict: Verdict.Valid } && VerdictLife.AgeOf(entry, domain.Callout, directory.Now) != VerdictAge.Dead;

    // Whether the mass-flip brake keeps a valid recipient from becoming invalid.
    private bool Holds(ProtectedDomain domain, (RecipientKey Key, RecipientEntry? Entry) known, Verdict verdict, DomainCondition condition)
    {
        var (key, entry) = known;
        if (!IsValidYet(entry, domain))
        {
            if (verdict == Verdict.Valid)
                condition.IsThereAgain(key);
            return false;
        }
        var flip = condition.Reasked(entry!, verdict, directory.Now, out var restore);
        foreach (var before in restore.Where(before => before.Key != key)) // whose answer this is was not learned
            _ = directory.RestoreAsync(before);
        if (flip == Flip.Pull)
            LogBraked(domain.Name, condition.Held);
        else if (flip == Flip.Release)
            LogReleased(domain.Name);
        return flip is Flip.Hold or Flip.Pull;
    }

    [LoggerMessage(EventName = "refuses_call_outs", Level = LogLevel.Warning,
        Message = "{Domain} {Code} {Text}")]
    private partial void LogRefuses(string domain, int? code, string text);

    [LoggerMessage(EventName = "accepts_all", Level = LogLevel.Warning,
        Message = "{Domain} {Advice}")]
    private partial void LogAcceptsAll(string domain, string advice);

    [LoggerMessage(EventName = "flip_brake", Level = LogLevel.Warning,
        Message = "{Domain} {Held}")]
    private partial void LogBraked(string domain, int held);

    [LoggerMessage(EventName = "flip_brake_released", Level = LogLevel.Information, Message = "{Domain}")]
    private partial void LogReleased(string domain);

    private readonly record struct Rest(Verification Doubt, long Since, TimeSpan For);
}

/// <summary>A doubt that answers for its address until it has rested.</summary>
/// <param name="Doubt">What the last question ended in.</param>
/// <param name="Left">For so long nobody is asked again.</param>
public readonly record struct RestingDoubt(Verification Doubt, TimeSpan Left);
