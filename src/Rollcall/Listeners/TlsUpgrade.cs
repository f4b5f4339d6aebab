using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Rollcall.Net;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Listeners;

/// <summary>STARTTLS over a connection of Kestrel. Disposed of when the session is over, it tells the client the end (RFC 8446 6.1).</summary>
internal sealed partial class TlsUpgrade(ClientConnection connection, ServerCertificate certificate, ILogger log) : ITlsUpgrade, IAsyncDisposable
{
    private const int BufferSize = 4096; // held only while something is there to be read or sent
    private PipeStream? _clear;
    private SslStream? _tls;

    /// <inheritdoc/>
    public async ValueTask<IDuplexPipe?> UpgradeAsync(CancellationToken cancel)
    {
        _clear = new PipeStream(connection.Transport);
        var tls = new SslStream(_clear, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(Options(), cancel).ConfigureAwait(false);
            _tls = tls;
            return new Encrypted(tls);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(tls, "no handshake in time").ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or ObjectDisposedException)
        {
            return await FailAsync(tls, Innermost(e).Message).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tls is not { } tls)
            return;
        _clear!.BeginClosing();
        try
        {
            if (!connection.Closed.IsCancellationRequested)
                await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client is gone; that is an end as well.
        }
        await tls.DisposeAsync().ConfigureAwait(false);
    }

    private SslServerAuthenticationOptions Options() => new()
    {
        ServerCertificateContext = certificate.Current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13, // RFC 8996: nothing older
        ClientCertificateRequired = false,
    };

    private async ValueTask<IDuplexPipe?> FailAsync(SslStream tls, string cause)
    {
        Failed(log, connection.Id, connection.RemoteAddress, cause);
        await tls.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private static Exception Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e;
    }

    [LoggerMessage(EventName = "tls_failed", Level = LogLevel.Information, Message = "{Session} {Client} {Cause}")]
    private static partial void Failed(ILogger log, string session, IPAddress? client, string cause);

    // Reads of no octets wait without a buffer, so that an idle session holds none.
    private sealed class Encrypted(SslStream tls) : IDuplexPipe
    {
        public PipeReader Input { get; } =
            PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: BufferSize / 4, leaveOpen: true, useZeroByteReads: true));

        public PipeWriter Output { get; } = PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true));
    }
}
