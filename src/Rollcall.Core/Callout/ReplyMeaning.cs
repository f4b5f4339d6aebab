namespace Rollcall.Core.Callout;

/// <summary>What a reply of a destination says of the recipient that was asked about.</summary>
public enum ReplyMeaning
{
    /// <summary>2yz at RCPT: the mailbox exists.</summary>
    Exists,

    /// <summary>The mailbox is full, and so exists.</summary>
    MailboxFull,

    /// <summary>The mailbox does not exist, or is disabled.</summary>
    NoSuchUser,

    /// <summary>A bare 550, 551 or 553 that says nothing: no such user only if the destination takes others of the domain.</summary>
    BareRefusal,

    /// <summary>The refusal is about the reverse-path: worth one more try with the other sender.</summary>
    AboutSender,

    /// <summary>4yz: greylisting, busy.</summary>
    Temporary,

    /// <summary>4yz or 421 that speaks of a rate or too many connections.</summary>
    RateLimit,

    /// <summary>Any other 5yz: policy, relaying, TLS, syntax.</summary>
    Policy,
}
