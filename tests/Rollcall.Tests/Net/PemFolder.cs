using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rollcall.Tests.Net;

/// <summary>A temporary folder with cert.pem and key.pem, made for the test.</summary>
internal sealed class PemFolder : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("rc-").FullName;

    public string Certificate => Path.Combine(_folder, "cert.pem");

    public string Key => Path.Combine(_folder, "key.pem");

    /// <summary>The name in the certificate of a chain.</summary>
    public static string NameIn(X509Certificate? certificate) => certificate!.Subject["CN=".Length..];

    public void Write(string name, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request(name, key).CreateSelfSigned(notBefore ?? Now.AddDays(-1), notAfter ?? Now.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate, and behind it in the file the one that signed it, which is signed by another that is not in the file.</summary>
    public void WriteChain(string name, string issuer)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = RSA.Create(2048);
        using var between = Sign(Authority(issuer, issuerKey), "root.test", rootKey);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var leaf = Sign(request, issuer, issuerKey);
        File.WriteAllText(Certificate, leaf.ExportCertificatePem() + "\n" + between.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportRSAPrivateKeyPem());
    }

    /// <summary>All in cert.pem, the key first.</summary>
    public void Join() => File.WriteAllText(Certificate, File.ReadAllText(Key) + "\n" + File.ReadAllText(Certificate));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CertificateRequest Request(string name, ECDsa key) => new("CN=" + name, key, HashAlgorithmName.SHA256);

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, string issuer, ECDsa key) =>
        request.Create(new X500DistinguishedName("CN=" + issuer), X509SignatureGenerator.CreateForECDsa(key), Now.AddDays(-1), Now.AddDays(1), [1, 2, 3]);
}
