using System.Net.Security;
using Rollcall.Core.Peers;
using Rollcall.Net;

namespace Rollcall.Tests.Net;

public sealed class CertificateVerdictTests
{
    [Theory]
    [InlineData(SslPolicyErrors.None, null)]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable, "the server has no certificate")]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch, "the certificate does not name the host")]
    [InlineData(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch, "the certificate is not trusted ()")]
    public void CheckedCertificate_MustBeWithoutError(SslPolicyErrors errors, string? cause)
    {
        var verdict = new CertificateVerdict(CertificateCheck.NamesHost);

        verdict.Judge(this, null, null, errors).ShouldBe(cause is null);
        verdict.Cause.ShouldBe(cause);
    }

    [Theory]
    [InlineData(SslPolicyErrors.RemoteCertificateNotAvailable)]
    [InlineData(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors)]
    public void UncheckedCertificate_MayBeAnything(SslPolicyErrors errors) =>
        new CertificateVerdict(CertificateCheck.None).Judge(this, null, null, errors).ShouldBeTrue();
}
