using Rollcall.Comparison.Report;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Rows;

/// <summary>Rows that are measured with the same servers.</summary>
internal abstract class RowGroup(BenchOptions options, Results results) : IAsyncDisposable
{
    /// <summary>Recipients that are asked for again and again.</summary>
    protected const int Known = 1000;

    private readonly Stack<IAsyncDisposable> _servers = new();
    private TempFolder? _folder;

    public abstract IReadOnlyList<Row> Rows { get; }

    protected BenchOptions Options => options;

    /// <summary>For the logs of what measures.</summary>
    protected TempFolder Folder => _folder ??= new TempFolder();

    protected Results Results => results;

    protected string Seconds => LoadClient.Text(options.Seconds);

    /// <summary>Starts the servers and warms them up.</summary>
    public abstract Task PrepareAsync();

    /// <summary>Measures each wanted row once.</summary>
    public abstract Task RoundAsync();

    public async ValueTask DisposeAsync()
    {
        while (_servers.TryPop(out var server))
            await server.DisposeAsync();
        _folder?.Dispose();
    }

    /// <summary>How long new recipients are asked for: a Postfix that verifies by itself looks for the answer every 3 s (address_verify_poll_delay).</summary>
    protected string SecondsForNew(Contender who) => LoadClient.Text(who.Name == Who.Postfix ? Math.Max(options.Seconds, 12.5) : options.Seconds);

    /// <summary>Keeps a server until the end of the group.</summary>
    protected T Keep<T>(T server) where T : IAsyncDisposable
    {
        _servers.Push(server);
        return server;
    }

    /// <summary>Runs a load; what goes wrong in it is noted.</summary>
    protected async Task<Load> LoadAsync(string row, Contender who, string arguments)
    {
        var load = await LoadClient.RunAsync(who.Port, arguments);
        results.Check(row, who.Name, load);
        return load;
    }

    /// <summary>Asks for the known recipients until all of them are answered from memory.</summary>
    protected static async Task WarmAsync(int port, string arguments)
    {
        double accepted = 0;
        for (int tries = 0; tries < 60; tries++)
        {
            var load = await LoadClient.RunAsync(port, $"{arguments} -k {Known} -t 2");
            accepted += load["accepted"];
            // They are drawn by chance: after eight times as many none is left out. Postfix puts off who it is still asking about, and the
            // just-in-time compiler of .NET takes a few seconds.
            if (tries >= 2 && accepted > 8 * Known && load["deferred"] == 0)
                return;
        }
        throw new BenchException("a server does not learn its recipients");
    }
}

/// <summary>Someone under load.</summary>
/// <param name="Name">One of <see cref="Who"/>.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="ProcessId">The process whose CPU time is measured, or null.</param>
internal sealed record Contender(string Name, int Port, int? ProcessId = null);
