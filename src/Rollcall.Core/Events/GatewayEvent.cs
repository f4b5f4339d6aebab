using System.Net;

namespace Rollcall.Core.Events;

/// <summary>What an event is about.</summary>
public enum EventType
{
    /// <summary>A destination answered about a recipient, or gave no answer.</summary>
    Verdict,

    /// <summary>A recipient or a message was refused, for good or for now.</summary>
    Refusal,

    /// <summary>A host, or what holds for all recipients of a domain, is not as it was.</summary>
    Health,
}

/// <summary>Something that happened, for whoever watches; null is what is not known, or means nothing for its type.</summary>
/// <param name="Type">What it is about.</param>
public sealed record GatewayEvent(EventType Type)
{
    /// <summary>A UUIDv7; the feed gives it.</summary>
    public Guid Id { get; init; }

    /// <summary>When it happened; the feed says so.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The recipient.</summary>
    public string? Address { get; init; }

    /// <summary>The protected domain; of a foreign recipient its own.</summary>
    public string? Domain { get; init; }

    /// <summary>The host, or all hosts of a domain.</summary>
    public string? Destination { get; init; }

    /// <summary>The SMTP session, or a neighbour's connection.</summary>
    public string? Session { get; init; }

    /// <summary>The address of the SMTP client; null for a Unix socket, or where nobody tells.</summary>
    public IPAddress? Client { get; init; }

    /// <summary>As log and metrics name it.</summary>
    public string? Verdict { get; init; }

    /// <summary>Where the verdict came from, as log and metrics name it; delivery where the destination refused late.</summary>
    public string? Source { get; init; }

    /// <summary>Where in the conversation: the stage of a call-out, rcpt or data of a refusal.</summary>
    public string? Stage { get; init; }

    /// <summary>What it is now, of a change of health: of a host open or closed, of a domain as the API names its state.</summary>
    public string? State { get; init; }

    /// <summary>The basic code of the reply, 200 to 599.</summary>
    public int? Code { get; init; }

    /// <summary>The enhanced code of the reply.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>The text of the reply, or the cause.</summary>
    public string? Text { get; init; }
}
