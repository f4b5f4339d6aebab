using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>How a call-out ended, as the metric rollcall_callouts_total names it.</summary>
public enum CalloutOutcome
{
    /// <summary>The mailbox exists.</summary>
    Valid,

    /// <summary>The mailbox does not exist.</summary>
    Invalid,

    /// <summary>A 5yz that says nothing of the mailbox.</summary>
    Policy,

    /// <summary>A 4yz.</summary>
    Temporary,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>No connection.</summary>
    Refused,

    /// <summary>The connection ended, or what came was not SMTP.</summary>
    Dropped,

    /// <summary>STARTTLS failed under a policy that needs it.</summary>
    Tls,

    /// <summary>No address.</summary>
    Dns,

    /// <summary>The server is one of ours.</summary>
    Loop,

    /// <summary>Not asked: every host rests, or too many questions wait.</summary>
    Open,
}

/// <summary>The answer to one question.</summary>
/// <param name="Verdict">Valid, Invalid, or doubt.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Evidence">Why.</param>
public sealed record CalloutResult(Verdict Verdict, CalloutOutcome Outcome, Evidence Evidence)
{
    /// <summary>The lines of the conversation, null when none were noted.</summary>
    public string? Transcript { get; init; }

    /// <summary>Whether the destination was asked nothing because the address needs SMTPUTF8 and it does not offer it.</summary>
    public bool NeedsUtf8 { get; init; }

    /// <summary>
    /// What the destination said to a random local part, asked in the same session behind the recipient that was accepted; null when it was
    /// not asked or gave no reply.
    /// </summary>
    public ReplyMeaning? RandomRecipient { get; init; }

    /// <summary>How long it took, all hosts together.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The doubt that a failed host leaves.</summary>
    public static CalloutResult Of(PeerFailure failure) =>
        new(Verdict.Unverifiable, OutcomeOf(failure), failure.ToEvidence()) { NeedsUtf8 = failure.Fault == PeerFault.NoUtf8 };

    /// <summary>What a reply at RCPT says.</summary>
    public static CalloutResult Of(ReplyMeaning meaning, Evidence evidence) => meaning switch
    {
        ReplyMeaning.Exists or ReplyMeaning.MailboxFull => new(Verdict.Valid, CalloutOutcome.Valid, evidence),
        ReplyMeaning.NoSuchUser => new(Verdict.Invalid, CalloutOutcome.Invalid, evidence),
        ReplyMeaning.Temporary or ReplyMeaning.RateLimit => new(Verdict.Unverifiable, CalloutOutcome.Temporary, evidence),
        _ => new(Verdict.Unverifiable, CalloutOutcome.Policy, evidence),
    };

    private static CalloutOutcome OutcomeOf(PeerFailure failure) => failure.Fault switch
    {
        PeerFault.Refused => failure.Reply is { IsPermanent: true } ? CalloutOutcome.Policy : CalloutOutcome.Temporary,
        PeerFault.Unreachable or PeerFault.Forbidden or PeerFault.Ours => CalloutOutcome.Refused,
        PeerFault.Timeout => CalloutOutcome.Timeout,
        PeerFault.Tls => CalloutOutcome.Tls,
        PeerFault.Dns => CalloutOutcome.Dns,
        PeerFault.Loop => CalloutOutcome.Loop,
        PeerFault.NoUtf8 => CalloutOutcome.Policy,
        _ => CalloutOutcome.Dropped,
    };
}
