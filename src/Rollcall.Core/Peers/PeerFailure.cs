using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Peers;

/// <summary>What went wrong with a host.</summary>
public enum PeerFault
{
    /// <summary>The host said no: the reply is there.</summary>
    Refused,

    /// <summary>The connection was refused, or the host cannot be reached.</summary>
    Unreachable,

    /// <summary>The configuration does not allow its address: <see cref="AddressGuard"/>.</summary>
    Forbidden,

    /// <summary>Nothing came in time.</summary>
    Timeout,

    /// <summary>The connection ended in the middle.</summary>
    Dropped,

    /// <summary>What came is not SMTP.</summary>
    Protocol,

    /// <summary>STARTTLS is not offered, or its handshake failed, under a policy that needs it.</summary>
    Tls,

    /// <summary>The host has no address, or DNS does not tell.</summary>
    Dns,

    /// <summary>The host is one of ours.</summary>
    Loop,

    /// <summary>This machine has no descriptor, port or memory left for a connection.</summary>
    Ours,

    /// <summary>The address needs SMTPUTF8, which the host does not offer (RFC 6531 3.2).</summary>
    NoUtf8,
}

/// <summary>Why a session with a host did not come to its end.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Fault">What.</param>
/// <param name="Reply">What the host said, for <see cref="PeerFault.Refused"/>.</param>
/// <param name="Cause">In our words; for the log and the evidence, never for a sender.</param>
/// <param name="Host">Which host, as name:port, or null when none was reached.</param>
public sealed record PeerFailure(CalloutStage Stage, PeerFault Fault, SmtpReply? Reply, string Cause, string? Host)
{
    /// <summary>The failure of a reply that did not come, or was not the one needed.</summary>
    public static PeerFailure Of(CalloutStage stage, ReplyOutcome outcome, string host) => outcome.Fault switch
    {
        ChannelFault.None => new(stage, PeerFault.Refused, outcome.Reply, outcome.Reply!.Text, host),
        ChannelFault.Timeout => new(stage, PeerFault.Timeout, null, outcome.Cause, host),
        ChannelFault.Protocol => new(stage, PeerFault.Protocol, null, outcome.Cause, host),
        _ => new(stage, PeerFault.Dropped, null, outcome.Cause, host),
    };

    /// <summary>The failure as the evidence of a verdict.</summary>
    public Evidence ToEvidence() => Reply is null ? Evidence.Of(Stage, Cause, Host) : Evidence.Of(Stage, Reply, Host);
}
