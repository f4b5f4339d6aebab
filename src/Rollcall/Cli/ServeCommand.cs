using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting.Systemd;
using Rollcall.Api;
using Rollcall.Config;
using Rollcall.Core.Gateway;
using Rollcall.Listeners;
using Rollcall.Net;
using Rollcall.Storage;
using Rollcall.Telemetry;

namespace Rollcall.Cli;

/// <summary>What a program around the gateway adds to it.</summary>
/// <param name="AddListeners">Further listeners of the process.</param>
/// <param name="Started">Called when all listen.</param>
internal sealed record ServeExtras(Action<ListenerSetup> AddListeners, Action Started);

/// <summary>Runs the gateway until SIGTERM or SIGINT.</summary>
internal static partial class ServeCommand
{
    private static readonly TimeSpan _openTransactions = TimeSpan.FromSeconds(30); // docs/delivery.md, Stop
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _refreshEvery = TimeSpan.FromSeconds(10); // so soon a domain or a token that another node was given holds here

    public static async Task<int> RunAsync(string configFile, TimeProvider time)
    {
        var loaded = ConfigLoader.Load(configFile);
        if (loaded.Options is not { } options)
            return Terminal.Fail(ExitCode.Config, [.. loaded.Errors.Select(error => error.ToString())]);
        if (FilesOfConfig.Check(loaded, time) is { Count: > 0 } mistakes)
            return Terminal.Fail(ExitCode.Config, [.. mistakes.Select(mistake => mistake.ToString())]);
        return await RunAsync(options, loaded, time, null).ConfigureAwait(false);
    }

    /// <summary>Runs with options that no file is read again for.</summary>
    public static Task<int> RunAsync(RollcallOptions options, TimeProvider time, ServeExtras extras) => RunAsync(options, null, time, extras);

