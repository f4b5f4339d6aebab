using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Config;
using Rollcall.Storage;
using Rollcall.Telemetry;
using LogFormat = Rollcall.Telemetry.LogFormat;

namespace Rollcall.Tests.Reload;

/// <summary>A gateway without listeners, its store and its configuration file in a folder of its own.</summary>
internal sealed class LiveGateway : IAsyncDisposable
{
    public const string OneDomain = """

        [[domain]]
        name = "example.com"
        deliver_to = ["10.0.0.5:25"]
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-reload-");
    private readonly MemoryStream _log = new();

    public LiveGateway(string toml = OneDomain)
    {
        Write(toml);
        var options = ConfigLoader.Load(File).Options.ShouldNotBeNull();
        Store = RecipientStore.Open(new SqliteDialect(Database), Time, NullLogger.Instance);
        SpoolDirectory.TryOpen(StateDirectory.SpoolOf(options.StateDir, ""), 0, Time, out var spool).ShouldBeNull();
        Provider = new LineLoggerProvider(_log, LogFormat.Text, LogLevel.Information, Time);
        Gateway = new GatewayProcess(options, new GatewayStores(Store, new DomainStateStore(Store)), spool!, NullLoggerFactory.Instance, Time);
        Domains = Again();
        Reloader = new Reloader(File, Gateway, Domains, Provider, NullLogger<Reloader>.Instance, Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public RecipientStore Store { get; }

    public LineLoggerProvider Provider { get; }

    public GatewayProcess Gateway { get; }

    public Reloader Reloader { get; }

    public LiveDomains Domains { get; }

    public string Database => Path.Combine(_folder.FullName, "rollcall.db");

    public string File => Path.Combine(_folder.FullName, "rollcall.toml");

    /// <summary>Writes the file: the keys every test needs, and <paramref name="toml"/> behind them.</summary>
    public void Write(string toml, string hostname = "mx.gateway.test") => System.IO.File.WriteAllText(File, $"""
        hostname = "{hostname}"
        state_dir = "{_folder.FullName}"
        {toml}
        """);

    public async Task<IReadOnlyList<string>> ReloadAsync(string toml)
    {
        Write(toml);
        return [.. (await Reloader.ReloadAsync()).Errors.Select(error => error.ToString().Replace(File, "FILE", StringComparison.Ordinal))];
    }

    /// <summary>The domains as the next start would have them.</summary>
    public LiveDomains Again(ILogger<LiveDomains>? log = null) => new(Gateway, new DomainStore(Store, Time), log ?? NullLogger<LiveDomains>.Instance);

    public void LoseStore() => System.IO.File.Delete(Database);

    public async ValueTask DisposeAsync()
    {
        Gateway.Verifier.Dispose();
        var closing = Store.DisposeAsync().AsTask();
        while (!closing.IsCompleted) // a store that is gone is waited for, by a clock that stands still
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Provider.Dispose();
        await _log.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
