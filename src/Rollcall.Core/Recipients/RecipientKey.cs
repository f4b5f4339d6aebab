namespace Rollcall.Core.Recipients;

/// <summary>The identity of a recipient: domain and local part in normal form. Made by <see cref="RecipientAddress"/>.</summary>
public readonly record struct RecipientKey(string Domain, string Local)
{
    /// <summary>The address that a person reads: the local part is quoted again where it must be (RFC 5321 4.1.2).</summary>
    public override string ToString() => RecipientAddress.Quote(Local) + "@" + Domain;
}
