using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout.Life;

/// <summary>What the model expects of a mail.</summary>
internal readonly record struct Expected(Verdict Verdict, VerdictSource Source)
{
    public bool Harvest { get; init; }

    public bool Refused { get; init; }

    public bool Utf8 { get; init; }
}

/// <summary>What lives lead to; each must come up, or the lives are too tame to show anything.</summary>
internal enum Situation
{
    Renewed,
    SecondLook,
    SecondLookTooLate,
    Stale,
    StaleWhileItWaits,
    DoubtRests,
    NotAskedForHim,
    NoOfAnotherSpelling,
    NotOnList,
    NoList,
    AcceptsAll,
    AcceptsAllNoMore,
    Filters,
    UnclearTest,
    TriedInVain,
    AnswersAgain,
    BrakePulledByAll,
    BrakePulledByTwenty,
    BrakeHolds,
    BrakeLifted,
    BrakeEndedByHalf,
    BrakeEndedByTheDay,
}

/// <summary>One recipient as the model knows it. Times are seconds.</summary>
internal sealed class Person
{
    public Verdict? Verdict { get; private set; }

    public long At { get; private set; }

    public bool IsImported { get; set; }

    public bool LookedAgain { get; set; }

    public Verdict? Pin { get; set; }

    /// <summary>When its end was held back last.</summary>
    public long? HeldAt { get; set; }

    public void Learn(Verdict verdict, long now) => (Verdict, At, IsImported, LookedAgain) = (verdict, now, false, false);

    /// <summary>What it was goes back into the place of the "no" that came since, unless somebody else has spoken.</summary>
    public void PutBack(ModelBrake.Gone old, long now)
    {
        if (Verdict == Core.Callout.Verdict.Invalid && !IsImported)
            (Verdict, At, IsImported, LookedAgain, HeldAt) = (Core.Callout.Verdict.Valid, old.At, old.IsImported, false, now);
    }
}

/// <summary>The mass-flip brake of the model: the valid recipients that were re-asked, with what they were.</summary>
internal sealed class ModelBrake
{
    private const long Window = 600;
    private const long Longest = 24 * 3600;
    private readonly Dictionary<int, (long When, Gone? Gone)> _reasked = []; // by recipient, as an address: forgetting it does not undo what was asked
    private readonly HashSet<int> _held = [];
    private readonly HashSet<int> _back = [];
    private long? _since;

    public HashSet<Situation> Met { get; } = [];

    public bool Holds(long now)
    {
        if (_since is { } since && now - since >= Longest)
            LetGo(Situation.BrakeEndedByTheDay);
        return _since is not null;
    }

    public bool Lift(long now)
    {
        bool held = Holds(now);
        LetGo(held ? Situation.BrakeLifted : null);
        return held;
    }

    /// <summary>Whom it held is known of those who were not forgotten.</summary>
    public void Restart(IEnumerable<KeyValuePair<int, Person>> people)
    {
        Forget();
        if (_since is null)
            return;
        foreach (var (who, it) in people.Where(one => one.Value.HeldAt >= _since))
        {
            _held.Add(who);
            if (it is { Verdict: Verdict.Valid, IsImported: false } && it.At > it.HeldAt)
                _back.Add(who);
        }
    }

    /// <summary>A valid recipient is there.</summary>
    public void IsThere(int who, long now)
    {
        if (!Holds(now))
        {
            _reasked[who] = (now, null);
            return;
        }
        if (!_held.Contains(who))
            return;
        _back.Add(who);
        if (_back.Count * 2 >= Math.Max(_held.Count, 3))
            LetGo(Situation.BrakeEndedByHalf);
    }

    /// <summary>One that was not valid is there: it may be one that counts as gone, and does so no more.</summary>
    public void IsBack(int who)
    {
        if (_reasked.TryGetValue(who, out var gone))
            _reasked[who] = (gone.When, null);
    }

    /// <summary>A valid recipient is gone. True when it stays what it was.</summary>
    public bool IsGone(int who, Person it, long now)
    {
        if (Holds(now))
        {
            Met.Add(Situation.BrakeHolds);
            _held.Add(who);
            _back.Remove(who);
            it.HeldAt = now;
            return true;
        }
        _reasked[who] = (now, new Gone(it, it.At, it.IsImported));
        foreach (int old in _reasked.Where(one => now - one.Value.When >= Window).Select(one => one.Key).ToList())
            _reasked.Remove(old);
        int gone = _reasked.Values.Count(one => one.Gone is not null);
        if (!((gone >= 20 && gone * 5 >= _reasked.Count) || (gone >= 3 && gone == _reasked.Count)))
            return false;
        _since = now;
        Met.Add(gone == _reasked.Count ? Situation.BrakePulledByAll : Situation.BrakePulledByTwenty);
        foreach (var (one, (_, was)) in _reasked.Where(one => one.Value.Gone is not null))
        {
            _held.Add(one);
            was!.Person.PutBack(was, now);
        }
        it.HeldAt = now;
        _reasked.Clear();
        return true;
    }

    private void LetGo(Situation? how)
    {
        if (how is { } met)
            Met.Add(met);
        _since = null;
        Forget();
    }

    private void Forget()
    {
        _reasked.Clear();
        _held.Clear();
        _back.Clear();
    }

    /// <summary>A recipient that went, and what it was before.</summary>
    public sealed record Gone(Person Person, long At, bool IsImported);
}
