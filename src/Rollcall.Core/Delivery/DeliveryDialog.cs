using System.Buffers;
using System.Globalization;
using System.Text;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Delivery;

/// <summary>One mail transaction on an open session: MAIL, every RCPT, DATA, the body, the final dot.</summary>
/// <param name="peer">The session, ready for MAIL.</param>
/// <param name="settings">Its limits.</param>
/// <param name="clock">What is left of the time of the message.</param>
internal sealed class DeliveryDialog(PeerSession peer, DeliverySettings settings, MessageClock clock)
{
    private readonly SmtpChannel _channel = peer.Channel;

    /// <summary>Whether the session may begin another transaction.</summary>
    public bool IsClean { get; private set; }

    /// <summary>Runs it. <see cref="OperationCanceledException"/> when the time of the message is over.</summary>
    public async Task<DeliveryResult> RunAsync(Shipment shipment)
    {
        if (Fit(shipment) is not { } envelope)
        {
            IsClean = true; // nothing was said yet
            var cause = "the message needs SMTPUTF8, which the destination does not offer";
            return new DeliveryResult(CalloutStage.Mail, null, new PeerFailure(CalloutStage.Mail, PeerFault.NoUtf8, null, cause, Host), false);
        }
        return await EnvelopeAsync(envelope, shipment.Recipients).ConfigureAwait(false)
            ?? await MessageAsync(shipment).ConfigureAwait(false);
    }

    private string Host => peer.Address.Label;

    // The commands as this server can take them; null when it cannot (RFC 6531 3.2, 3.5: a domain has its A-labels, a local part has not).
    private Envelope? Fit(Shipment shipment)
    {
        var (sender, recipients) = (shipment.ReversePath, shipment.Recipients);
        bool utf8 = shipment.Utf8Header || sender.NeedsUtf8 || recipients.Any(recipient => recipient.NeedsUtf8);
        if (utf8 && !peer.Capabilities.Utf8)
        {
            sender = WithALabels(sender);
            recipients = [.. recipients.Select(WithALabels)];
            utf8 = false;
            if (shipment.Utf8Header || sender.NeedsUtf8 || recipients.Any(recipient => recipient.NeedsUtf8))
                return null;
        }
        var mail = new StringBuilder().Append(CultureInfo.InvariantCulture, $"MAIL FROM:<{sender}>");
        if (peer.Capabilities.Size)
            mail.Append(CultureInfo.InvariantCulture, $" SIZE={shipment.Body.Length + Encoding.UTF8.GetByteCount(shipment.Trace)}");
        if (shipment.EightBitMime && peer.Capabilities.EightBitMime)
            mail.Append(" BODY=8BITMIME");
        if (utf8)
            mail.Append(" SMTPUTF8");
        return new Envelope(mail.ToString(), recipients);
    }

    private static Mailbox WithALabels(Mailbox mailbox) =>
        mailbox.NeedsUtf8 && DomainName.TryNormalize(mailbox.Domain, out var name) ? mailbox with { Domain = name } : mailbox;

    // Null when every recipient was taken.
    private async Task<DeliveryResult?> EnvelopeAsync(Envelope envelope, IReadOnlyList<Mailbox> named)
    {
        _channel.Write(envelope.Mail);
        bool together = peer.Capabilities.Pipelining; // RFC 2920 3.1
        if (together)
            WriteRecipients(envelope.Recipients);
        var mail = await ReplyAsync().ConfigureAwait(false);
        if (!mail.IsPositive)
            return Refused(CalloutStage.Mail, mail);
        var refusals = new List<LateRefusal>();
        for (int i = 0; i < named.Count; i++)
        {
            if (!together)
                WriteRecipients([envelope.Recipients[i]]);
            var rcpt = await ReplyAsync().ConfigureAwait(false);
            if (rcpt.Reply is null or { Code: 421 })
                return Refused(CalloutStage.Rcpt, rcpt);
            if (!rcpt.IsPositive)
                refusals.Add(new LateRefusal(named[i], rcpt.Reply, Host));
        }
        if (refusals.Count == 0)
            return null;
        // 5yz only if all were 5yz.
        var deciding = refusals.Find(refusal => refusal.Reply.IsTransient) ?? refusals[0];
        return new DeliveryResult(CalloutStage.Rcpt, deciding.Reply, null, refusals.Count < named.Count) { Refusals = refusals };
    }

    private void WriteRecipients(IEnumerable<Mailbox> recipients)
    {
        foreach (var recipient in recipients)
            _channel.Write($"RCPT TO:<{recipient}>");
    }

    private async Task<DeliveryResult> MessageAsync(Shipment shipment)
    {
        var go = await _channel.CommandAsync("DATA", settings.CommandTimeout, clock.UntilDot).ConfigureAwait(false);
        if (go.Reply is not { Code: 354 })
            return Refused(CalloutStage.Data, go);
        var stuffing = new DotStuffing();
        var fault = await BodyAsync(shipment, stuffing).ConfigureAwait(false);
        // RFC 5321 4.5.3.2.6, docs/delivery.md: who sends the dot must be able to wait for the answer, or the message may be there twice.
        if (fault == ChannelFault.None && !clock.MaySendDot)
            throw new OperationCanceledException();
        if (fault != ChannelFault.None)
            return Refused(CalloutStage.Data, new ReplyOutcome(null, fault, "the destination did not take the message"));
        clock.IsDotSent = true;
        _channel.Output.Write(stuffing.End);
        var done = await _channel.ReadReplyAsync(settings.FinalDotTimeout, clock.UntilReply).ConfigureAwait(false);
        if (done.Reply is null)
            return Refused(CalloutStage.Data, done);
        IsClean = done.Reply.Code != 421;
        return new DeliveryResult(CalloutStage.Data, done.Reply, null, false);
    }

    private async Task<ChannelFault> BodyAsync(Shipment shipment, DotStuffing stuffing)
    {
        _channel.Output.Write(Encoding.UTF8.GetBytes(shipment.Trace));
        await foreach (var piece in shipment.Body.ReadAsync().ConfigureAwait(false))
        {
            stuffing.Write(piece.Span, _channel.Output);
            var fault = await _channel.FlushAsync(settings.CommandTimeout, clock.UntilDot).ConfigureAwait(false);
            if (fault != ChannelFault.None)
                return fault;
        }
        return ChannelFault.None;
    }

    private ValueTask<ReplyOutcome> ReplyAsync() => _channel.ReadReplyAsync(settings.CommandTimeout, clock.UntilDot);

    private DeliveryResult Refused(CalloutStage stage, ReplyOutcome outcome) => new(stage, outcome.Reply, PeerFailure.Of(stage, outcome, Host), false);

    private sealed record Envelope(string Mail, IReadOnlyList<Mailbox> Recipients);
}
