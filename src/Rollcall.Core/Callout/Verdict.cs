namespace Rollcall.Core.Callout;

/// <summary>What is known of one recipient.</summary>
public enum Verdict
{
    /// <summary>Doubt: never a reason to refuse for good.</summary>
    Unverifiable,

    /// <summary>The mailbox exists.</summary>
    Valid,

    /// <summary>The destination said that the mailbox does not exist.</summary>
    Invalid,
}
