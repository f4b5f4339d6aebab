using System.Net;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Delivery;

/// <summary>A message to be passed on.</summary>
/// <param name="Destination">Whereto.</param>
/// <param name="Tls">How its sessions use STARTTLS.</param>
/// <param name="ReversePath">MAIL.</param>
/// <param name="Recipients">RCPT, at least one.</param>
/// <param name="Trace">Our header lines, each ended with CRLF.</param>
/// <param name="Body">Header and body as they came.</param>
public sealed record Shipment(
    Destination Destination, TlsPolicy Tls, Mailbox ReversePath, IReadOnlyList<Mailbox> Recipients, string Trace, MessageBody Body)
{
    /// <summary>Whether the client declared BODY=8BITMIME (RFC 6152).</summary>
    public bool EightBitMime { get; init; }

    /// <summary>Whether the client said SMTPUTF8 and the header has octets beyond ASCII (RFC 6532).</summary>
    public bool Utf8Header { get; init; }

    /// <summary>The client's final dot, as a timestamp of the TimeProvider; message_deadline begins with it.</summary>
    public required long EndOfData { get; init; }

    /// <summary>Whom we have the message from; null without an IP address.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>Fires when the client is gone. Before our final dot that ends the delivery: the client will send the message again.</summary>
    public CancellationToken ClientGone { get; init; }
}

/// <summary>A recipient that the destination refused after we had taken it.</summary>
/// <param name="Recipient">As RCPT named it.</param>
/// <param name="Reply">What the destination said.</param>
/// <param name="Host">Which host said it, as name:port.</param>
public sealed record LateRefusal(Mailbox Recipient, SmtpReply Reply, string Host)
{
    /// <summary>Whether it speaks of us, and so says nothing of the recipient.</summary>
    public bool IsAboutUs { get; init; }
}

/// <summary>How a delivery ended: with the destination's reply, or with the failure of its last host.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Reply">The reply that decided, or null.</param>
/// <param name="Failure">Why there is no delivery, unless recipients or content were refused for what they are.</param>
/// <param name="Partly">Some recipients were taken and some refused, so nothing was sent.</param>
public readonly record struct DeliveryResult(CalloutStage Stage, SmtpReply? Reply, PeerFailure? Failure, bool Partly)
{
    /// <summary>Whether the message is the destination's now.</summary>
    public bool IsDelivered => Failure is null && Reply is { IsPositive: true } && Stage == CalloutStage.Data;

    /// <summary>Which host it was offered to last, as name:port; null when none took the connection.</summary>
    public string? Host { get; init; }

    /// <summary>All delivery sessions of the destination were in use until our patience was over.</summary>
    public bool IsBusy { get; init; }

    /// <summary>The client was gone before our final dot, so nothing was sent.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>Whether <see cref="Reply"/> speaks of us, and not of sender, recipients or content.</summary>
    public bool IsAboutUs { get; init; }

    /// <summary>The recipients that were refused; null when there were none.</summary>
    public IReadOnlyList<LateRefusal>? Refusals { get; init; }
}

/// <summary>The [delivery] settings of one snapshot.</summary>
/// <param name="ConnectTimeout">Limit of one connect.</param>
/// <param name="CommandTimeout">Limit of the banner, of each reply and of each piece of the body.</param>
/// <param name="FinalDotTimeout">Limit of the reply to our final dot.</param>
/// <param name="MessageDeadline">From the client's final dot to our reply.</param>
/// <param name="MaxSessions">Sessions open at one time, per destination.</param>
/// <param name="Idle">A session is kept so long for the next message.</param>
public sealed record DeliverySettings(
    TimeSpan ConnectTimeout, TimeSpan CommandTimeout, TimeSpan FinalDotTimeout, TimeSpan MessageDeadline, int MaxSessions, TimeSpan Idle);
