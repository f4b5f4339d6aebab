using Rollcall.Core.Domains;

namespace Rollcall.Config;

/// <summary>Call-outs of every domain. Each key may be repeated under [domain.callout] and holds there for that domain alone.</summary>
internal sealed record CalloutOptions
{
    private static readonly CalloutSettings _defaults = new();

    /// <summary>callout asks and refuses; shadow asks and refuses nobody; list knows only what is pinned or imported (import again when you change to it: what a server has said since took an import's place); accepts-all asks nothing.</summary>
    [Key("mode")]
    public CalloutMode Mode { get; init; } = _defaults.Mode;

    /// <summary>A valid verdict answers from memory for so long.</summary>
    [Key("valid_ttl", Min = "1s", Max = "365d")]
    public TimeSpan ValidTtl { get; init; } = _defaults.ValidTtl;

    /// <summary>An invalid verdict answers from memory for so long.</summary>
    [Key("invalid_ttl", Min = "1s", Max = "30d")]
    public TimeSpan InvalidTtl { get; init; } = _defaults.InvalidTtl;

    /// <summary>A valid verdict may be used for so long after it was learnt, when the destination cannot be asked; at least valid_ttl.</summary>
    [Key("stale_ttl", Min = "1s", Max = "365d")]
    public TimeSpan StaleTtl { get; init; } = _defaults.StaleTtl;

    /// <summary>After so long an invalid verdict is asked again once; at invalid_ttl or above it never is.</summary>
    [Key("recheck_invalid_after", Min = "1s", Max = "30d")]
    public TimeSpan RecheckInvalidAfter { get; init; } = _defaults.RecheckInvalidAfter;

    /// <summary>When nobody can tell: defer answers 451 4.4.3, accept lets the delivery decide.</summary>
    [Key("unverifiable")]
    public UnverifiablePolicy Unverifiable { get; init; } = _defaults.Unverifiable;

    /// <summary>An RCPT waits at most so long for the answer, then 451; the question goes on.</summary>
    [Key("wait", Min = "10ms", Max = "5m")]
    public TimeSpan Wait { get; init; } = _defaults.Wait;

    /// <summary>Limit of one connect.</summary>
    [Key("connect_timeout", Min = "10ms", Max = "5m")]
    public TimeSpan ConnectTimeout { get; init; } = _defaults.ConnectTimeout;

    /// <summary>Limit of the banner and of each reply.</summary>
    [Key("command_timeout", Min = "10ms", Max = "5m")]
    public TimeSpan CommandTimeout { get; init; } = _defaults.CommandTimeout;

    /// <summary>Reverse-path of questions; empty is the null sender.</summary>
    [Key("sender", Rule = TextRule.Mailbox)]
    public string Sender { get; init; } = _defaults.Sender;

    /// <summary>Reverse-path when the first is refused; empty: postmaster@ hostname.</summary>
    [Key("fallback_sender", Rule = TextRule.Mailbox)]
    public string FallbackSender { get; init; } = _defaults.FallbackSender;

    /// <summary>STARTTLS of call-outs and deliveries: off; opportunistic: any certificate, in clear where it fails; require: any certificate, never in clear; verify: the certificate names the host.</summary>
    [Key("tls")]
    public TlsPolicy Tls { get; init; } = _defaults.Tls;

    /// <summary>Call-out sessions open at one time, per destination.</summary>
    [Key("max_sessions", Min = "1", Max = "1000")]
    public int MaxSessions { get; init; } = _defaults.MaxSessions;

    /// <summary>Questions of one session.</summary>
    [Key("max_per_session", Min = "1", Max = "10000")]
    public int MaxPerSession { get; init; } = _defaults.MaxPerSession;

    /// <summary>Questions a second, per destination.</summary>
    [Key("max_rate", Min = "1", Max = "1000000")]
    public int MaxRate { get; init; } = _defaults.MaxRate;

    /// <summary>One question, all hosts together.</summary>
    [Key("question_deadline", Min = "10ms", Max = "10m")]
    public TimeSpan QuestionDeadline { get; init; } = _defaults.QuestionDeadline;

    /// <summary>A domain whose questions were all refused for so long refuses call-outs: the delivery decides.</summary>
    [Key("refuses_after", Min = "1s", Max = "7d")]
    public TimeSpan RefusesAfter { get; init; } = _defaults.RefusesAfter;

    /// <summary>The settings that Core knows.</summary>
    public CalloutSettings ToSettings() => new()
    {
        Mode = Mode,
        ValidTtl = ValidTtl,
        InvalidTtl = InvalidTtl,
        StaleTtl = StaleTtl,
        RecheckInvalidAfter = RecheckInvalidAfter,
        Unverifiable = Unverifiable,
        Wait = Wait,
        ConnectTimeout = ConnectTimeout,
        CommandTimeout = CommandTimeout,
        Sender = Sender,
        FallbackSender = FallbackSender,
        Tls = Tls,
        MaxSessions = MaxSessions,
        MaxPerSession = MaxPerSession,
        MaxRate = MaxRate,
        QuestionDeadline = QuestionDeadline,
        RefusesAfter = RefusesAfter,
    };
}
