using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>The log lines of the gateway: one a decision.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(EventName = "rcpt", Message = "{Session} {Client} {Domain} {Recipient} {Verdict} {Source} {Cause}")]
    public static partial void Rcpt(
        ILogger log, LogLevel level, string session, IPAddress? client, string domain, Mailbox recipient, string verdict, string source, string? cause);

    [LoggerMessage(EventName = "message", Level = LogLevel.Information,
        Message = "{Session} {Client} {Helo} {ReversePath} {Recipients} {Domain} {Size} {Ms} {Outcome} {Reply} {Host} {DestinationReply}")]
    public static partial void Message(
        ILogger log, string session, IPAddress? client, string helo, Mailbox reversePath, IReadOnlyList<Mailbox> recipients, string domain, long size, long ms,
        string outcome, Reply reply, string? host, SmtpReply? destinationReply);

    [LoggerMessage(EventName = "delivery_failed", Level = LogLevel.Warning, Message = "{Session} {Domain} {Stage} {Fault} {Host} {Cause}")]
    public static partial void DeliveryFailed(ILogger log, string session, string domain, CalloutStage stage, PeerFault fault, string? host, string cause);

    [LoggerMessage(EventName = "no_room", Level = LogLevel.Error, Message = "{Session}")]
    public static partial void NoRoom(ILogger log, string session, Exception error);
}

/// <summary>What is told of the gateway to those who watch.</summary>
internal static class GatewayEvents
{
    /// <summary>A recipient that was refused at RCPT, or at a neighbour's.</summary>
    public static GatewayEvent Refusal(string session, IPAddress? client, string domain, Mailbox recipient) =>
        new(EventType.Refusal) { Address = recipient.ToString(), Domain = domain, Session = session, Client = client, Stage = "rcpt" };

    /// <summary>The reply that it got.</summary>
    public static GatewayEvent By(this GatewayEvent refusal, Reply reply) =>
        refusal with { Code = reply.Code, EnhancedCode = reply.EnhancedCode?.ToString(), Text = reply.Text };
}

/// <summary>What is measured of the gateway.</summary>
internal static class GatewayMeter
{
    private static readonly Meter _meter = new("Rollcall.Gateway");
    private static readonly Counter<long> _rcpts = _meter.CreateCounter<long>("rollcall_rcpt", description: "RCPT commands by domain, verdict and source");
    private static readonly Counter<long> _messages = _meter.CreateCounter<long>("rollcall_messages", description: "Messages by outcome");

    /// <summary>The values of the label "domain", of all metrics that have it.</summary>
    public static DomainLabels Domains { get; } = new();

    public static void Rcpt(string domain, string verdict, string source)
    {
        if (_rcpts.Enabled)
            _rcpts.Add(1, new("domain", Domains.Of(domain)), new("verdict", verdict), new("source", source));
    }

    /// <summary>Counts the message of a reply, and names its outcome.</summary>
    public static string Message(Reply reply)
    {
        // Nobody has the message of a client that was gone before it could be passed on.
        var outcome = reply == Replies.ClientGone ? "dropped" : reply.IsPositive ? "delivered" : reply.IsTransient ? "deferred" : "refused";
        _messages.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        return outcome;
    }
}
