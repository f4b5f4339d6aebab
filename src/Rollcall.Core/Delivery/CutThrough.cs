using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Core.Delivery;

/// <summary>
/// Passes a message on before we acknowledge it, so that we never own it: MAIL, every RCPT and DATA in one session. Hosts are tried in
/// their order until one takes MAIL; after our final dot nothing is tried again, for that would double the message.
/// </summary>
public sealed class CutThrough(PeerOpener opener, PeerHealth health, DeliverySessions sessions, TimeProvider time)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30); // for a session, docs/config.md, delivery.max_sessions

    /// <summary>Delivers, within message_deadline. Every failure is a result.</summary>
    public async Task<DeliveryResult> DeliverAsync(Shipment shipment, DeliverySettings settings)
    {
        using var clock = new MessageClock(shipment, settings.MessageDeadline, time);
        var ours = sessions.Of(shipment.Destination);
        if (!await ours.Gate.EnterAsync(settings.MaxSessions, _patience, clock.UntilDot).ConfigureAwait(false))
            return new DeliveryResult(CalloutStage.Connect, null, null, false) { IsBusy = true, IsAbandoned = shipment.ClientGone.IsCancellationRequested };
        try
        {
            return await InSessionAsync(ours, shipment, settings, clock).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (shipment.ClientGone.IsCancellationRequested && !clock.IsDotSent)
        {
            return new DeliveryResult(CalloutStage.Data, null, null, false) { IsAbandoned = true };
        }
        catch (OperationCanceledException)
        {
            var cause = clock.IsDotSent ? "no answer to the final dot within the deadline of a message" : "not delivered within the deadline of a message";
            return new DeliveryResult(CalloutStage.Data, null, new PeerFailure(CalloutStage.Data, PeerFault.Timeout, null, cause, null), false);
        }
        finally
        {
            ours.Gate.Leave();
        }
    }

    private async Task<DeliveryResult> InSessionAsync(DestinationSessions ours, Shipment shipment, DeliverySettings settings, MessageClock clock)
    {
        while (ours.TakeIdle(shipment.Tls) is { } kept)
        {
            var result = await SendAsync(kept, ours, shipment, settings, clock).ConfigureAwait(false);
            if (WasClosed(result))
                continue; // the server had enough of the session while it was idle
            if (kept.DialledAs is { } dialled)
                Note(dialled, result);
            if (!IsNextHostsTurn(result) || shipment.Destination.Hosts.Count == 1)
                return result;
            break;
        }
        var rests = new PeerFailure(CalloutStage.Connect, PeerFault.Unreachable, null, PeerHealth.AllRest, null);
        var last = new DeliveryResult(CalloutStage.Connect, null, rests, false);
        var terms = new PeerTerms(shipment.Tls, settings.ConnectTimeout, settings.CommandTimeout);
        var unreached = new List<DestinationHost>();
        foreach (int index in health.Candidates(shipment.Destination, 0))
        {
            var host = shipment.Destination.Hosts[index];
            var (peer, failure) = await opener.OpenAsync(host, terms, clock.UntilDot).ConfigureAwait(false);
            if (peer is not null)
                peer.DialledAs = host;
            if (peer is null && failure!.Stage == CalloutStage.Connect)
                unreached.Add(host);
            last = peer is null
                ? new DeliveryResult(failure!.Stage, failure.Reply, failure, false) { Host = failure.Host }
                : await SendAsync(peer, ours, shipment, settings, clock).ConfigureAwait(false);
            Note(host, last);
            if (IsNextHostsTurn(last))
                continue;
            unreached.ForEach(health.Rest);
            break;
        }
        return last;
    }

    // A refusal at MAIL or of the message counts when it speaks of us; at RCPT never, for a stranger chooses the addresses.
    private void Note(DestinationHost host, DeliveryResult result)
    {
        if (result.IsDelivered)
            health.Succeeded(host);
        else if (result.Failure is { } failure && CountsAgainstHost(failure, result))
            health.Failed(host, failure);
        else if (result.Reply is not null)
            health.Answered(host);
    }

    private static bool CountsAgainstHost(PeerFailure failure, DeliveryResult result) => failure.Stage switch
    {
        < CalloutStage.Mail => true,
        CalloutStage.Mail => failure.Fault != PeerFault.Refused || result.IsAboutUs,
        CalloutStage.Data => failure.Fault == PeerFault.Refused && result.IsAboutUs,
        _ => false,
    };

    private static bool WasClosed(DeliveryResult result) =>
        result.Failure is { Stage: CalloutStage.Mail } failure && (failure.Reply is { Code: 421 } || (failure.Reply is null && failure.Fault != PeerFault.NoUtf8));

    // Before RCPT a host has said nothing of this message that the next one might not see otherwise.
    private static bool IsNextHostsTurn(DeliveryResult result) => result.Failure is { Stage: <= CalloutStage.Mail };

    private static async Task<DeliveryResult> SendAsync(
        PeerSession peer, DestinationSessions ours, Shipment shipment, DeliverySettings settings, MessageClock clock)
    {
        var dialog = new DeliveryDialog(peer, settings, clock);
        bool ended = false;
        try
        {
            var result = AboutUs.Mark(await dialog.RunAsync(shipment).ConfigureAwait(false), shipment, peer);
            ended = true;
            return result with { Host = peer.Address.Label };
        }
        finally
        {
            // Our reply does not wait for the good-bye.
            if (dialog.IsClean)
                ours.Keep(peer, shipment.Tls, settings.Idle);
            else
                _ = ended ? peer.QuitAsync().AsTask() : peer.DisposeAsync().AsTask();
        }
    }
}
