using System.Globalization;
using System.Text;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Delivery;

/// <summary>A message to be passed on.</summary>
/// <param name="Destination">Whereto.</param>
/// <param name="Tls">How its sessions use STARTTLS.</param>
/// <param name="ReversePath">MAIL.</param>
/// <param name="EightBitMime">Whether the client declared BODY=8BITMIME.</param>
/// <param name="Recipients">RCPT, at least one.</param>
/// <param name="Trace">Our header lines, each ended with CRLF.</param>
/// <param name="Body">Header and body as they came.</param>
public sealed record Shipment(
    Destination Destination, TlsPolicy Tls, Mailbox ReversePath, bool EightBitMime, IReadOnlyList<Mailbox> Recipients, string Trace, MessageBody Body);

/// <summary>How a delivery ended: with the destination's reply, or with the failure of its last host.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Reply">The reply that decided, or null.</param>
/// <param name="Failure">Why there is no reply, or null.</param>
/// <param name="Partly">Some recipients were taken and some refused, so nothing was sent.</param>
public readonly record struct DeliveryResult(CalloutStage Stage, SmtpReply? Reply, PeerFailure? Failure, bool Partly)
{
    /// <summary>Whether the message is the destination's now.</summary>
    public bool IsDelivered => Reply is { IsPositive: true } && Stage == CalloutStage.Data;
}

/// <summary>The [delivery] settings of one snapshot.</summary>
public sealed record DeliverySettings(TimeSpan ConnectTimeout, TimeSpan CommandTimeout, TimeSpan FinalDotTimeout, TimeSpan MessageDeadline);

/// <summary>
/// Passes a message on before we acknowledge it, so that we never own it: MAIL, every RCPT and DATA in a session of its own. Hosts are
/// tried in their order until one takes MAIL; after our final dot nothing is tried again, for that would double the message.
/// </summary>
public sealed class CutThrough(PeerOpener opener, DeliverySettings settings, TimeProvider time)
{
    /// <summary>Delivers by these settings from now on.</summary>
    public void Use(DeliverySettings next) => settings = next;

