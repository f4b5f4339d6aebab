using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Rollcall.Soak;

/// <summary>The customers' servers, one of each kind; all but the first do harm.</summary>
internal sealed class Customers : IAsyncDisposable
{
    private const int Mailboxes = 50;
    private static readonly TimeSpan _tarpit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, int> _received = new();
    private readonly CancellationTokenSource _over = new();
    private readonly List<Task> _running = [];
    private long _questions;

    public Customers()
    {
        Good = Listen(stream => ServeAsync(stream, TimeSpan.Zero));
        Tarpit = Listen(stream => ServeAsync(stream, _tarpit));
        Garbage = Listen(BabbleAsync);
    }

    public int Good { get; }

    public int Tarpit { get; }

    public int Garbage { get; }

    /// <summary>RCPT commands at the good server and the slow one.</summary>
    public long Questions => Interlocked.Read(ref _questions);

    /// <summary>What came through, by its Message-Id, with how often.</summary>
    public IReadOnlyDictionary<string, int> Received => _received;

    public static string Mailbox(int number) => $"user{number % Mailboxes}";

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_running);
        _over.Dispose();
    }

    private int Listen(Func<NetworkStream, Task> serve)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(512);
        _running.Add(AcceptAsync(listener, serve));
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AcceptAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptSocketAsync(_over.Token);
                _ = Task.Run(() => ToItsEndAsync(socket, serve));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The end, or a client that went before it was accepted.
            }
        }

        listener.Stop();
    }

    private static async Task ToItsEndAsync(Socket socket, Func<NetworkStream, Task> serve)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await serve(stream);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The gateway hung up, or the soak is over.
        }
    }

    private async Task BabbleAsync(NetworkStream stream)
    {
        var octets = Enumerable.Range(0, 4096).Select(i => (byte)(i * 31)).ToArray();
        while (true)
            await stream.WriteAsync(octets, _over.Token);
    }

    private async Task ServeAsync(NetworkStream stream, TimeSpan delay)
    {
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 mail.customer.test ESMTP");
        while (await reader.ReadLineAsync(_over.Token) is { } line)
        {
            if (line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase))
                await Task.Delay(delay, _over.Token);
            await writer.WriteLineAsync(Answer(line));
            if (line == "DATA")
            {
                await ReadMessageAsync(reader);
                await writer.WriteLineAsync("250 2.0.0 Ok");
            }
        }
    }

    private string Answer(string line)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO":
                return "250-mail.customer.test\r\n250-PIPELINING\r\n250 8BITMIME";
            case "RCPT":
                Interlocked.Increment(ref _questions);
                return line.Contains("<user", StringComparison.Ordinal) ? "250 2.1.5 Ok" : "550 5.1.1 User unknown";
            case "DATA":
                return "354 Go on";
            default:
                return "250 2.0.0 Ok";
        }
    }

    private async Task ReadMessageAsync(StreamReader reader)
    {
        string? id = null;
        while (await reader.ReadLineAsync(_over.Token) is { } line && line != ".")
        {
            if (id is null && line.StartsWith("Message-Id: ", StringComparison.OrdinalIgnoreCase))
                id = line["Message-Id: ".Length..];
        }

        if (id is not null)
            _received.AddOrUpdate(id, 1, (_, times) => times + 1);
    }
}
