namespace Rollcall.Protocols.Smtp.Server;

/// <summary>The commands that the state table knows.</summary>
public enum SmtpVerb
{
    /// <summary>No command of ours, or no command line at all.</summary>
    Unknown,

    /// <summary>RFC 5321 4.1.1.1.</summary>
    Helo,

    /// <summary>RFC 5321 4.1.1.1.</summary>
    Ehlo,

    /// <summary>RFC 5321 4.1.1.2.</summary>
    Mail,

    /// <summary>RFC 5321 4.1.1.3.</summary>
    Rcpt,

    /// <summary>RFC 5321 4.1.1.4.</summary>
    Data,

    /// <summary>RFC 5321 4.1.1.5.</summary>
    Rset,

    /// <summary>RFC 5321 4.1.1.9.</summary>
    Noop,

    /// <summary>RFC 5321 4.1.1.6.</summary>
    Vrfy,

    /// <summary>RFC 5321 4.1.1.8.</summary>
    Help,

    /// <summary>RFC 5321 4.1.1.10.</summary>
    Quit,

    /// <summary>RFC 3207 4.</summary>
    StartTls,

    /// <summary>Postfix's XCLIENT_README.</summary>
    Xclient,

    /// <summary>A request line of HTTP (RFC 9110 9): a browser or a page that makes it talk to us.</summary>
    Http,
}

/// <summary>A command line, read and checked. Whether its order is legal is asked of <see cref="SmtpStateTable"/>.</summary>
/// <param name="Verb">Which command.</param>
/// <param name="Refusal">The reply to a bad line; null for a good one.</param>
public readonly record struct SmtpCommand(SmtpVerb Verb, Reply? Refusal = null)
{
    /// <summary>HELO, EHLO: the name of the peer, printable ASCII without spaces, 1 to 255 characters.</summary>
    public string Name { get; init; } = "";

    /// <summary>MAIL.</summary>
    public MailCommand? Mail { get; init; }

    /// <summary>RCPT.</summary>
    public RcptCommand? Rcpt { get; init; }

    /// <summary>XCLIENT.</summary>
    public XclientCommand? Xclient { get; init; }
}
