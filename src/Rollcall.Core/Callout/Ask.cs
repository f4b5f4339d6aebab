using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>What a destination is to be asked.</summary>
/// <param name="Domain">The domain of the recipient, with its settings at present.</param>
/// <param name="Recipient">The recipient as the asker wrote it.</param>
public sealed record Ask(ProtectedDomain Domain, Mailbox Recipient)
{
    /// <summary>Whether a random local part is asked behind a recipient that was accepted.</summary>
    public bool TestsAcceptsAll { get; init; }

    /// <summary>Where the lines of the conversation are noted; null for a short one of its own.</summary>
    public Transcript? Transcript { get; init; }
}
