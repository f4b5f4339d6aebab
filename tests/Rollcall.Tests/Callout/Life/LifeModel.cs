using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Tests.Callout.Life;

/// <summary>
/// The life of verdicts as docs/callouts.md tells it, small and slow: every recipient is a few fields, every rule a line. It shares no code with
/// what it is compared to. Times are seconds since the begin.
/// </summary>
internal sealed class LifeModel(UnverifiablePolicy policy)
{
    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    private readonly ModelBrake _brake = new();
    private readonly Dictionary<int, Person> _people = [];
    private readonly Dictionary<Written, (long Until, bool Utf8)> _rests = [];
    private long? _acceptsAllAt;
    private long? _filteringAt;
    private long? _unclearAt;
    private long? _refusedSince;
    private long? _triedAt;

    /// <summary>What this life has led to.</summary>
    public HashSet<Situation> Met => _brake.Met;

    public long Now { get; set; }

    public CalloutMode Mode { get; set; }

    public bool UnderAttack { get; set; }

    public bool MayAsk { get; set; } = true;

    public Says[] Answers { get; } = new Says[LifeSteps.Recipients];

    public Says ToRandom { get; set; } = Says.NoSuchUser;

    /// <summary>Questions so far, and tests with a random local part.</summary>
    public (int Real, int Random) Asked { get; private set; }

    public bool AcceptsAll => _acceptsAllAt is { } at && Now - at < Day;

    public bool RefusesCallOuts { get; private set; }

    public bool IsBraked => _brake.Holds(Now);

    /// <summary>What is remembered of a recipient, for a comparison.</summary>
    public (Verdict? Verdict, long At, Verdict? Pin) Remembered(int who) => Of(who) is var it ? (it.Verdict, it.At, it.Pin) : default;

    /// <summary>A mail comes. The answer to a question would take so many seconds; that time passes here.</summary>
    public Expected Mail(Written written, AskerStanding standing, int takes)
    {
        var it = Of(written.Who);
        if (it.Pin is { } pin)
            return new(pin, VerdictSource.Pin);
        if (Mode == CalloutMode.AcceptsAll)
            return new(Verdict.Valid, VerdictSource.AcceptsAll);
        if (Mode == CalloutMode.List)
            return FromList(it);
        if (AcceptsAll)
            return new(Verdict.Valid, VerdictSource.AcceptsAll);
        if (RefusesCallOuts)
        {
            if (_triedAt is not { } tried || Now - tried >= 15 * Minute)
            {
                _triedAt = Now;
                Ask(written, takes);
                Met.Add(RefusesCallOuts ? Situation.TriedInVain : Situation.AnswersAgain);
            }
            return new(Verdict.Unverifiable, VerdictSource.Callout) { Refused = true };
        }
        return IsFresh(it, Now) ? FromMemory(written, standing, takes) : FromQuestion(written, standing, takes);
    }

    /// <summary>A person asks, whatever is remembered.</summary>
    public Expected AskNow(Written written) => Mode == CalloutMode.List
        ? Of(written.Who).Pin is { } pin ? new(pin, VerdictSource.Pin) : FromList(Of(written.Who))
        : Ask(written, 0);

    /// <summary>A delivery ended with "no such user". True when the brake makes it doubt.</summary>
    public bool LateNoSuchUser(Written written)
    {
        ProvesFiltering();
        return written.Spelling == Spelling.Own ? Gone(written.Who) : IsHeld(written.Who);
    }

    public void Pin(int who, Verdict? pin) => Of(who).Pin = pin;

    public void Forget(int who) => _people.Remove(who);

    public void Import(int who, Verdict verdict)
    {
        var it = Of(who);
        it.Learn(verdict, Now);
        it.IsImported = true;
    }

    public bool LiftBrake() => _brake.Lift(Now);

    public void Checked(Says random) => Tested(random);

    /// <summary>What is forgotten with the process: whose turn it is to wait, what was not yet decided.</summary>
    public void Restart()
    {
        foreach (var it in _people.Values)
            it.LookedAgain = false;
        _rests.Clear();
        _brake.Restart(_people);
        _unclearAt = _triedAt = null;
        _refusedSince = null;
    }

    private Person Of(int who) => _people.TryGetValue(who, out var it) ? it : _people[who] = new Person();

    private static bool IsFresh(Person it, long now) => it.Verdict switch
    {
        Verdict.Valid => now - it.At < Day,
        Verdict.Invalid => now - it.At < Hour,
        _ => false,
    };

    private static bool IsStale(Person it, long now) => it.Verdict == Verdict.Valid && now - it.At is >= Day and < 7 * Day;

    private Expected FromList(Person it)
    {
        if (it is { IsImported: true, Verdict: { } listed })
            return new(listed, VerdictSource.List);
        bool hasList = _people.Values.Any(one => one.Pin == Verdict.Valid || one is { IsImported: true, Verdict: Verdict.Valid });
        Met.Add(hasList ? Situation.NotOnList : Situation.NoList);
        return new(hasList ? Verdict.Invalid : Verdict.Valid, VerdictSource.List);
    }

    private Expected FromMemory(Written written, AskerStanding standing, int takes)
    {
        var it = Of(written.Who);
        var known = new Expected(it.Verdict!.Value, VerdictSource.Directory);
        if (Rests(written))
            return known;
        if (it.Verdict == Verdict.Valid)
        {
            if (Now - it.At >= 18 * Hour)
            {
                Ask(written, takes); // in the background
                Met.Add(Situation.Renewed);
            }
            return known;
        }
        if (Now - it.At < 10 * Minute || it.LookedAgain || standing is AskerStanding.Counted or AskerStanding.Limited)
            return known;
        it.LookedAgain = true;
        var again = Ask(written, takes);
        Met.Add(takes >= 2 ? Situation.SecondLookTooLate : Situation.SecondLook);
        return takes >= 2 || again.Verdict == Verdict.Unverifiable ? known : again;
    }

