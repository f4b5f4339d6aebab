using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rollcall.Soak;

/// <summary>
/// Servers that send mail: to people who exist, to people who do not, to the customers whose servers are dead, slow or out of their minds.
/// Each has an address of its own.
/// </summary>
internal sealed class Senders(int port)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private long _slowest;
    private static int _number;

    /// <summary>The ids of all messages that were answered 250.</summary>
    public ConcurrentBag<string> Acknowledged { get; } = [];

    /// <summary>How often each kind of reply came, by sender and code.</summary>
    public ConcurrentDictionary<string, int> Replies { get; } = new();

    /// <summary>The slowest good message since this was asked last.</summary>
    public TimeSpan TakeSlowest() => new(Interlocked.Exchange(ref _slowest, 0));

    public Task RunAsync(CancellationToken over) =>
        Task.WhenAll(
            AgainAsync("good", () => GoodAsync("127.0.2.1"), over),
            AgainAsync("good", () => GoodAsync("127.0.2.2"), over),
            // Guesses new names for ever: harvest protection and the bound of the memory.
            AgainAsync("harvest", () => AskAsync("127.0.2.3", $"guess{Next()}@good.test"), over),
            // A forwarder: two of three of its recipients exist.
            AgainAsync("mixed", MixedAsync, over),
            AgainAsync("dead", () => AskAsync("127.0.2.5", $"user{Next() % 200}@dead.test"), over),
            AgainAsync("tarpit", () => AskAsync("127.0.2.6", $"user{Next() % 200}@tarpit.test"), over),
            AgainAsync("garbage", () => AskAsync("127.0.2.7", $"user{Next() % 200}@garbage.test"), over),
            AgainAsync("foreign", () => AskAsync("127.0.2.8", "who@elsewhere.test"), over));

    private async Task AgainAsync(string kind, Func<Task<string>> send, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var reply = await TriedAsync(send);
            Replies.AddOrUpdate($"{kind} {(reply.Length >= 9 ? reply[..9] : "none")}", 1, (_, times) => times + 1);
            await Task.Delay(_pause, CancellationToken.None);
        }
    }

    private static async Task<string> TriedAsync(Func<Task<string>> send)
    {
        try
        {
            return await send();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return "";
        }
    }

    private async Task<string> GoodAsync(string from)
    {
        var (id, started) = ($"<{Next()}@sender.test>", Stopwatch.GetTimestamp());
        var reply = await SendAsync(from, $"{Customers.Mailbox(_number)}@good.test", id);
        if (reply.StartsWith("250 ", StringComparison.Ordinal))
            Acknowledged.Add(id);
        var took = Stopwatch.GetElapsedTime(started).Ticks;
        if (took > Interlocked.Read(ref _slowest))
            Interlocked.Exchange(ref _slowest, took);
        return reply;
    }

    private Task<string> MixedAsync()
    {
        var number = Next();
        return AskAsync("127.0.2.4", number % 3 == 0 ? $"gone{number % 999}@good.test" : $"{Customers.Mailbox(number)}@good.test");
    }

    private Task<string> AskAsync(string from, string recipient) => SendAsync(from, recipient, null);

    // The reply to RCPT, or with an id that to the whole message.
    private async Task<string> SendAsync(string from, string recipient, string? id)
    {
        using var patience = new CancellationTokenSource(_patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        var reply = await ReplyAsync(reader, patience.Token);
        List<string> commands = ["EHLO sender.test", $"MAIL FROM:<a@sender.test>", $"RCPT TO:<{recipient}>"];
        if (id is not null)
            commands.AddRange(["DATA", $"Message-Id: {id}\r\nSubject: soak\r\n\r\n{new string('x', 70)}\r\n."]);
        foreach (var command in commands)
        {
            if (reply.Length == 0 || reply[0] is '4' or '5')
                return reply;
            await writer.WriteLineAsync(command);
            reply = await ReplyAsync(reader, patience.Token);
        }

        await writer.WriteLineAsync("QUIT");
        await ReplyAsync(reader, patience.Token);
        return reply;
    }

    private static async Task<string> ReplyAsync(StreamReader reader, CancellationToken cancel)
    {
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            if (line.Length < 4 || line[3] != '-')
                return line;
        }

        return "";
    }

    private static int Next() => Interlocked.Increment(ref _number);
}
