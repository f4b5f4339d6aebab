using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Servers;

/// <summary>What a backend counted since its start.</summary>
internal sealed record Counts(long Connections, long Rcpt, long Messages, long CommandBytes)
{
    public static Counts operator -(Counts later, Counts earlier) => new(
        later.Connections - earlier.Connections, later.Rcpt - earlier.Rcpt, later.Messages - earlier.Messages, later.CommandBytes - earlier.CommandBytes);
}

/// <summary>The customer's server: knows users by their prefix, and counts.</summary>
internal sealed class BackendServer : IAsyncDisposable
{
    private readonly Daemon _daemon;
    private readonly TcpClient _control = new();
    private StreamReader _replies = StreamReader.Null;

    private BackendServer(Daemon daemon, int port)
    {
        _daemon = daemon;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts one with further arguments: `-t MS` holds back its replies, `-x` makes it say nothing.</summary>
    public static async Task<BackendServer> StartAsync(TempFolder folder, params string[] arguments)
    {
        int port = FreePort.Take();
        var daemon = Daemon.Start(folder["backend.log"], Programs.Backend, ["-p", port.ToString(CultureInfo.InvariantCulture), .. arguments]);
        var backend = new BackendServer(await daemon.ListensAsync(port), port);
        await backend._control.ConnectAsync(IPAddress.Loopback, port);
        backend._replies = new StreamReader(backend._control.GetStream());
        if (arguments.Length == 0)
            await backend._replies.ReadLineAsync();
        return backend;
    }

    public async Task<Counts> CountsAsync()
    {
        await _control.GetStream().WriteAsync("XSTATUS\r\n"u8.ToArray());
        string line = await _replies.ReadLineAsync() ?? throw new BenchException("the backend is gone");
        var values = line.Split(' ').Skip(1).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture));
        return new Counts(values["connections"], values["rcpt"], values["messages"], values["command_bytes"]);
    }

    /// <summary>Waits until nobody asks it any more, 20 s at most: some go on asking when their clients are gone, and would burden who comes next.</summary>
    public async Task SettleAsync()
    {
        var clock = Stopwatch.StartNew();
        var (last, now) = (new Counts(0, 0, 0, 0), await CountsAsync());
        while (now.Rcpt != last.Rcpt && clock.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(300);
            (last, now) = (now, await CountsAsync());
        }
    }

    public ValueTask DisposeAsync()
    {
        _replies.Dispose();
        _control.Dispose();
        return _daemon.DisposeAsync();
    }
}
