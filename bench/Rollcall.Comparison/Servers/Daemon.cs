using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Rollcall.Comparison.Servers;

/// <summary>A process of ours with all that it starts: a group of its own, which ends with it. What it writes goes to a file.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<Daemon, bool> _running = new();
    private readonly Process _leader;
    private readonly string _log;

    private Daemon(Process leader, string log)
    {
        _leader = leader;
        _log = log;
    }

    public int Id => _leader.Id;

    public static Daemon Start(string log, string program, params IReadOnlyList<string> arguments)
    {
        // setsid makes the group; the shell opens the file: nothing of this process lies between the program and its log.
        string[] start = ["/bin/sh", "-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments];
        var daemon = new Daemon(Process.Start("/usr/bin/setsid", start), log);
        _running[daemon] = true;
        return daemon;
    }

    /// <summary>Ends all that were started here, at once: a measurement that is broken off leaves none behind.</summary>
    public static void KillAll()
    {
        foreach (var daemon in _running.Keys)
            daemon.Signal("KILL");
    }

    /// <summary>Waits until something listens there. Throws <see cref="BenchException"/> with the end of the log.</summary>
    public async Task<Daemon> ListensAsync(int port)
    {
        var clock = Stopwatch.StartNew();
        while (!await IsOpenAsync(port))
        {
            if (_leader.HasExited || clock.Elapsed > _patience)
            {
                await DisposeAsync();
                throw new BenchException($"{string.Join(' ', _leader.StartInfo.ArgumentList.Skip(5).Take(3))} does not listen:\n{End()}");
            }
            await Task.Delay(5);
        }
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_leader.HasExited)
        {
            Signal("TERM");
            await Task.WhenAny(_leader.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(5)));
        }
        // Workers may outlive the first of their group.
        Signal("KILL");
        await _leader.WaitForExitAsync();
        _running.TryRemove(this, out _);
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Signal(string name)
    {
        var start = new ProcessStartInfo("/bin/kill", ["-s", name, "--", "-" + Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
        using var kill = Process.Start(start)!;
        kill.WaitForExit();
    }

    private string End() => File.Exists(_log) ? string.Join('\n', File.ReadLines(_log).TakeLast(10)) : "";
}
