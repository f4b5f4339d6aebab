using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Servers;

/// <summary>What a gateway is configured to be, beyond what all of them are.</summary>
/// <param name="Domains">Names, and the ports of their servers.</param>
internal sealed record RollcallPlan(params IReadOnlyList<(string Name, int Port)> Domains)
{
    /// <summary>Further lines of TOML for [callout].</summary>
    public string Callout { get; init; } = "";

    /// <summary>For [limits].</summary>
    public string Limits { get; init; } = "";

    /// <summary>For [harvest].</summary>
    public string Harvest { get; init; } = "";

    /// <summary>Empty for a new folder.</summary>
    public string StateDir { get; init; } = "";
}

/// <summary>Rollcall as it is shipped: what the launcher published, its log in a file.</summary>
internal sealed class RollcallServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _config;
    private Daemon? _daemon;
    private Daemon? _names;

    private RollcallServer(RollcallPlan plan)
    {
        string stateDir = plan.StateDir.Length > 0 ? plan.StateDir : _folder["state"];
        _config = _folder.Write("rollcall.toml", Toml(plan, stateDir));
    }

    public int Port { get; } = FreePort.Take();

    public int PolicyPort { get; } = FreePort.Take();

    public int ProcessId => _daemon!.Id;

    public int ResidentMiB => Usage.Of(ProcessId).ResidentMiB;

    private int NamesPort { get; } = FreePort.Take();

    public static async Task<RollcallServer> StartAsync(RollcallPlan plan)
    {
        Programs.Need(Repo.Program, "./rollcall --version, which publishes it");
        var server = new RollcallServer(plan);
        server._names = Daemon.Start(server._folder["names.log"], Programs.Names, $"{server.NamesPort}");
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync() => _daemon = await Daemon.Start(_folder["rollcall.log"], Repo.Program, "serve", "-c", _config).ListensAsync(Port);

    /// <summary>Stops it as an operator does.</summary>
    public ValueTask StopAsync() => _daemon!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();
        if (_names is not null)
            await _names.DisposeAsync();
        _folder.Dispose();
    }

    private string Toml(RollcallPlan plan, string stateDir) => $"""
        hostname = "mx.gateway.test"
        state_dir = "{stateDir}"
        [smtp]
        listen = ["127.0.0.1:{Port}"]
        [policy]
        listen = ["127.0.0.1:{PolicyPort}"]
        [http]
        listen = []
        [dns]
        servers = ["127.0.0.1:{NamesPort}"]
        [limits]
        {plan.Limits}
        [harvest]
        {plan.Harvest}
        [callout]
        {plan.Callout}
        {string.Concat(plan.Domains.Select(domain => $"""

            [[domain]]
            name = "{domain.Name}"
            deliver_to = ["127.0.0.1:{domain.Port}"]

            """))}
        """;
}
