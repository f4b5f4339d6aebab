namespace Rollcall.Protocols.Smtp;

/// <summary>A mailbox as somebody wrote it: local part (quotes kept) and domain, never with CR, LF or NUL (RFC 5321 4.1.2). The null reverse-path has both empty.</summary>
public sealed record Mailbox(string LocalPart, string Domain)
{
    /// <summary>The null reverse-path, written as an empty pair of brackets (RFC 5321 4.5.5).</summary>
    public static Mailbox Null { get; } = new("", "");

    /// <summary>Whether this is the null reverse-path.</summary>
    public bool IsNull => LocalPart.Length == 0;

    /// <summary>Whether the spelling needs SMTPUTF8 on its way (RFC 6531 3.4).</summary>
    public bool NeedsUtf8 => !System.Text.Ascii.IsValid(LocalPart) || !System.Text.Ascii.IsValid(Domain);

    /// <summary>The spelling without brackets; for postmaster alone there is no domain (RFC 5321 4.1.1.3).</summary>
    public override string ToString() => Domain.Length == 0 ? LocalPart : LocalPart + "@" + Domain;
}
