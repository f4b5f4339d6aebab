using System.Net;

namespace Rollcall.Config;

/// <summary>What is done with a body that holds a bare CR or LF.</summary>
internal enum BareNewline
{
    /// <summary>550 5.5.2 after the end of data.</summary>
    Refuse,

    /// <summary>Made CRLF, and noted in the log.</summary>
    Normalize,
}

/// <summary>The SMTP listener. Without this table there is none.</summary>
internal sealed record SmtpOptions
{
    /// <summary>Where to listen; each address binds its own family alone.</summary>
    [Key("listen", Restart = true)]
    public IReadOnlyList<ListenAddress> Listen { get; init; } = [ListenAddress.Parse("0.0.0.0:25"), ListenAddress.Parse("[::]:25")];

    /// <summary>Largest message; larger ones get 552 5.3.4.</summary>
    [Key("max_message_size", Min = "1KiB", Max = "1GiB")]
    public long MaxMessageSize { get; init; } = 50L << 20;

    /// <summary>Recipients of one message; more get 452 4.5.3.</summary>
    [Key("max_recipients", Min = "1", Max = "10000")]
    public int MaxRecipients { get; init; } = 100;

    /// <summary>Connections at one time, at most three quarters of the file descriptors; more get 421 4.3.2.</summary>
    [Key("max_connections", Min = "1", Max = "1000000")]
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Connections of one client address (IPv6: one /64) at one time; more get 421 4.7.0.</summary>
    [Key("max_connections_per_client", Min = "1", Max = "1000000")]
    public int MaxConnectionsPerClient { get; init; } = 50;

    /// <summary>A client whose next command, or next part of a body, is not there for so long gets 421 4.4.2 (RFC 5321 4.5.3.2.7 asks for 5 minutes).</summary>
    [Key("command_timeout", Min = "10ms", Max = "1h")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A body with a bare CR or LF is refused with 550 5.5.2, or its line ends are made CRLF.</summary>
    [Key("bare_newline")]
    public BareNewline BareNewline { get; init; }

    /// <summary>Whether SMTPUTF8 is offered (RFC 6531).</summary>
    [Key("smtputf8")]
    public bool Smtputf8 { get; init; } = true;

    /// <summary>Who gets the mail for postmaster that has no destination; empty: postmaster@ the first domain of the file.</summary>
    [Key("postmaster", Rule = TextRule.Mailbox)]
    public string Postmaster { get; init; } = "";

    /// <summary>Networks that are exempt from harvest protection and max_connections_per_client, as Unix sockets always are.</summary>
    [Key("trusted_clients")]
    public IReadOnlyList<IPNetwork> TrustedClients { get; init; } = [];

    /// <summary>Networks whose PROXY protocol header (v1, v2) is read.</summary>
    [Key("proxy_protocol_from")]
    public IReadOnlyList<IPNetwork> ProxyProtocolFrom { get; init; } = [];

    /// <summary>Networks that may use XCLIENT.</summary>
    [Key("xclient_from")]
    public IReadOnlyList<IPNetwork> XclientFrom { get; init; } = [];

    /// <summary>STARTTLS.</summary>
    [Table("tls")]
    public SmtpTlsOptions Tls { get; init; } = new();
}

/// <summary>STARTTLS is offered when both files are named. They are read again when they change.</summary>
internal sealed record SmtpTlsOptions
{
    /// <summary>PEM file of the certificate and its chain.</summary>
    [Key("certificate", Rule = TextRule.OptionalPath, Example = "/etc/rollcall/cert.pem")]
    public string Certificate { get; init; } = "";

    /// <summary>PEM file of the private key.</summary>
    [Key("key", Rule = TextRule.OptionalPath, Example = "/etc/rollcall/key.pem")]
    public string Key { get; init; } = "";

    /// <summary>Whether STARTTLS is offered.</summary>
    public bool IsOffered => Certificate.Length > 0;
}
