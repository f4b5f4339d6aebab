using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Interop.Harness;

/// <summary>An SMTP client that sends exactly the bytes it is told, and reads whole replies.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private Stream _stream;
    private StreamReader _reader;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.Latin1);
    }

    /// <summary>Connects and reads the first reply.</summary>
    public static async Task<(RawClient Client, string Greeting)> OpenAsync(EndPoint peer)
    {
        var protocol = peer is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp;
        var socket = new Socket(peer.AddressFamily, SocketType.Stream, protocol);
        await socket.ConnectAsync(peer);
        var client = new RawClient(socket);
        return (client, await client.ReadAsync());
    }

    public static Task<RawClient> ConnectAsync(int port) => ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Connects, reads the banner and says EHLO.</summary>
    public static async Task<RawClient> ConnectAsync(EndPoint peer)
    {
        var (client, greeting) = await OpenAsync(peer);
        greeting.ShouldStartWith("220 ");
        (await client.SayAsync("EHLO client.test")).ShouldStartWith("250");
        return client;
    }

    /// <summary>The handshake behind the 220 to STARTTLS; the name in the server's certificate, whoever signed it.</summary>
    public async Task<string> HandshakeAsync()
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "mx.gateway.test", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
            TestContext.Current.CancellationToken);
        (_stream, _reader) = (tls, new StreamReader(tls, Encoding.Latin1, false, 256));
        return tls.RemoteCertificate!.Subject["CN=".Length..];
    }

    /// <summary>Sends one line and reads its reply.</summary>
    public async Task<string> SayAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadAsync();
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>A message with CR LF at its end, dot-stuffed, and the lone dot.</summary>
    public Task SendBodyAsync(byte[] message)
    {
        var stuffed = Encoding.Latin1.GetString(message).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return SendAsync((stuffed.StartsWith('.') ? "." : "") + stuffed + ".\r\n");
    }

    /// <summary>MAIL and one RCPT in a new transaction; the answer to RCPT.</summary>
    public async Task<string> RcptAsync(string recipient)
    {
        await SayAsync("RSET");
        (await SayAsync("MAIL FROM:<sender@sender.test>")).ShouldStartWith("250");
        return await SayAsync($"RCPT TO:<{recipient}>");
    }

    /// <summary>A reply with all its lines, joined by LF; empty when the peer closed.</summary>
    public async Task<string> ReadAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(40));
        var lines = new List<string>();
        while (await _reader.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                break;
        }

        return string.Join('\n', lines);
    }

    /// <summary>MAIL, RCPT, DATA and the message; the reply to its final dot is still to be read.</summary>
    public async Task BeginMessageAsync(string recipient, byte[] message)
    {
        (await RcptAsync(recipient)).ShouldStartWith("250 ");
        (await SayAsync("DATA")).ShouldStartWith("354 ");
        await SendBodyAsync(message);
    }

    /// <summary>Sends a whole message; the reply to its final dot.</summary>
    public async Task<string> MessageAsync(string recipient, byte[] message)
    {
        await BeginMessageAsync(recipient, message);
        return await ReadAsync();
    }

    /// <summary>Closes the half that sends.</summary>
    public void CloseHalf() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection with RST.</summary>
    public void Reset() => _socket.Close(0);

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _stream.DisposeAsync();
    }
}
