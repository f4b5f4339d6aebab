using System.Security.Cryptography;
using Rollcall.Config;
using Rollcall.Net;
using Microsoft.Extensions.Time.Testing;

namespace Rollcall.Tests.Net;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly PemFolder _pem = new();

    [Fact]
    public void CertificateAndKey_AreTaken()
    {
        _pem.Write("mx.test");

        Check().ShouldBeNull();
    }

    [Fact]
    public void KeyInTheFileOfTheCertificate_IsTaken()
    {
        _pem.WriteChain("mx.test", "issuer.test");
        _pem.Join();

        CertificateFiles.Check(_pem.Certificate, _pem.Certificate, PemFolder.Now).ShouldBeNull();
    }

    [Fact]
    public void Certificate_IsGoodWithinItsTimeAlone()
    {
        _pem.Write("mx.test", PemFolder.Now.AddDays(-2), PemFolder.Now.AddDays(2));

        CertificateFiles.Check(_pem.Certificate, _pem.Key, PemFolder.Now.AddDays(2)).ShouldBe(new CertificateFault(false, "expired on 2026-06-03"));
        CertificateFiles.Check(_pem.Certificate, _pem.Key, PemFolder.Now.AddDays(-3)).ShouldBe(new CertificateFault(false, "is not valid before 2026-05-30"));
    }

    [Fact]
    public void MissingFiles_AreNamedByTheirKey()
    {
        Check().ShouldBe(new CertificateFault(false, "does not exist"));
        _pem.Write("mx.test");
        File.Delete(_pem.Key);
        Check().ShouldBe(new CertificateFault(true, "does not exist"));
        CertificateFiles.Check(Path.GetTempPath(), _pem.Key, PemFolder.Now).ShouldBe(new CertificateFault(false, "is a directory"));
    }

    [Theory]
    [InlineData("", "holds no certificate in PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "has a certificate that cannot be decoded")]
    public void BrokenCertificate_IsAFault(string text, string fault)
    {
        _pem.Write("mx.test");
        File.WriteAllText(_pem.Certificate, text);

        Check().ShouldBe(new CertificateFault(false, fault));
    }

    [Theory]
    [InlineData("", "holds no private key in PEM")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "does not belong to the certificate, or cannot be decoded")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "is encrypted with a password; store it without one")]
    public void BrokenKey_IsAFault(string text, string fault)
    {
        _pem.Write("mx.test");
        File.WriteAllText(_pem.Key, text);

        Check().ShouldBe(new CertificateFault(true, fault));
    }

    [Fact]
    public void KeyOfAnotherCertificate_IsAFault()
    {
        _pem.Write("mx.test");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_pem.Key, other.ExportPkcs8PrivateKeyPem());

        Check().ShouldBe(new CertificateFault(true, "does not belong to the certificate, or cannot be decoded"));
    }

    [Fact]
    public void MistakeOfTheConfiguration_NamesFileLineAndKey()
    {
        _pem.Write("mx.test");
        File.Delete(_pem.Key);
        var toml = $"hostname = \"mx.test\"\n[smtp.tls]\ncertificate = \"{_pem.Certificate}\"\nkey = \"{_pem.Key}\"\n";
        var loaded = ConfigLoader.Parse("a.toml", System.Text.Encoding.UTF8.GetBytes(toml));

        FilesOfConfig.Check(loaded, new FakeTimeProvider(PemFolder.Now)).Select(e => e.ToString())
            .ShouldBe([$"a.toml:4: smtp.tls.key: \"{_pem.Key}\" does not exist"]);
    }

    public void Dispose() => _pem.Dispose();

    private CertificateFault? Check() => CertificateFiles.Check(_pem.Certificate, _pem.Key, PemFolder.Now);
}
