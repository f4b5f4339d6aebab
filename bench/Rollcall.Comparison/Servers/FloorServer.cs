using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Servers;

/// <summary>The bare Kestrel.</summary>
internal sealed class FloorServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private Daemon? _daemon;

    public int Port { get; } = FreePort.Take();

    public int PolicyPort { get; } = FreePort.Take();

    public int ProcessId => _daemon!.Id;

    public static async Task<FloorServer> StartAsync()
    {
        Programs.Need(Programs.Floor, "dotnet build bench/Rollcall.Floor -c Release");
        var server = new FloorServer();
        server._daemon = await Daemon.Start(server._folder["log"], Programs.Floor, $"{server.Port}", $"{server.PolicyPort}").ListensAsync(server.Port);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        _folder.Dispose();
    }
}
