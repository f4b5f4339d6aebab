using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>One question: whom, and in whose name.</summary>
/// <param name="Domain">The domain in normal form.</param>
/// <param name="Recipient">The spelling that RCPT carries.</param>
/// <param name="Sender">The reverse-path; empty is the null one.</param>
/// <param name="FallbackSender">The reverse-path when the first is refused.</param>
/// <param name="Limit">The limit of each reply.</param>
public sealed record Question(string Domain, Mailbox Recipient, string Sender, string FallbackSender, TimeSpan Limit)
{
    /// <summary>A local part that nobody has, to be asked behind a recipient that was accepted; null for none.</summary>
    public string? RandomLocalPart { get; init; }

    /// <summary>Where its lines are noted, or null.</summary>
    public Transcript? Transcript { get; init; }

    /// <summary>Whether somebody still waits for the answer.</summary>
    public Func<bool> IsWanted { get; init; } = static () => true;
}

/// <summary>A reply to the question itself, or the failure before or in place of it.</summary>
public readonly record struct Answer(ReplyMeaning Meaning, SmtpReply? Reply, PeerFailure? Failure)
{
    /// <summary>What was said to the random local part; null when it was not asked or there was no reply.</summary>
    public ReplyMeaning? Random { get; init; }
}
