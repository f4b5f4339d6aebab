using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Tests.Callout.Life;

/// <summary>What a destination says to a recipient in a life.</summary>
internal enum Says
{
    Taken,
    NoSuchUser,
    Full, // exists, but no proof that the server takes recipients
    Refused,
    NeedsUtf8,
    Later,
    Nothing,
}

/// <summary>Something that happens to a domain or to one of its recipients.</summary>
internal abstract record Step;

/// <summary>How a recipient is spelled: as its key, or with a capital letter.</summary>
internal enum Spelling
{
    Own,
    Other,
}

/// <summary>A recipient as somebody writes it.</summary>
internal readonly record struct Written(int Who, Spelling Spelling);

/// <summary>A mail for a recipient; the destination, if asked, answers after so long.</summary>
internal sealed record Mail(Written To, AskerStanding Standing, int AnswersAfterSeconds) : Step;

/// <summary>A person, who asks past the memory.</summary>
internal sealed record AskNow(Written Of) : Step;

/// <summary>A person asks about this many, one after the other.</summary>
internal sealed record AskMany(int Count) : Step;

/// <summary>The destination of a delivery did not know a recipient.</summary>
internal sealed record LateNoSuchUser(Written Of) : Step;

/// <summary>From now on the destination says this to one recipient.</summary>
internal sealed record SaysTo(int Who, Says What) : Step;

/// <summary>From now on it says this to all of the first.</summary>
internal sealed record SaysToMany(int Count, Says What) : Step;

/// <summary>From now on it says this to a random local part.</summary>
internal sealed record SaysToRandom(Says What) : Step;

internal sealed record TimePasses(TimeSpan By) : Step;

/// <summary>Null unpins.</summary>
internal sealed record Pin(int Who, Verdict? To) : Step;

internal sealed record Forget(int Who) : Step;

internal sealed record Import(int Who, Verdict As) : Step;

internal sealed record LiftBrake : Step;

/// <summary>A person's check found this out.</summary>
internal sealed record Checked(Says ToRandom) : Step;

internal sealed record Mode(CalloutMode To) : Step;

/// <summary>A domain under attack, and whether a question may go out.</summary>
internal sealed record Attack(bool Is, bool MayAsk) : Step;

/// <summary>The gateway is stopped and started.</summary>
internal sealed record Restart : Step;

/// <summary>Makes lives.</summary>
internal static class LifeSteps
{
    public const int Recipients = 25; // enough for the brake's "at least 20 and 20 %"

    // The seconds around which something changes.
    private static readonly int[] _edges = [1, 30, 600, 900, 3600, 18 * 3600, 24 * 3600, 7 * 24 * 3600];

    private static readonly Gen<int> _who = Gen.Frequency((8, Gen.Int[0, 3]), (1, Gen.Int[0, Recipients - 1]));

    // Whole crowds are what pulls the brake.
    private static readonly Gen<int> _crowd = OneOf(2, 3, 4, 10, 20, 21, Recipients);

    private static readonly Gen<Says> _says = Gen.Frequency(
        (6, Gen.Const(Says.Taken)), (6, Gen.Const(Says.NoSuchUser)), (1, Gen.Const(Says.Full)), (4, Gen.Const(Says.Refused)), (1, Gen.Const(Says.NeedsUtf8)),
        (2, Gen.Const(Says.Later)), (2, Gen.Const(Says.Nothing)));

    private static readonly Gen<Verdict> _verdict = OneOf(Verdict.Valid, Verdict.Invalid);

    private static readonly Gen<Written> _written =
        Gen.Select(_who, Gen.Frequency((3, Gen.Const(Spelling.Own)), (1, Gen.Const(Spelling.Other))), (who, spelling) => new Written(who, spelling));

    private static readonly Gen<TimeSpan> _passes =
        from edge in OneOf(_edges)
        from off in OneOf(-2, -1, 0, 1, 40)
        select TimeSpan.FromSeconds(Math.Max(1, edge + off));

    private static readonly Gen<Step> _step = Gen.Frequency<Step>(
        (30, Gen.Select(_written, Gen.Enum<AskerStanding>(), OneOf(0, 0, 0, 1, 2, 3, 24, 25, 26), (to, standing, after) => (Step)new Mail(to, standing, after))),
        (6, _written.Select(written => (Step)new AskNow(written))),
        (6, _crowd.Select(count => (Step)new AskMany(count))),
        (3, _written.Select(written => (Step)new LateNoSuchUser(written))),
        (14, Gen.Select(_who, _says, (who, says) => (Step)new SaysTo(who, says))),
        (6, Gen.Select(_crowd, _says, (count, says) => (Step)new SaysToMany(count, says))),
        (3, _says.Select(says => (Step)new SaysToRandom(says))),
        (24, _passes.Select(by => (Step)new TimePasses(by))),
        (2, Gen.Select(_who, OneOf<Verdict?>(Verdict.Valid, Verdict.Invalid, null), (who, to) => (Step)new Pin(who, to))),
        (2, _who.Select(who => (Step)new Forget(who))),
        (2, Gen.Select(_who, _verdict, (who, verdict) => (Step)new Import(who, verdict))),
        (1, Gen.Const((Step)new LiftBrake())),
        (1, _says.Select(says => (Step)new Checked(says))),
        (1, Gen.Enum<CalloutMode>().Select(mode => (Step)new Mode(mode))),
        (2, Gen.Const((Step)new Mode(CalloutMode.Callout))),
        (1, Gen.Select(Gen.Bool, Gen.Bool, (attack, may) => (Step)new Attack(attack, may))),
        (1, Gen.Const((Step)new Attack(false, true))),
        (1, Gen.Const((Step)new Restart())));

    // What chance alone makes too seldom: a crowd is known, most of it goes, and comes back or not.
    private static readonly Gen<Step[]> _massFlip =
        from crowd in _crowd
        from gone in _crowd
        from one in _who
        from oneStays in Gen.Bool
        from after in OneOf<Step>(new TimePasses(TimeSpan.FromMinutes(9)), new TimePasses(TimeSpan.FromMinutes(11)), new LiftBrake(), new Restart())
        from back in _crowd
        select (Step[])
        [
            new Mode(CalloutMode.Callout), new SaysToMany(Recipients, Says.Taken), new AskMany(crowd),
            new SaysToMany(gone, Says.NoSuchUser), new SaysTo(one, oneStays ? Says.Taken : Says.NoSuchUser), new AskMany(crowd),
            after, new SaysToMany(back, Says.Taken), new AskMany(crowd),
        ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>A life: the policy of the domain, and what happens. All begin with a destination that takes whom it knows.</summary>
    public static Gen<Life> Lives { get; } = Gen.Select(
        Gen.Enum<UnverifiablePolicy>(), Gen.Frequency((40, _step.Select(step => (Step[])[step])), (1, _massFlip)).Array[5, 45],
        (policy, parts) => new Life(policy, [.. parts.SelectMany(part => part)]));
}

/// <summary>One life of a domain.</summary>
internal sealed record Life(UnverifiablePolicy Policy, Step[] Steps)
{
    public override string ToString() => $"{Policy}:\n  {string.Join("\n  ", (object[])Steps)}";
}
