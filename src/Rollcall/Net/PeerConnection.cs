using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Rollcall.Core.Peers;
using Rollcall.Protocols;

namespace Rollcall.Net;

/// <summary>A connection that was dialled: in clear at first, encrypted after STARTTLS.</summary>
internal sealed class PeerConnection : IPeerConnection, IDuplexPipe
{
    private const int BufferSize = 1024; // commands and replies; a body is written past the buffer
    private readonly X509Certificate2Collection? _roots;
    private Stream _stream;

    /// <summary>Takes a connected socket and owns it.</summary>
    public PeerConnection(Socket socket, X509Certificate2Collection? roots)
    {
        _roots = roots;
        OwnAddress = (socket.LocalEndPoint as IPEndPoint)?.Address is { } own ? own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own : null;
        _stream = new NetworkStream(socket, ownsSocket: true);
        (Input, Output) = Pipes(_stream);
    }

    /// <inheritdoc/>
    public PipeReader Input { get; private set; }

    /// <inheritdoc/>
    public PipeWriter Output { get; private set; }

    /// <inheritdoc/>
    public IDuplexPipe Transport => this;

    /// <inheritdoc/>
    public IPAddress? OwnAddress { get; }

    /// <inheritdoc/>
    public async ValueTask<string?> StartTlsAsync(string hostName, CertificateCheck check, CancellationToken cancel)
    {
        // RFC 3207 4.2: what came in clear behind the reply may have been put there by anybody.
        if (Input.TryRead(out var early))
        {
            Input.AdvanceTo(early.Buffer.Start);
            return early.Buffer.IsEmpty ? "the connection was closed before the TLS handshake" : "plain bytes behind the reply to STARTTLS";
        }
        var verdict = new CertificateVerdict(check);
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(Options(hostName, verdict), cancel).ConfigureAwait(false);
            (Input, Output) = Pipes(tls);
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or ObjectDisposedException)
        {
            return verdict.Cause ?? $"TLS handshake failed: {Innermost(e).Message}";
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        try
        {
            _stream.Dispose();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Closed it is all the same.
        }
        return ValueTask.CompletedTask;
    }

    private SslClientAuthenticationOptions Options(string hostName, CertificateVerdict verdict) => new()
    {
        // RFC 6066 3: a literal is no server name; the runtime sends none for it, but compares it with the certificate.
        TargetHost = IpLiteral.TryParse(hostName, out var literal) ? literal.ToString() : hostName,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996: nothing older
        CertificateChainPolicy = ChainPolicy(),
        RemoteCertificateValidationCallback = verdict.Judge,
    };

    // Nothing is fetched: the certificate is the peer's, and so are the addresses in it.
    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.Offline,
            VerificationFlags = X509VerificationFlags.IgnoreEndRevocationUnknown
                | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown
                | X509VerificationFlags.IgnoreRootRevocationUnknown,
        };
        if (_roots is null)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_roots);
        return policy;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e;
    }

    private static (PipeReader, PipeWriter) Pipes(Stream stream) =>
        (PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: BufferSize / 4, leaveOpen: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true)));
}