    /// <summary>Delivers, within message_deadline. Every failure is a result.</summary>
    public async Task<DeliveryResult> DeliverAsync(Shipment shipment)
    {
        using var deadline = new CancellationTokenSource(settings.MessageDeadline, time);
        var last = new DeliveryResult(CalloutStage.Connect, null, null, false);
        try
        {
            foreach (var host in shipment.Destination.Hosts)
            {
                var terms = new PeerTerms(shipment.Tls, settings.ConnectTimeout, settings.CommandTimeout);
                var (peer, failure) = await opener.OpenAsync(host, terms, deadline.Token).ConfigureAwait(false);
                if (peer is null)
                {
                    last = new DeliveryResult(failure!.Stage, failure.Reply, failure, false);
                    continue;
                }
                last = await SendAsync(peer, shipment, deadline.Token).ConfigureAwait(false);
                if (last.Failure is not { Stage: <= CalloutStage.Mail })
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            var cause = "not delivered within the deadline of a message";
            return new DeliveryResult(last.Stage, null, new PeerFailure(last.Stage, PeerFault.Timeout, null, cause, null), false);
        }
        return last;
    }

    private async Task<DeliveryResult> SendAsync(PeerSession peer, Shipment shipment, CancellationToken cancel)
    {
        bool ended = false;
        try
        {
            var result = await EnvelopeAsync(peer, shipment, cancel).ConfigureAwait(false)
                ?? await MessageAsync(peer, shipment, cancel).ConfigureAwait(false);
            ended = true;
            return result;
        }
        finally
        {
            // Our reply does not wait for the good-bye.
            _ = ended ? peer.QuitAsync().AsTask() : peer.DisposeAsync().AsTask();
        }
    }

    // Null when every recipient was taken.
    private async Task<DeliveryResult?> EnvelopeAsync(PeerSession peer, Shipment shipment, CancellationToken cancel)
    {
        var mail = await peer.Channel.CommandAsync(MailLine(peer, shipment), settings.CommandTimeout, cancel).ConfigureAwait(false);
        if (!mail.IsPositive)
            return Refused(CalloutStage.Mail, mail, peer);
        if (peer.Capabilities.Pipelining)
        {
            foreach (var recipient in shipment.Recipients)
                peer.Channel.Write($"RCPT TO:<{recipient}>");
        }
        SmtpReply? refusal = null;
        int taken = 0;
        foreach (var recipient in shipment.Recipients)
        {
            if (!peer.Capabilities.Pipelining)
                peer.Channel.Write($"RCPT TO:<{recipient}>");
            var rcpt = await peer.Channel.ReadReplyAsync(settings.CommandTimeout, cancel).ConfigureAwait(false);
            if (rcpt.Reply is null)
                return Refused(CalloutStage.Rcpt, rcpt, peer);
            if (rcpt.IsPositive)
                taken++;
            else if (refusal is null || rcpt.Reply.IsTransient)
                refusal = rcpt.Reply; // 5yz only if all were 5yz
        }
        return refusal is null ? null : new DeliveryResult(CalloutStage.Rcpt, refusal, null, taken > 0);
    }

    private static string MailLine(PeerSession peer, Shipment shipment)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"MAIL FROM:<{shipment.ReversePath}>");
        if (peer.Capabilities.Size)
            line.Append(CultureInfo.InvariantCulture, $" SIZE={shipment.Body.Length + shipment.Trace.Length}");
        if (shipment.EightBitMime && peer.Capabilities.EightBitMime)
            line.Append(" BODY=8BITMIME");
        if (peer.Capabilities.Utf8 && (shipment.ReversePath.NeedsUtf8 || shipment.Recipients.Any(recipient => recipient.NeedsUtf8)))
            line.Append(" SMTPUTF8");
        return line.ToString();
    }

    private async Task<DeliveryResult> MessageAsync(PeerSession peer, Shipment shipment, CancellationToken cancel)
    {
        var go = await peer.Channel.CommandAsync("DATA", settings.CommandTimeout, cancel).ConfigureAwait(false);
        if (go.Reply is not { Code: 354 })
            return Refused(CalloutStage.Data, go, peer);
        var stuffing = new DotStuffing();
        var fault = await peer.Channel.SendAsync(Encoding.UTF8.GetBytes(shipment.Trace), settings.CommandTimeout, cancel).ConfigureAwait(false);
        await foreach (var piece in shipment.Body.ReadAsync().ConfigureAwait(false))
        {
            foreach (var part in stuffing.Parts(piece))
            {
                if (fault == ChannelFault.None)
                    fault = await peer.Channel.SendAsync(part, settings.CommandTimeout, cancel).ConfigureAwait(false);
            }
        }
        if (fault == ChannelFault.None)
            fault = await peer.Channel.SendAsync(stuffing.End, settings.CommandTimeout, cancel).ConfigureAwait(false);
        if (fault != ChannelFault.None)
            return Refused(CalloutStage.Data, new ReplyOutcome(null, fault, "the destination did not take the message"), peer);
        var done = await peer.Channel.ReadReplyAsync(settings.FinalDotTimeout, cancel).ConfigureAwait(false);
        return done.Reply is null ? Refused(CalloutStage.Data, done, peer) : new DeliveryResult(CalloutStage.Data, done.Reply, null, false);
    }

    private static DeliveryResult Refused(CalloutStage stage, ReplyOutcome outcome, PeerSession peer) =>
        new(stage, outcome.Reply, PeerFailure.Of(stage, outcome, peer.Address.Label), false);
}

/// <summary>Puts a dot before each line of a body that begins with one (RFC 5321 4.5.2). Pure, but for the place in the line.</summary>
public sealed class DotStuffing
{
    private static readonly byte[] _dot = [(byte)'.'];
    private bool _lineStart = true;
    private bool _cr;

    /// <summary>What ends the body: CRLF first where its last line has none.</summary>
    public ReadOnlyMemory<byte> End => _lineStart ? ".\r\n"u8.ToArray() : "\r\n.\r\n"u8.ToArray();

    /// <summary>The parts of <paramref name="piece"/> with the dots between them.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> piece)
    {
        int from = 0;
        for (int at = 0; at < piece.Length;)
        {
            if (_lineStart && piece.Span[at] == (byte)'.')
            {
                if (at > from)
                    yield return piece[from..at];
                yield return _dot;
                from = at;
            }
            at = NextLine(piece.Span, at);
        }
        if (from < piece.Length)
            yield return piece[from..];
    }

    private int NextLine(ReadOnlySpan<byte> span, int at)
    {
        int length = span[at..].IndexOf((byte)'\n');
        int end = length < 0 ? span.Length : at + length + 1;
        bool crBefore = length == 0 ? (at == 0 ? _cr : span[at - 1] == (byte)'\r') : length > 0 && span[end - 2] == (byte)'\r';
        _lineStart = length >= 0 && crBefore;
        _cr = span[end - 1] == (byte)'\r';
        return end;
    }
}
