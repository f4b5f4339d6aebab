using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>Whether a session asks in the name of nobody or of an address: servers may treat the two differently.</summary>
internal enum SenderKind
{
    Null,
    Named,
}

/// <summary>What a session must be like to serve a question: no session serves another TLS policy or kind of sender.</summary>
internal readonly record struct SessionKind(TlsPolicy Tls, SenderKind Sender);

/// <summary>A question on its way through a pool, until it has its result.</summary>
internal sealed class WaitingQuestion(ProtectedDomain domain, Question question)
    : TaskCompletionSource<CalloutResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ProtectedDomain Domain => domain;

    public Question Question => question;

    public SessionKind Kind { get; } = new(domain.Callout.Tls, question.Sender.Length == 0 ? SenderKind.Null : SenderKind.Named);

    public PeerTerms Terms { get; } = new(domain.Callout.Tls, domain.Callout.ConnectTimeout, domain.Callout.CommandTimeout, question.Transcript);

    /// <summary>The first host that may still be asked, as an index.</summary>
    public int FromHost { get; set; }

    /// <summary>What the last host that failed said; the result when no other is left.</summary>
    public CalloutResult? Last { get; set; }

    /// <summary>Whether a session failed while it waited behind another question there: it is asked alone then, to find out which of them it was.</summary>
    public bool IsSuspect { get; set; }

    public bool IsWanted => !Task.IsCompleted;
}
