using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rollcall.Interop.Net;

/// <summary>A server of one connection with a certificate made for the test.</summary>
internal sealed class TlsPeer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private Socket? _accepted;

    public TlsPeer(string name)
    {
        Certificate = Make(name);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public X509Certificate2 Certificate { get; }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>What the client asked for by SNI; null before the handshake.</summary>
    public string? AskedName { get; private set; }

    public async Task<Stream> AcceptAsync() =>
        new NetworkStream(_accepted = await _listener.AcceptAsync(TestContext.Current.CancellationToken), ownsSocket: true);

    public async Task<SslStream> HandshakeAsync(Stream stream)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync((_, hello, _, _) =>
        {
            AskedName = hello.ServerName;
            return ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificate = Certificate,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            });
        }, null, TestContext.Current.CancellationToken);
        return tls;
    }

    public ValueTask DisposeAsync()
    {
        _accepted?.Dispose();
        _listener.Dispose();
        Certificate.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A certificate of its own name, good for a day, with its key.</summary>
    public static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
            names.AddIpAddress(address);
        else
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
