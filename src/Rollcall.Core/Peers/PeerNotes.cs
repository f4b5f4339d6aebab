using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Peers;

/// <summary>What a server says of itself while a session is opened, for those who want to know whom they speak to; the last address wins.</summary>
public sealed class PeerNotes
{
    /// <summary>The first reply, also a refusal; null when none came.</summary>
    public SmtpReply? Banner { get; internal set; }

    /// <summary>From the open connection to the banner; zero when none came.</summary>
    public TimeSpan BannerTook { get; internal set; }

    /// <summary>The reply to EHLO in clear, or to the HELO behind a refused one; null when none came.</summary>
    public SmtpReply? Hello { get; internal set; }

    /// <summary>Whether STARTTLS was offered in clear.</summary>
    public bool OffersTls => Hello is { IsPositive: true } hello && Capabilities.Read(hello).StartTls;
}
