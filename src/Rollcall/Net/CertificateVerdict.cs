using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Rollcall.Core.Peers;

namespace Rollcall.Net;

/// <summary>Judges the certificate of one handshake and keeps the cause of a refusal.</summary>
internal sealed class CertificateVerdict(CertificateCheck check)
{
    /// <summary>Why the certificate was refused, or null.</summary>
    public string? Cause { get; private set; }

    /// <summary>The callback of the handshake.</summary>
    public bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Cause = check == CertificateCheck.None ? null : CauseOf(errors, chain);
        return Cause is null;
    }

    private static string? CauseOf(SslPolicyErrors errors, X509Chain? chain)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return "the server has no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return $"the certificate is not trusted ({string.Join(", ", Statuses(chain))})";
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "the certificate does not name the host" : null;
    }

    private static IEnumerable<X509ChainStatusFlags> Statuses(X509Chain? chain) =>
        (chain?.ChainStatus ?? []).Select(status => status.Status)
            .Where(status => status is not (X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation))
            .Distinct();
}
