using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>What a check found out about a destination.</summary>
public enum CheckKind
{
    /// <summary>Unknown recipients are refused at RCPT: call-outs work.</summary>
    FiltersAtRcpt,

    /// <summary>Unknown recipients are accepted at RCPT and refused at DATA: call-outs cannot see it.</summary>
    FiltersAfterData,

    /// <summary>Any recipient is accepted.</summary>
    AcceptsAll,

    /// <summary>The questions were refused for reasons that are not the recipient.</summary>
    RefusesCallouts,

    /// <summary>The questions were put off with 4yz.</summary>
    Greylists,

    /// <summary>No host of the destination could be asked.</summary>
    Unreachable,
}

/// <summary>How a check is made.</summary>
/// <param name="Known">A recipient that is said to exist, in the domain of the check; null: none is asked.</param>
/// <param name="DataStage">Whether DATA is opened for an unknown recipient, and the connection closed without a final dot.</param>
/// <param name="HostName">Our own name, for the sender after the null one.</param>
public sealed record CheckRequest(Mailbox? Known, bool DataStage, string HostName);

/// <summary>One thing that was tried.</summary>
/// <param name="Name">reachable, banner, tls, null-sender, fallback-sender, random-recipient, known-recipient, postmaster, data-stage, greylisting or delay.</param>
/// <param name="Result">
/// accepted, refused, no-such-user, postponed, no-answer, not-asked; for reachable, greylisting: yes, no; for tls: works, failed, not-offered, not-tried; for
/// delay: measured, not-measured.
/// </param>
/// <param name="Code">Basic code, or null when there was no reply.</param>
/// <param name="EnhancedCode">Enhanced code, if the reply had one.</param>
/// <param name="Text">What the server said, or the cause in our words; 512 characters at most, controls replaced.</param>
/// <param name="Took">How long the reply took; null when there was none.</param>
public sealed record CheckStep(string Name, string Result, int? Code, EnhancedStatusCode? EnhancedCode, string Text, TimeSpan? Took)
{
    /// <summary>A step without a reply.</summary>
    public static CheckStep Of(string name, string result, string text) => new(name, result, null, null, Evidence.Clean(text), null);

    /// <summary>A step that a reply decided.</summary>
    public static CheckStep Of(string name, string result, SmtpReply reply, TimeSpan took) =>
        new(name, result, reply.Code, reply.EnhancedCode, Evidence.Clean(reply.Text), took);
}

/// <summary>The server that answered.</summary>
/// <param name="Host">name:port, or null when none was reached.</param>
/// <param name="Banner">The text of its first reply, or null.</param>
/// <param name="Family">Its kind.</param>
public sealed record CheckedServer(string? Host, string? Banner, ServerFamily Family);

/// <summary>What was seen of STARTTLS.</summary>
/// <param name="Offered">Null when no EHLO was answered.</param>
/// <param name="Works">Whether a handshake succeeded; null when none was tried.</param>
/// <param name="NamesHost">Whether the certificate is trusted and names the host; null when not seen.</param>
/// <param name="Cause">What is wrong, in our words; null when nothing is.</param>
public sealed record CheckedTls(bool? Offered, bool? Works, bool? NamesHost, string? Cause);

/// <summary>The result of a check.</summary>
/// <param name="Domain">The domain in normal form.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Sentence">The same in one sentence for people.</param>
public sealed record FilteringCheckResult(string Domain, CheckKind Kind, string Sentence)
{
    /// <summary>What to do, most useful first; empty when nothing is to be done.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>Who answered.</summary>
    public CheckedServer Server { get; init; } = new(null, null, ServerFamily.Unknown);

    /// <summary>STARTTLS.</summary>
    public CheckedTls Tls { get; init; } = new(null, null, null, null);

    /// <summary>What was tried, in its order.</summary>
    public IReadOnlyList<CheckStep> Steps { get; init; } = [];

    /// <summary>The conversation, a line each, ended by LF.</summary>
    public string Transcript { get; init; } = "";
}

/// <summary>The words of a check.</summary>
public static class CheckKindWords
{
    /// <summary>filters-at-rcpt, filters-after-data, accepts-all, refuses-call-outs, greylists, unreachable.</summary>
    public static string Word(this CheckKind kind) => kind switch
    {
        CheckKind.FiltersAtRcpt => "filters-at-rcpt",
        CheckKind.FiltersAfterData => "filters-after-data",
        CheckKind.AcceptsAll => "accepts-all",
        CheckKind.RefusesCallouts => "refuses-call-outs",
        CheckKind.Greylists => "greylists",
        _ => "unreachable",
    };
}
