using System.Globalization;

namespace Rollcall.Core.Callout;

/// <summary>From what a check found to the lines that people read; pure.</summary>
internal static class FilteringCheckSteps
{
    public static IReadOnlyList<CheckStep> Of(CheckFindings found, CheckPlan plan)
    {
        var steps = new List<CheckStep> { Reachable(found), Banner(found), Tls(found.Tls), Asked("null-sender", found.NullSender, "") };
        if (found.OtherSender is not null)
            steps.Add(Asked("fallback-sender", found.OtherSender, plan.OtherSender));
        steps.Add(Asked("random-recipient", found.Random, plan.Random.ToString()));
        steps.Add(plan.Request.Known is { } known
            ? Asked("known-recipient", found.Known, known.ToString())
            : CheckStep.Of("known-recipient", "not-asked", "none was named"));
        steps.Add(Asked("postmaster", found.Postmaster, ""));
        steps.Add(Data(found, plan));
        steps.Add(Greylisting(found));
        steps.Add(Delay(found));
        return steps;
    }

    // Whoever answered, even with a refusal, was reached.
    private static CheckStep Reachable(CheckFindings found) => found.Failure is { Stage: CalloutStage.Connect } failure
        ? CheckStep.Of("reachable", "no", failure.Cause)
        : CheckStep.Of("reachable", found.Host is null ? "no" : "yes", found.Host ?? "no answer within the time of a check");

    private static CheckStep Banner(CheckFindings found)
    {
        if (found.Notes.Banner is { } banner)
            return CheckStep.Of("banner", banner.IsPositive ? "accepted" : "refused", banner, found.Notes.BannerTook);
        return CheckStep.Of("banner", "no-answer", found.Failure?.Cause ?? "");
    }

    private static CheckStep Tls(CheckedTls tls) => tls switch
    {
        { Offered: null } => CheckStep.Of("tls", "not-tried", ""),
        { Offered: false } => CheckStep.Of("tls", "not-offered", ""),
        { Works: true, NamesHost: true } => CheckStep.Of("tls", "works", "the certificate is trusted and names the host"),
        { Works: true } => CheckStep.Of("tls", "works", tls.Cause ?? ""),
        { Works: false } => CheckStep.Of("tls", "failed", tls.Cause ?? ""),
        _ => CheckStep.Of("tls", "not-tried", tls.Cause ?? ""),
    };

    private static CheckStep Asked(string name, CheckAnswer? answer, string address) => answer switch
    {
        null => CheckStep.Of(name, "not-asked", address),
        { Reply: { } reply } => CheckStep.Of(name, answer.Word, reply, answer.Took),
        _ => CheckStep.Of(name, answer.Word, answer.Failure?.Cause ?? ""),
    };

    private static CheckStep Data(CheckFindings found, CheckPlan plan)
    {
        if (found.Data is null)
            return CheckStep.Of("data-stage", "not-asked", plan.Request.DataStage ? "only for an unknown recipient that was accepted" : "");
        return found.OpensData
            ? CheckStep.Of("data-stage", "accepted", found.Data.Reply!, found.Data.Took)
            : Asked("data-stage", found.Data, "");
    }

    // A server that greylists at the banner says so; one that puts off everybody need not.
    private static CheckStep Greylisting(CheckFindings found)
    {
        if (FilteringCheckVerdict.SpeaksOfGreylisting(found.Failure?.Reply))
            return CheckStep.Of("greylisting", "yes", found.Failure!.Reply!, found.Notes.BannerTook);
        var postponed = found.Recipients.Where(answer => answer.IsPostponed).ToList();
        bool all = postponed.Count == found.Recipients.Count() && postponed.TrueForAll(answer => answer.Reply!.Code != 421);
        var saying = postponed.Find(answer => FilteringCheckVerdict.SpeaksOfGreylisting(answer.Reply)) ?? (all ? postponed.FirstOrDefault() : null);
        return saying is null ? CheckStep.Of("greylisting", "no", "") : CheckStep.Of("greylisting", "yes", saying.Reply!, saying.Took);
    }

    private static CheckStep Delay(CheckFindings found)
    {
        var slowest = found.Recipients.Where(answer => answer.Reply is not null).Select(answer => answer.Took).DefaultIfEmpty(TimeSpan.Zero).Max();
        if (found.Notes.Banner is null)
            return CheckStep.Of("delay", "not-measured", "");
        var text = string.Create(CultureInfo.InvariantCulture, $"banner {found.Notes.BannerTook.TotalMilliseconds:F0} ms, slowest RCPT {slowest.TotalMilliseconds:F0} ms");
        return CheckStep.Of("delay", "measured", text) with { Took = slowest };
    }
}
