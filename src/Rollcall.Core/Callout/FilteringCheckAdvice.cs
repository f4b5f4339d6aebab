using Rollcall.Core.Domains;

namespace Rollcall.Core.Callout;

/// <summary>What to do about the result of a check, most useful first; pure.</summary>
internal static class FilteringCheckAdvice
{
    private const string Hidden =
        "Until then the domain counts as accepts-all: Rollcall passes mail for every recipient on and refuses nobody as unknown.";

    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(5); // a third of the usual command_timeout

    public static IReadOnlyList<string> Of(CheckKind kind, CheckFindings found, CheckPlan plan) =>
        [.. ForKind(kind, found, plan), .. ForSenders(found, plan), .. ForRecipients(kind, found, plan), .. ForConnection(found, plan)];

    private static IEnumerable<string> ForKind(CheckKind kind, CheckFindings found, CheckPlan plan) => kind switch
    {
        CheckKind.FiltersAtRcpt when FilteringCheckVerdict.IsUnclear(found) =>
            ["Let the server say 550 5.1.1 User unknown: words about policy may mean any mail, so Rollcall takes them for doubt.", .. FilteringCheckRepairs.Filtering(found.Family)],
        CheckKind.FiltersAtRcpt => [],
        CheckKind.FiltersAfterData => [.. FilteringCheckRepairs.Filtering(found.Family), Hidden],
        CheckKind.AcceptsAll => [.. FilteringCheckRepairs.Filtering(found.Family), Hidden, .. AfterData(found, plan)],
        CheckKind.RefusesCallouts => ForRefusal(found, plan),
        CheckKind.Greylists => [FilteringCheckRepairs.Exemption(found.Family), "Or try again in some minutes: greylisting lets the second question through."],
        _ => ForUnreachable(found),
    };

    private static IEnumerable<string> AfterData(CheckFindings found, CheckPlan plan)
    {
        if (!plan.Request.DataStage)
            yield return "Run the check with --data-stage to see whether the server refuses unknown recipients at DATA.";
        else if (found.OpensData)
            yield return "Whether it refuses them after the message cannot be seen without sending one; for Rollcall that comes to the same.";
    }

    private static IEnumerable<string> ForRefusal(CheckFindings found, CheckPlan plan)
    {
        if (found.Random is { Meaning: ReplyMeaning.BareRefusal, Failure: null } && plan.Request.Known is null)
            yield return "Name a recipient that exists with --known: once one is accepted, the refusal of an unknown one means something.";
        if (found.Known is { IsRefused: true })
            yield return $"Make sure that {plan.Request.Known} exists, and that this server is the one that knows the recipients of {plan.Domain.Name}.";
        if (SpeaksOfTls(found))
            yield return "The server wants TLS: set tls = \"require\" in [domain.callout].";
        yield return FilteringCheckRepairs.Permission(found.Family);
        yield return "Or set verify_at to a server, or a port of it, that answers this gateway.";
    }

    private static bool SpeaksOfTls(CheckFindings found) =>
        found is { Notes.IsEncrypted: false, Random.Reply: { } reply } && reply.Text.Contains("STARTTLS", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> ForUnreachable(CheckFindings found)
    {
        if (found.Failure is { Stage: CalloutStage.StartTls })
            yield return "Repair the certificate or TLS of the server, or choose another tls in [domain.callout].";
        else if (found.Failure is { Reply: null } or { Stage: CalloutStage.Connect })
            yield return "Look at host and port of verify_at (or deliver_to), and whether a firewall lets this gateway through.";
        else
            yield return "Try again later; when it stays so, look into the log of the server for the addresses of this gateway.";
    }

    private static IEnumerable<string> ForSenders(CheckFindings found, CheckPlan plan)
    {
        if (found.NullSender is { IsAccepted: true } or { Reply: null } or { IsPostponed: true } or null)
            yield break;
        yield return found.OtherSender is { IsAccepted: true }
            ? $"The server refuses the null sender, which it must take (RFC 5321 4.5.5), or bounces are lost. Rollcall asks as {plan.OtherSender}."
            : "The server refuses the null sender and the fallback sender; let it take MAIL FROM:<> (RFC 5321 4.5.5), or set sender in [domain.callout].";
    }

    private static IEnumerable<string> ForRecipients(CheckKind kind, CheckFindings found, CheckPlan plan)
    {
        if (kind == CheckKind.FiltersAtRcpt && found.Known is { IsAccepted: false, Meaning: not ReplyMeaning.MailboxFull })
            yield return $"{plan.Request.Known} was not accepted: {found.Known.Reply?.Text ?? "no answer"}. Make sure that it exists.";
        if (kind == CheckKind.FiltersAtRcpt && found.Postmaster is { IsRefused: true })
            yield return $"postmaster@{plan.Domain.Name} is refused; every domain must have one (RFC 5321 4.5.1).";
        if (kind is CheckKind.FiltersAtRcpt or CheckKind.AcceptsAll && found.Known is null && plan.Request.Known is not null)
            yield return $"{plan.Request.Known} could not be asked.";
    }

    private static IEnumerable<string> ForConnection(CheckFindings found, CheckPlan plan)
    {
        if (found.Failure is not null)
            yield break;
        if (found.Tls.Works == false && plan.Domain.Callout.Tls == TlsPolicy.Opportunistic)
            yield return $"TLS does not work ({found.Tls.Cause}); questions and mail go in clear.";
        else if (found.Tls is { NamesHost: false })
            yield return $"tls = \"verify\" would not work with this certificate: {found.Tls.Cause}.";
        if (found.Notes.BannerTook > _slow || found.Recipients.Any(answer => answer.Took > _slow))
            yield return "The server is slow to answer; exempt this gateway from tarpitting, and look at the server's DNS.";
    }
}
