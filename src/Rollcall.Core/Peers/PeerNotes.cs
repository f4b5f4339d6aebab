using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Peers;

/// <summary>What a server says of itself while a session is opened, for those who want to know whom they speak to; the last address wins.</summary>
public sealed class PeerNotes
{
    /// <summary>The first reply, also a refusal; null when none came.</summary>
    public SmtpReply? Banner { get; private set; }

    /// <summary>From the open connection to the banner; zero when none came.</summary>
    public TimeSpan BannerTook { get; private set; }

    /// <summary>The reply to EHLO in clear, or to the HELO behind a refused one; null when none came.</summary>
    public SmtpReply? Hello { get; private set; }

    /// <summary>Whether the handshake with the last address succeeded.</summary>
    public bool IsEncrypted { get; private set; }

    /// <summary>Why STARTTLS or its handshake failed last, in our words or the server's; null when neither did.</summary>
    public string? TlsCause { get; private set; }

    /// <summary>Whether STARTTLS was offered in clear.</summary>
    public bool OffersTls => Hello is { IsPositive: true } hello && Capabilities.Read(hello).StartTls;

    /// <summary>A new connection begins with its banner.</summary>
    internal void TookBanner(SmtpReply? banner, TimeSpan took) => (Banner, BannerTook, Hello, IsEncrypted) = (banner, took, null, false);

    // The answer in clear is the one that tells whether TLS is offered.
    internal void TookHello(SmtpReply? hello) => Hello = Hello is { IsPositive: true } first ? first : hello;

    internal void TookTls() => IsEncrypted = true;

    internal void FailedTls(string cause) => TlsCause = cause;
}
