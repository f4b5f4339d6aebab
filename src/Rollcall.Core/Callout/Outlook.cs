using System.Globalization;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Core.Callout;

/// <summary>What will happen to the next mails of a recipient, in sentences for a person: the order of decisions, read forwards. Times are RFC 3339 UTC.</summary>
public static class Outlook
{
    private static readonly long _day = (long)TimeSpan.FromHours(24).TotalMilliseconds; // accepts-all and the brake, docs/callouts.md

    /// <summary>The sentences for <paramref name="entry"/> at <paramref name="now"/>, Unix milliseconds, the most important first.</summary>
    public static IReadOnlyList<string> Of(RecipientEntry entry, ProtectedDomain domain, DomainCondition condition, long now)
    {
        if (entry.Pin is { } pin)
            return [$"{(pin == Verdict.Valid ? "accepted" : "refused with 550")}, because it is pinned; never asked about until it is unpinned"];
        var settings = domain.Callout;
        if (settings.Mode == CalloutMode.AcceptsAll)
            return ["accepted: the domain is set to mode accepts-all, and nobody is asked about"];
        if (settings.Mode == CalloutMode.List)
            return [OfList(entry, settings, now)];
        List<string> next = [];
        if (condition.AcceptsAll(now))
            next.Add($"accepted without a question until {Time(condition.State.AcceptsAllAt!.Value + _day)}: its server accepts all; then as below");
        else if (condition.RefusesCallOuts)
            next.Add($"accepted: its server has refused call-outs since {Time(condition.State.RefusedSince!.Value)}, so the delivery decides; one question every {Length(settings.RefusesAfter)} tries again; then as below");
        next.AddRange(OfLife(entry, settings, now));
        if (condition.IsBraked(now) && entry.Verdict == Verdict.Valid)
            next.Add($"the mass-flip brake has held since {Time(condition.State.BrakeSince!.Value)}: \"no such user\" is doubt until a person lifts it, half of those held back are valid again, or {Time(condition.State.BrakeSince.Value + _day)}");
        if (settings.Mode == CalloutMode.Shadow)
            next.Add("the domain is in mode shadow: whatever the verdict, nobody is refused");
        return next;
    }

    /// <summary>The sentence for a doubt that rests.</summary>
    public static string Of(RestingDoubt resting) =>
        $"the last question ended in doubt ({resting.Doubt.Cause}): asked about again in {Math.Ceiling(resting.Left.TotalSeconds).ToString(CultureInfo.InvariantCulture)} s at the earliest";

    private static string OfList(RecipientEntry entry, CalloutSettings settings, long now) => VerdictLife.AgeOf(entry, settings, now) switch
    {
        VerdictAge.Fresh when entry.Verdict == Verdict.Valid => "accepted: it is on the domain's list, which has no age and is never asked about",
        VerdictAge.Fresh => "refused with 550: the domain's list says so; it has no age and is never asked about",
        _ => "refused with 550: it was learnt, but is neither pinned nor imported, and the domain is in mode list; accepted while that list has nobody",
    };

    private static IEnumerable<string> OfLife(RecipientEntry entry, CalloutSettings settings, long now)
    {
        long begin = entry.VerifiedAt;
        var inDoubt = settings.Unverifiable == UnverifiablePolicy.Accept ? "accepted, and the delivery decides" : "deferred with 451";
        long stale = begin + (long)settings.StaleTtl.TotalMilliseconds;
        switch (entry.Verdict, VerdictLife.AgeOf(entry, settings, now))
        {
            case (Verdict.Valid, VerdictAge.Fresh):
                yield return $"accepted from memory until {Time(VerdictLife.ExpiresAt(entry, settings)!.Value)}";
                long late = begin + (long)(settings.ValidTtl.TotalMilliseconds * 0.75);
                yield return now >= late ? "the next mail has it asked again in the background" : $"the first mail after {Time(late)} has it asked again in the background";
                if (settings.StaleTtl > settings.ValidTtl)
                    yield return $"then asked about when a mail comes; while that ends in doubt, accepted as stale until {Time(stale)}, after that {inDoubt}";
                break;
            case (Verdict.Valid, VerdictAge.Stale):
                yield return $"asked about when the next mail comes; if that ends in doubt, accepted as stale until {Time(stale)}, after that {inDoubt}";
                break;
            case (Verdict.Invalid, VerdictAge.Fresh):
                yield return $"refused with 550 from memory until {Time(VerdictLife.ExpiresAt(entry, settings)!.Value)}, then asked about when a mail comes";
                long again = begin + (long)settings.RecheckInvalidAfter.TotalMilliseconds;
                if (settings.RecheckInvalidAfter < settings.InvalidTtl)
                    yield return $"the first mail {(now >= again ? "from now" : "after " + Time(again))}, of a client with no refused recipient, has it asked once more, unless one has already";
                break;
            default:
                yield return $"asked about when the next mail comes; if that ends in doubt, {inDoubt}";
                break;
        }
    }

    private static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Length(TimeSpan time) => time.TotalMinutes >= 1 && time.Seconds == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");
}
