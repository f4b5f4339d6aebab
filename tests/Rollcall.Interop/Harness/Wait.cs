using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rollcall.Interop.Harness;

/// <summary>Waiting for a condition with a deadline; nothing in the tests sleeps for a fixed time.</summary>
internal static class Wait
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    public static Task UntilAsync(Func<bool> condition, string what, Func<string>? evidence = null) =>
        UntilAsync(() => Task.FromResult(condition()), what, Long, evidence);

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan limit, Func<string>? evidence = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > limit)
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}\n{evidence?.Invoke()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public static Task ForPortAsync(int port, Func<string>? evidence = null) =>
        UntilAsync(() => IsOpenAsync(port), $"port {port} open", Long, evidence);

    public static Task ForClosedPortAsync(int port) =>
        UntilAsync(async () => !await IsOpenAsync(port), $"port {port} closed", Long);

    /// <summary>Starts what the caller will dispose; what does not start is disposed here.</summary>
    public static async Task<T> StartedAsync<T>(T started, Func<Task> start) where T : IAsyncDisposable
    {
        try
        {
            await start();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
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
}
