namespace Rollcall.Core.Domains;

/// <summary>A domain we accept mail for.</summary>
public sealed record ProtectedDomain
{
    /// <summary>The name in the normal form of <see cref="DomainName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Where its mail goes.</summary>
    public required Destination DeliverTo { get; init; }

    /// <summary>Whom its call-outs ask; the same as <see cref="DeliverTo"/> unless configured.</summary>
    public required Destination VerifyAt { get; init; }

    /// <summary>What parts the user from the tag of a local part; empty for none (RFC 5233).</summary>
    public string SubaddressSeparator { get; init; } = "";

    /// <summary>Whether letters of the local part keep their case (RFC 5321 2.4).</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>The call-out settings of this domain.</summary>
    public CalloutSettings Callout { get; init; } = new();

    /// <summary>Whether the configuration file names it, and so nothing else may change or delete it.</summary>
    public bool IsFixed { get; init; } = true;
}
