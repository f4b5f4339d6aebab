using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Interop.Harness;

/// <summary>Clients that mean no good, each kind from a loopback address of its own, so that none uses up the connections of another.</summary>
internal sealed class HostileClients(int port)
{
    private static readonly byte[] _garbage = [.. Enumerable.Range(0, 8192).Select(i => (byte)(i * 167 % 251))];
    private static readonly byte[] _tlsHello = [0x16, 0x03, 0x01, 0x00, 0xc8, 0x01, 0x00, 0x00, 0xc4, 0x03, 0x03, .. _garbage[..200]];
    private int _played;

    /// <summary>Between two connections of one kind.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often one of them connected.</summary>
    public int Played => _played;

    /// <summary>All kinds at once, each again and again until the time is over.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancel)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        over.CancelAfter(time);
        Func<Socket, CancellationToken, Task>[] kinds =
        [
            (socket, cancel) => SayAndListenAsync(socket, _garbage, cancel),
            (socket, cancel) => SayAndListenAsync(socket, new byte[256 * 1024], cancel),
            (socket, cancel) => SayAndListenAsync(socket, Octets(new string('x', 200_000)), cancel),
            (socket, cancel) => SayAndListenAsync(socket, _tlsHello, cancel),
            (socket, cancel) => SayAndListenAsync(socket, Octets("GET / HTTP/1.1\r\nHost: mx.gateway.test\r\n\r\n"), cancel),
            (socket, cancel) => SayAndListenAsync(socket, Octets(string.Concat(Enumerable.Repeat("FOO\r\n", 100))), cancel),
            (socket, cancel) => SayAndListenAsync(socket, [.. Octets("EHLO x\r\nSTARTTLS\r\n"), .. _garbage], cancel),
            (socket, cancel) => SayAndListenAsync(socket, Octets("EHLO x\r\nMAIL FROM:<a@sender.test>\r\n" + Recipients(1000)), cancel),
            HalfClosedAsync,
            ResetInDataAsync,
            TrickleAsync,
            FloodAsync,
            (_, _) => Task.CompletedTask, // connects and goes
        ];
        await Task.WhenAll(kinds.Select((kind, number) => PlayAsync(kind, IPAddress.Parse($"127.0.1.{number + 1}"), over.Token)));
    }

    private async Task PlayAsync(Func<Socket, CancellationToken, Task> kind, IPAddress from, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(over);
            patience.CancelAfter(TimeSpan.FromSeconds(5));
            try
            {
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                Interlocked.Increment(ref _played);
                await kind(socket, patience.Token);
                await Task.Delay(Pause, over);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or IOException)
            {
                // Thrown out, or bored.
            }
        }
    }

    private static async Task SayAndListenAsync(Socket socket, byte[] octets, CancellationToken cancel)
    {
        await socket.SendAsync(octets, cancel);
        await ListenAsync(socket, cancel);
    }

    private static async Task HalfClosedAsync(Socket socket, CancellationToken cancel)
    {
        await socket.SendAsync(Octets("EHLO x\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nSubject: half"), cancel);
        socket.Shutdown(SocketShutdown.Send);
        await ListenAsync(socket, cancel);
    }

    // With enough behind DATA for a file in the spool.
    private static async Task ResetInDataAsync(Socket socket, CancellationToken cancel)
    {
        await socket.SendAsync(Octets("EHLO x\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n"), cancel);
        var line = Octets(new string('y', 998) + "\r\n");
        for (var lines = 0; lines < 1500; lines++)
            await socket.SendAsync(line, cancel);
        socket.Close(0);
    }

    private static async Task TrickleAsync(Socket socket, CancellationToken cancel)
    {
        foreach (var octet in Octets("EHLO trickle.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nSubject: slow\r\n"))
        {
            await socket.SendAsync(new[] { octet }, cancel);
            await Task.Delay(20, cancel);
        }
    }

    private async Task FloodAsync(Socket first, CancellationToken cancel)
    {
        var from = new IPEndPoint(((IPEndPoint)first.LocalEndPoint!).Address, 0);
        var crowd = Enumerable.Range(0, 100).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        try
        {
            foreach (var socket in crowd)
            {
                socket.Bind(from);
                await socket.ConnectAsync(IPAddress.Loopback, port, cancel);
            }

            await Task.Delay(100, cancel);
        }
        finally
        {
            crowd.ForEach(socket => socket.Dispose());
        }
    }

    private static async Task ListenAsync(Socket socket, CancellationToken cancel)
    {
        var buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, cancel) > 0)
        {
        }
    }

    // Twenty names again and again: what they cost is the flood, not the questions.
    private static string Recipients(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => i % 2 == 0 ? $"RCPT TO:<nobody-{i % 40}@example.test>\r\n" : "RCPT TO:<x@foreign.test>\r\n"));

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);
}
