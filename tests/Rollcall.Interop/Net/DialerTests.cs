using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Rollcall.Core.Peers;
using Rollcall.Interop.Harness;
using Rollcall.Net;

namespace Rollcall.Interop.Net;

public sealed class DialerTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly Dialer _dialer = new(TimeProvider.System);

    [Fact]
    public async Task Bytes_GoBothWays()
    {
        await using var peer = new TlsPeer("mx.example.com");
        await using var connection = await DialAsync(_dialer, peer);
        await using var server = await peer.AcceptAsync();

        await server.WriteAsync("220 hello\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ReadAsync(connection.Transport.Input, 11)).ShouldBe("220 hello\r\n");
        await connection.Transport.Output.WriteAsync("QUIT\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ReadAsync(server, 6)).ShouldBe("QUIT\r\n");
    }

    [Fact]
    public async Task PortWhereNobodyListens_IsRefused()
    {
        var result = await _dialer.DialAsync(new IPEndPoint(IPAddress.Loopback, FreePort.Take()), _limit, TestContext.Current.CancellationToken);

        result.ShouldBe(new DialResult(null, DialFailure.Refused, "connection refused"));
    }

    // A listener whose queue is full takes no one in and refuses no one.
    [Fact]
    public async Task ListenerThatTakesNobody_IsATimeOut()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var full = new List<IPeerConnection>();
        DialResult last;
        while ((last = await _dialer.DialAsync((IPEndPoint)listener.LocalEndPoint!, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken)).Connection is { } connection
            && full.Count < 10)
            full.Add(connection);

        foreach (var connection in full)
            await connection.DisposeAsync();
        last.Failure.ShouldBe(DialFailure.Timeout);
        last.Cause.ShouldBe("no connection in time");
    }

    [Fact]
    public async Task CallerThatGivesUp_IsNotAnswered()
    {
        await using var peer = new TlsPeer("mx.example.com");

        await Should.ThrowAsync<OperationCanceledException>(async () => await _dialer.DialAsync(peer.EndPoint, _limit, new CancellationToken(true)));
    }

    [Theory]
    [InlineData("mx.example.com", CertificateCheck.None, "mx.example.com")]
    [InlineData("other.example.com", CertificateCheck.None, "other.example.com")]
    [InlineData("127.0.0.1", CertificateCheck.None, "")]
    [InlineData("2001:db8::1", CertificateCheck.None, "")]
    [InlineData("mx.example.com", CertificateCheck.NamesHost, "mx.example.com")]
    public async Task GoodHandshake_EncryptsTheTransport(string host, CertificateCheck check, string askedName)
    {
        await using var peer = new TlsPeer("mx.example.com");
        await using var connection = await DialAsync(new Dialer(TimeProvider.System, check == CertificateCheck.None ? null : [peer.Certificate]), peer);
        await using var plain = await peer.AcceptAsync();

        var handshake = peer.HandshakeAsync(plain);
        (await connection.StartTlsAsync(host, check, TestContext.Current.CancellationToken)).ShouldBeNull();
        await using var server = await handshake;
        peer.AskedName.ShouldBe(askedName);

        await connection.Transport.Output.WriteAsync("EHLO a\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ReadAsync(server, 8)).ShouldBe("EHLO a\r\n");
        await server.WriteAsync("250 b\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ReadAsync(connection.Transport.Input, 7)).ShouldBe("250 b\r\n");
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true, null)]
    [InlineData("mx.example.com", "other.example.com", true, "the certificate does not name the host")]
    [InlineData("mx.example.com", "127.0.0.1", true, "the certificate does not name the host")]
    [InlineData("mx.example.com", "mx.example.com", false, "the certificate is not trusted (UntrustedRoot)")]
    public async Task CheckedCertificate_MustBeTrustedAndNameTheHost(string certificate, string host, bool trusted, string? cause)
    {
        await using var peer = new TlsPeer(certificate);
        await using var connection = await DialAsync(new Dialer(TimeProvider.System, trusted ? [peer.Certificate] : null), peer);
        await using var plain = await peer.AcceptAsync();

        var handshake = peer.HandshakeAsync(plain);
        (await connection.StartTlsAsync(host, CertificateCheck.NamesHost, TestContext.Current.CancellationToken)).ShouldBe(cause);
        await connection.DisposeAsync();
        await Task.WhenAny(handshake);
    }

    [Fact]
    public async Task PlainBytesBehindTheReply_AreAnError()
    {
        await using var peer = new TlsPeer("mx.example.com");
        await using var connection = await DialAsync(_dialer, peer);
        await using var server = await peer.AcceptAsync();

        await server.WriteAsync("220 go\r\n250 injected\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        var read = await connection.Transport.Input.ReadAtLeastAsync(22, TestContext.Current.CancellationToken);
        connection.Transport.Input.AdvanceTo(read.Buffer.GetPosition(8));

        (await connection.StartTlsAsync("mx.example.com", CertificateCheck.None, TestContext.Current.CancellationToken))
            .ShouldBe("plain bytes behind the reply to STARTTLS");
    }

    [Fact]
    public async Task PeerThatSpeaksNoTls_IsACause()
    {
        await using var peer = new TlsPeer("mx.example.com");
        await using var connection = await DialAsync(_dialer, peer);
        await using var server = await peer.AcceptAsync();

        await server.WriteAsync("454 later\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        (await connection.StartTlsAsync("mx.example.com", CertificateCheck.None, TestContext.Current.CancellationToken))
            .ShouldNotBeNull().ShouldStartWith("TLS handshake failed: ");
    }

    [Fact]
    public async Task Disposing_ClosesAtOnceAndTwice()
    {
        await using var peer = new TlsPeer("mx.example.com");
        var connection = await DialAsync(_dialer, peer);
        await using var server = await peer.AcceptAsync();

        await connection.DisposeAsync();
        await connection.DisposeAsync();

        (await server.ReadAsync(new byte[1], TestContext.Current.CancellationToken)).ShouldBe(0);
    }

    private static async Task<IPeerConnection> DialAsync(Dialer dialer, TlsPeer peer) =>
        (await dialer.DialAsync(peer.EndPoint, _limit, TestContext.Current.CancellationToken)).Connection.ShouldNotBeNull();

    private static async Task<string> ReadAsync(PipeReader reader, int length)
    {
        var read = await reader.ReadAtLeastAsync(length, TestContext.Current.CancellationToken);
        var text = Encoding.ASCII.GetString(read.Buffer.ToArray());
        reader.AdvanceTo(read.Buffer.End);
        return text;
    }

    private static async Task<string> ReadAsync(Stream stream, int length)
    {
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(bytes);
    }
}