    private Expected FromQuestion(Written written, AskerStanding standing, int takes)
    {
        bool isGuarded = standing == AskerStanding.Limited || (UnderAttack && standing != AskerStanding.Trusted);
        if (isGuarded && !(standing == AskerStanding.Clean && MayAsk))
        {
            Met.Add(Situation.NotAskedForHim);
            return InDoubt(written, Now) with { Harvest = !IsStale(Of(written.Who), Now), Utf8 = false };
        }
        if (Rests(written))
        {
            Met.Add(Situation.DoubtRests);
            return InDoubt(written, Now);
        }
        var meanwhile = InDoubt(written, Now + 25) with { Utf8 = false };
        var answer = Ask(written, takes);
        if (meanwhile.Source == VerdictSource.Stale)
            Met.Add(takes >= 25 ? Situation.StaleWhileItWaits : Situation.Stale);
        return takes >= 25 ? meanwhile : answer; // too late for this mail, but remembered
    }

    // A question, and what becomes of its answer.
    private Expected Ask(Written written, int takes)
    {
        int who = written.Who;
        bool isTest = !AcceptsAll && !(_filteringAt is { } at && Now - at < Day) && !(_unclearAt is { } unclear && Now - unclear < Hour);
        Now += takes;
        var says = Answers[who];
        isTest &= says == Says.Taken;
        Asked = (Asked.Real + 1, Asked.Random + (isTest ? 1 : 0));
        switch (says)
        {
            case Says.Taken or Says.Full:
                Answered(written);
                if (isTest)
                    Tested(ToRandom);
                return Exists(who);
            case Says.NoSuchUser:
                Answered(written);
                ProvesFiltering();
                if (written.Spelling == Spelling.Other)
                    return NoOfAnotherSpelling(written);
                if (!Gone(who))
                    return new(Verdict.Invalid, VerdictSource.Callout);
                _rests[written] = (Now + 10 * Minute, false);
                return InDoubt(written, Now);
            case Says.Refused:
                Refused();
                break;
        }
        _rests[written] = (Now + 30, says == Says.NeedsUtf8);
        return InDoubt(written, Now);
    }

    // It is not learned, and a brake that holds makes it doubt like any other.
    private Expected NoOfAnotherSpelling(Written written)
    {
        Met.Add(Situation.NoOfAnotherSpelling);
        bool held = IsHeld(written.Who);
        if (held || IsFresh(Of(written.Who), Now))
            _rests[written] = (Now + 10 * Minute, false);
        return held ? InDoubt(written, Now) : new(Verdict.Invalid, VerdictSource.Callout);
    }

    private bool IsHeld(int who) => WasValid(who) && _brake.Holds(Now);

    private bool Rests(Written written) => _rests.TryGetValue(written, out var rest) && Now < rest.Until;

    private Expected InDoubt(Written written, long now)
    {
        var it = Of(written.Who);
        return IsFresh(it, now) ? new(it.Verdict!.Value, VerdictSource.Directory)
            : IsStale(it, now) ? new(Verdict.Valid, VerdictSource.Stale)
            : new(Verdict.Unverifiable, VerdictSource.Callout) { Utf8 = _rests.TryGetValue(written, out var rest) && rest.Utf8 };
    }

    private void Answered(Written written)
    {
        _rests.Remove(written);
        (_refusedSince, _triedAt, RefusesCallOuts) = (null, null, false);
    }

    private Expected Exists(int who)
    {
        if (AcceptsAll)
            return new(Verdict.Valid, VerdictSource.AcceptsAll); // nothing is added to the list
        if (WasValid(who))
            _brake.IsThere(who, Now);
        else
            _brake.IsBack(who);
        Of(who).Learn(Verdict.Valid, Now);
        return new(Verdict.Valid, VerdictSource.Callout);
    }

    // A valid one that is gone goes through the brake. True when the old verdict stays.
    private bool Gone(int who)
    {
        if (WasValid(who) && _brake.IsGone(who, Of(who), Now))
            return true;
        Of(who).Learn(Verdict.Invalid, Now);
        return false;
    }

    private bool WasValid(int who) => Of(who) is { Verdict: Verdict.Valid } it && Now - it.At < 7 * Day;

    private void ProvesFiltering()
    {
        if (AcceptsAll)
            Met.Add(Situation.AcceptsAllNoMore);
        (_acceptsAllAt, _filteringAt) = (null, Now);
    }

    private void Tested(Says random)
    {
        Met.Add(random == Says.Taken ? Situation.AcceptsAll : random == Says.NoSuchUser ? Situation.Filters : Situation.UnclearTest);
        if (random == Says.Taken)
            (_acceptsAllAt, _filteringAt) = (Now, null);
        else if (random == Says.NoSuchUser)
            ProvesFiltering();
        else
            _unclearAt = Now;
    }

    private void Refused()
    {
        _refusedSince ??= Now;
        RefusesCallOuts |= Now - _refusedSince >= 15 * Minute;
        if (RefusesCallOuts)
            _triedAt = Now;
    }

    /// <summary>The reply at RCPT to a verdict: its code.</summary>
    public int Reply(Expected verdict) => verdict switch
    {
        { Verdict: Verdict.Valid } => 250,
        { Verdict: Verdict.Invalid, Source: VerdictSource.Pin } => 550,
        _ when Mode == CalloutMode.Shadow => 250,
        { Verdict: Verdict.Invalid } => 550,
        { Harvest: true } => 451,
        { Refused: true } => 250,
        { Utf8: true } => 550,
        _ => policy == UnverifiablePolicy.Accept ? 250 : 451,
    };
}