    private static async Task<int> RunAsync(RollcallOptions options, ConfigResult? loaded, TimeProvider time, ServeExtras? extras)
    {
        if (StateDirectory.TryOpen(options.StateDir, out var state) is { } busy)
            return Terminal.Fail(ExitCode.Unavailable, busy);
        using var held = state!;
        var spoolPath = StateDirectory.SpoolOf(options.StateDir, options.Limits.SpoolDir);
        if (SpoolDirectory.TryOpen(spoolPath, options.Limits.MinFreeDisk, time, out var spool) is { } noSpool)
            return Terminal.Fail(ExitCode.Unavailable, noSpool);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        using var provider = LoggingSetup.ToStandardError(LoggingSetup.FormatOf(options.Log.Format), LoggingSetup.LevelOf(options.Log.Level), time);
        LoggingSetup.Configure(builder.Logging, provider);
        using var logs = LoggerFactory.Create(logging => LoggingSetup.Configure(logging, provider));
        using var stop = new StopSignals();
        // Not AddSystemd: it looks at the parent in /proc, which the sandbox of the unit hides, and would never say that we are ready.
        var notifier = new SystemdNotifier();
        var storeLog = logs.CreateLogger<RecipientStore>();
        var (store, noStore) = await new StoreStart(notifier, time, storeLog).OpenAsync(
            () => RecipientStore.Open(StoreChoice.Of(options.Store, held.Database), time, storeLog), options.Store.Wait, stop.FirstAsync()).ConfigureAwait(false);
        if (store is null)
            return noStore is null ? ExitCode.Ok : Terminal.Fail(ExitCode.Unavailable, noStore);
        await using var open = store.ConfigureAwait(false);
        var gateway = new GatewayProcess(options, new GatewayStores(store, new DomainStateStore(store)), spool!, logs, time);
        using var verifier = gateway.Verifier;
        var domains = new LiveDomains(gateway, new DomainStore(store, time), logs.CreateLogger<LiveDomains>());
        if (await domains.LoadAsync().ConfigureAwait(false) is { } noDomains)
            return Terminal.Fail(ExitCode.Unavailable, noDomains);
        var tokens = new ApiTokens(new TokenStore(store), time, logs.CreateLogger<ApiTokens>());
        if (await tokens.LoadAsync().ConfigureAwait(false) is { } noTokens)
            return Terminal.Fail(ExitCode.Unavailable, noTokens);
        await gateway.Conditions.LoadAsync().ConfigureAwait(false);
        using var refreshing = time.CreateTimer(_ => _ = Task.WhenAll(domains.RefreshAsync(), tokens.RefreshAsync()), null, _refreshEvery, _refreshEvery);
        var reloader = loaded is null ? null : new Reloader(loaded.Places!.File, gateway, domains, provider, logs.CreateLogger<Reloader>(), time);
        reloader?.Warn(loaded!);
        using var hangUp = reloader is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Reload(reloader, signal));
        using var sweeping = time.CreateTimer(_ => _ = gateway.SweepAsync(), null, _sweepEvery, _sweepEvery);
        return await ServeAsync(builder, new ControlParts(gateway, domains, tokens, time, logs.CreateLogger("Rollcall.Api"), reloader), new Startup(provider, logs.CreateLogger("Rollcall.Serve"), extras, stop, notifier), time).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(WebApplicationBuilder builder, ControlParts parts, Startup startup, TimeProvider time)
    {
        var gateway = parts.Gateway;
        var options = gateway.Options;
        using var listeners = new ListenerSetup(time, Descriptors.RoomForConnections()) { MaxHttp = Descriptors.RoomForHttp() };
        foreach (var address in options.Smtp?.Listen ?? [])
            listeners.AddLine(ListenEndpoint.Of(address), gateway.ServeSmtpAsync);
        gateway.Services.AddTo(listeners, options);
        foreach (var address in options.Http.Listen)
            listeners.AddHttp(ListenEndpoint.Of(address), ConnectionKind.Public);
        listeners.AddHttp(ListenEndpoint.AtUnix(StateDirectory.ControlSocketOf(options.StateDir)), ConnectionKind.Control);
        startup.Extras?.AddListeners(listeners);
        listeners.Configure(builder.WebHost);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Timeout.InfiniteTimeSpan); // ours is below
        var app = builder.Build();
        await using var built = app.ConfigureAwait(false);
        app.UseRouting();
        ControlApi.Map(app, parts);
        using var recipients = new RecipientMeter(gateway.Directory, () => gateway.Settings.Domains);
        using var harvest = new HarvestMeter(gateway.Harvest);
        using var metrics = MetricsSetup.Build();
        app.MapPrometheusScrapingEndpoint("/metrics", metrics, null, null).At(ApiDoor.Open);
        if (await listeners.StartAsync(app, CancellationToken.None).ConfigureAwait(false) is { } taken)
            return Terminal.Fail(ExitCode.Unavailable, taken);
        startup.Lines.Started();
        string[] addresses = [.. options.Listeners.SelectMany(service => service.Addresses.Select(address => $"{service.Table}:{address}"))];
        LogStarted(startup.Log, ProgramVersion.Text, addresses, options.Store.Provider, gateway.Settings.Domains.Domains.Count);
        startup.Extras?.Started();
        startup.Notifier.Notify(ServiceState.Ready);
        await startup.Stop.FirstAsync().ConfigureAwait(false);
        startup.Notifier.Notify(ServiceState.Stopping);
        LogStopping(startup.Log, ProgramVersion.Text, addresses, options.Store.Provider, gateway.Settings.Domains.Domains.Count);
        using var hurry = time.CreateTimer(_ => listeners.AbortSessions(), null, _openTransactions, Timeout.InfiniteTimeSpan);
        // A message whose final dot was sent is waited for (docs/delivery.md, Stop).
        using var limit = new CancellationTokenSource(_openTransactions + gateway.Options.Delivery.MessageDeadline, time);
        await app.StopAsync(limit.Token).ConfigureAwait(false);
        await gateway.Verifier.StopAsync().ConfigureAwait(false);
        await gateway.DisposeAsync().ConfigureAwait(false);
        await gateway.Conditions.KeepAllAsync().ConfigureAwait(false);
        return ExitCode.Ok;
    }

    [LoggerMessage(EventName = "started", Level = LogLevel.Information, Message = "{Version} {Listeners} {Store} {Domains}")]
    private static partial void LogStarted(ILogger log, string version, IReadOnlyList<string> listeners, StoreProvider store, int domains);

    [LoggerMessage(EventName = "stopping", Level = LogLevel.Information, Message = "{Version} {Listeners} {Store} {Domains}")]
    private static partial void LogStopping(ILogger log, string version, IReadOnlyList<string> listeners, StoreProvider store, int domains);

    private sealed record Startup(LineLoggerProvider Lines, ILogger Log, ServeExtras? Extras, StopSignals Stop, ISystemdNotifier Notifier);

    private static void Reload(Reloader reloader, PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = Task.Run(reloader.ReloadAsync);
    }
}
