using System.IO.Pipelines;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>How the connection of one session is encrypted behind STARTTLS (RFC 3207).</summary>
public interface ITlsUpgrade
{
    /// <summary>
    /// Makes the handshake as its server. The pipes of the encrypted connection, which the session completes at its end, or null when the
    /// handshake failed or <paramref name="cancel"/> fired; it says in the log why. Called once, with no octet of the client unread.
    /// </summary>
    ValueTask<IDuplexPipe?> UpgradeAsync(CancellationToken cancel);
}
