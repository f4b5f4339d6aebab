using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>
/// The recipient-filtering check for people: does the customer's server refuse unknown recipients at RCPT, and if not, how is that repaired? It
/// remembers nothing, and what it asks never enters the list.
/// </summary>
/// <param name="opener">Opens the sessions.</param>
/// <param name="randomLocalPart">Gives local parts that nobody has, dot-atoms of at most 64 octets.</param>
/// <param name="time">The clock.</param>
public sealed class FilteringCheck(PeerOpener opener, Func<string> randomLocalPart, TimeProvider time)
{
    // Longer than a question may take: slow servers are among those that are checked, and a person waits for it.
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Asks the hosts of verify_at in their order until one answers. Every failure is a result; it ends within three minutes.</summary>
    public async Task<FilteringCheckResult> RunAsync(ProtectedDomain domain, CheckRequest request, CancellationToken cancel)
    {
        var plan = new CheckPlan(domain, new Mailbox(randomLocalPart(), domain.Name), request, new Transcript(time));
        using var patience = new CancellationTokenSource(_patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        var best = new CheckFindings();
        foreach (var host in domain.VerifyAt.Hosts)
        {
            var dialog = new FilteringCheckDialog(opener, plan, time);
            try
            {
                await dialog.RunAsync(host, linked.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                plan.Transcript.Note("the time of a check is over");
            }
            if (Tells(dialog.Findings) >= Tells(best))
                best = dialog.Findings;
            if (best.IsHeard || patience.IsCancellationRequested)
                break;
        }
        return Conclude(best, plan);
    }

    // A host that refused us tells more than one that was not reached.
    private static int Tells(CheckFindings found) => found switch
    {
        { IsHeard: true } => 3,
        { Failure: null, Host: not null } => 2,
        { Failure.Reply: not null } => 1,
        _ => 0,
    };

    private static FilteringCheckResult Conclude(CheckFindings found, CheckPlan plan)
    {
        var kind = FilteringCheckVerdict.Decide(found);
        var banner = found.Notes.Banner is { } reply ? Evidence.Clean(reply.Text) : null;
        return new FilteringCheckResult(plan.Domain.Name, kind, FilteringCheckVerdict.Sentence(kind, found))
        {
            Advice = FilteringCheckAdvice.Of(kind, found, plan),
            Server = new CheckedServer(found.Host, banner, found.Family),
            Tls = found.Tls,
            Steps = FilteringCheckSteps.Of(found, plan),
            Transcript = plan.Transcript.ToString(),
        };
    }
}
