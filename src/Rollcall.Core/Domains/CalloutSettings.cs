namespace Rollcall.Core.Domains;

/// <summary>What is done about the recipients of a domain.</summary>
public enum CalloutMode
{
    /// <summary>Unknown recipients are asked about and refused.</summary>
    Callout,

    /// <summary>Recipients are asked about, nobody is refused.</summary>
    Shadow,

    /// <summary>Only what is pinned or imported exists.</summary>
    List,

    /// <summary>Every recipient exists; nothing is asked.</summary>
    AcceptsAll,
}

/// <summary>What a recipient gets when nobody can tell.</summary>
public enum UnverifiablePolicy
{
    /// <summary>451 4.4.3.</summary>
    Defer,

    /// <summary>The delivery decides.</summary>
    Accept,
}

/// <summary>How call-outs and deliveries use STARTTLS (RFC 3207).</summary>
public enum TlsPolicy
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>When offered, with any certificate, else in clear.</summary>
    Opportunistic,

    /// <summary>Always, with any certificate.</summary>
    Require,

    /// <summary>Always, and the certificate names the host.</summary>
    Verify,
}

/// <summary>The [callout] settings as they hold for one domain.</summary>
public sealed record CalloutSettings
{
    /// <summary>What is done about recipients.</summary>
    public CalloutMode Mode { get; init; } = CalloutMode.Callout;

    /// <summary>A valid verdict answers from memory for so long.</summary>
    public TimeSpan ValidTtl { get; init; } = TimeSpan.FromHours(24);

    /// <summary>An invalid verdict answers from memory for so long.</summary>
    public TimeSpan InvalidTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A valid verdict past its life may still be used for so long after it was learnt, when the destination cannot be asked.</summary>
    public TimeSpan StaleTtl { get; init; } = TimeSpan.FromDays(7);

    /// <summary>After so long an invalid verdict is asked again once.</summary>
    public TimeSpan RecheckInvalidAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What a recipient gets when nobody can tell.</summary>
    public UnverifiablePolicy Unverifiable { get; init; }

    /// <summary>An RCPT waits at most so long for the answer.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Limit of one connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Limit of the banner and of each reply.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Reverse-path of questions; empty is the null sender.</summary>
    public string Sender { get; init; } = "";

    /// <summary>Reverse-path when the first is refused; empty is postmaster@ our host name.</summary>
    public string FallbackSender { get; init; } = "";

    /// <summary>STARTTLS of call-outs and deliveries.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Opportunistic;

    /// <summary>Call-out sessions open at one time, per destination.</summary>
    public int MaxSessions { get; init; } = 4;

    /// <summary>Questions of one session.</summary>
    public int MaxPerSession { get; init; } = 50;

    /// <summary>Questions a second, per destination.</summary>
    public int MaxRate { get; init; } = 50;

    /// <summary>One question, all hosts together.</summary>
    public TimeSpan QuestionDeadline { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>All questions refused for so long: the domain refuses call-outs.</summary>
    public TimeSpan RefusesAfter { get; init; } = TimeSpan.FromMinutes(15);
}
