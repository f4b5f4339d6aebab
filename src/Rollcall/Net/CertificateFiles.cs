using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rollcall.Net;

/// <summary>Why a certificate cannot be used.</summary>
/// <param name="OfKey">The file of the key is to blame, not that of the certificate.</param>
/// <param name="Text">What is wrong; it holds nothing of the key.</param>
internal sealed record CertificateFault(bool OfKey, string Text);

/// <summary>What two PEM files held at one moment: a certificate with its chain, and its private key. They may be one file.</summary>
/// <param name="Certificate">The text of the certificate's file.</param>
/// <param name="Key">The text of the key's file.</param>
internal sealed record CertificateFiles(string Certificate, string Key)
{
    private const int MaxLength = 1 << 20; // octets; a long chain has a hundredth of it

    /// <summary>Reads the files as they are now, or says which cannot be read.</summary>
    public static CertificateFault? TryRead(string certificatePath, string keyPath, out CertificateFiles? files)
    {
        files = null;
        if (TryRead(certificatePath, out var certificate) is { } noCertificate)
            return new CertificateFault(OfKey: false, noCertificate);
        if (TryRead(keyPath, out var key) is { } noKey)
            return new CertificateFault(OfKey: true, noKey);
        files = new CertificateFiles(certificate, key);
        return null;
    }

    /// <summary>Says why the files cannot be used now, or null.</summary>
    public static CertificateFault? Check(string certificatePath, string keyPath, DateTimeOffset now) =>
        TryRead(certificatePath, keyPath, out var files) ?? files!.TryLoad(now, out _);

    /// <summary>Makes what a handshake needs, or says what is wrong with the files.</summary>
    public CertificateFault? TryLoad(DateTimeOffset now, out SslStreamCertificateContext? context)
    {
        context = null;
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(Certificate);
        }
        catch (CryptographicException)
        {
            return new CertificateFault(OfKey: false, "has a certificate that cannot be decoded");
        }
        if (chain.Count == 0)
            return new CertificateFault(OfKey: false, "holds no certificate in PEM");
        var leaf = chain[0]; // RFC 8446 4.4.2: the server's own comes first
        if (leaf.NotAfter.ToUniversalTime() <= now.UtcDateTime)
            return new CertificateFault(OfKey: false, $"expired on {leaf.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        if (leaf.NotBefore.ToUniversalTime() > now.UtcDateTime)
            return new CertificateFault(OfKey: false, $"is not valid before {leaf.NotBefore.ToUniversalTime():yyyy-MM-dd}");
        return TryLoadKey(chain, out context);
    }

    private CertificateFault? TryLoadKey(X509Certificate2Collection chain, out SslStreamCertificateContext? context)
    {
        context = null;
        if (Key.Contains("ENCRYPTED", StringComparison.Ordinal)) // RFC 7468 11, RFC 1421 4.6.1.1
            return new CertificateFault(OfKey: true, "is encrypted with a password; store it without one");
        if (!Key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            return new CertificateFault(OfKey: true, "holds no private key in PEM");
        try
        {
            var own = X509Certificate2.CreateFromPem(Certificate, Key);
            chain.RemoveAt(0);
            context = SslStreamCertificateContext.Create(own, chain, offline: true); // nothing is fetched in a handshake
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return new CertificateFault(OfKey: true, "does not belong to the certificate, or cannot be decoded");
        }
    }

    private static string? TryRead(string path, out string text)
    {
        text = "";
        try
        {
            if (Directory.Exists(path))
                return "is a directory";
            using var file = File.OpenRead(path);
            if (file.Length > MaxLength)
                return "is too large for a PEM file";
            var octets = new byte[file.Length];
            int length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            text = Encoding.Latin1.GetString(octets, 0, length);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            return "may not be read by this user";
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
