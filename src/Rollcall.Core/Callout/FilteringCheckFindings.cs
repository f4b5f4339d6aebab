using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>What a check asks, and where it notes the conversation.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Random">A recipient that nobody has.</param>
/// <param name="Request">What the caller wants.</param>
/// <param name="Transcript">The lines of all connections.</param>
internal sealed record CheckPlan(ProtectedDomain Domain, Mailbox Random, CheckRequest Request, Transcript Transcript)
{
    /// <summary>The reverse-path when the null one is refused.</summary>
    public string OtherSender { get; } = new[] { Domain.Callout.Sender, Domain.Callout.FallbackSender, "postmaster@" + Request.HostName }.First(sender => sender.Length > 0);
}

/// <summary>The answer to one command of a check.</summary>
/// <param name="Reply">What the server said, or null when it said nothing.</param>
/// <param name="Meaning">What that says of the recipient; nothing without a reply.</param>
/// <param name="Failure">Why there is no answer at RCPT or DATA: no reply, or a refusal before.</param>
/// <param name="Took">From the command to the reply.</param>
internal sealed record CheckAnswer(SmtpReply? Reply, ReplyMeaning Meaning, PeerFailure? Failure, TimeSpan Took)
{
    public bool IsAccepted => Reply is { IsPositive: true };

    public bool IsPostponed => Reply is { IsTransient: true };

    public bool IsRefused => Reply is { IsPermanent: true };

    /// <summary>Whether it is a refusal in words that speak of the mailbox.</summary>
    public bool IsNoSuchUser => Failure is null && IsRefused && Meaning == ReplyMeaning.NoSuchUser;

    /// <summary>The word of a step.</summary>
    public string Word => this switch
    {
        { IsAccepted: true } => "accepted",
        { IsNoSuchUser: true } => "no-such-user",
        { IsRefused: true } => "refused",
        { IsPostponed: true } => "postponed",
        _ => "no-answer",
    };
}

/// <summary>All that a check has found out about one host; what was not asked is null.</summary>
internal sealed class CheckFindings
{
    public PeerNotes Notes { get; } = new();

    /// <summary>name:port of the server that was reached.</summary>
    public string? Host { get; set; }

    /// <summary>Why no session was opened; null when one was.</summary>
    public PeerFailure? Failure { get; set; }

    public CheckedTls Tls { get; set; } = new(null, null, null, null);

    public CheckAnswer? NullSender { get; set; }

    public CheckAnswer? OtherSender { get; set; }

    public CheckAnswer? Random { get; set; }

    public CheckAnswer? Known { get; set; }

    public CheckAnswer? Postmaster { get; set; }

    /// <summary>The answer to DATA; 354 is neither accepted nor refused.</summary>
    public CheckAnswer? Data { get; set; }

    /// <summary>Whether a session was opened and a recipient was answered for.</summary>
    public bool IsHeard => Random is { Reply: not null };

    public bool OpensData => Data is { Reply.Code: 354 };

    public IEnumerable<CheckAnswer> Recipients => new[] { Random, Known, Postmaster }.OfType<CheckAnswer>();

    public ServerFamily Family => ServerFamilies.Of(Host ?? "", Notes.Banner, Notes.Hello, Recipients.Select(answer => answer.Reply).OfType<SmtpReply>());
}
