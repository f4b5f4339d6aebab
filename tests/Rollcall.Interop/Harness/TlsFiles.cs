using System.Security.Cryptography.X509Certificates;
using Rollcall.Interop.Net;

namespace Rollcall.Interop.Harness;

/// <summary>The PEM files of a gateway's certificate, and the lines of its configuration that name them.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TempFolder _folder = new();

    public TlsFiles(string name) => Write(name);

    public string Certificate => _folder["cert.pem"];

    public string Key => _folder["key.pem"];

    /// <summary>To the end of [smtp].</summary>
    public string Toml => $"""
        [smtp.tls]
        certificate = "{Certificate}"
        key = "{Key}"
        """;

    public void Write(string name)
    {
        using var made = TlsPeer.Make(name);
        using var key = made.GetECDsaPrivateKey()!;
        _folder.Write("cert.pem", made.ExportCertificatePem());
        _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _folder.Dispose();
}
