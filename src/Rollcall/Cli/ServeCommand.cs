using Rollcall.Api;
using Rollcall.Config;
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
internal static class ServeCommand
{
    private static readonly TimeSpan _openTransactions = TimeSpan.FromSeconds(30); // 4-house.md, Wiring
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(string configFile, TimeProvider time)
    {
        var loaded = ConfigLoader.Load(configFile);
        if (loaded.Options is not { } options)
            return Terminal.Fail(ExitCode.Config, [.. loaded.Errors.Select(error => error.ToString())]);
        if (FilesOfConfig.Check(loaded, time) is { Count: > 0 } mistakes)
            return Terminal.Fail(ExitCode.Config, [.. mistakes.Select(mistake => mistake.ToString())]);
        return await RunAsync(options, time).ConfigureAwait(false);
    }

    public static async Task<int> RunAsync(RollcallOptions options, TimeProvider time, ServeExtras? extras = null)
    {
        if (StateDirectory.TryOpen(options.StateDir, out var state) is { } busy)
            return Terminal.Fail(ExitCode.Unavailable, busy);
        using var held = state!;
        var spoolPath = options.Limits.SpoolDir.Length > 0 ? options.Limits.SpoolDir : held.Spool;
        if (SpoolDirectory.TryOpen(spoolPath, options.Limits.MinFreeDisk, time, out var spool) is { } noSpool)
            return Terminal.Fail(ExitCode.Unavailable, noSpool);
        var format = options.Log.Format == Config.LogFormat.Json ? Telemetry.LogFormat.Json : Telemetry.LogFormat.Text;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var provider = LoggingSetup.ToStandardError(format, LevelOf(options.Log.Level), time);
        LoggingSetup.Configure(builder.Logging, provider);
        using var logs = LoggerFactory.Create(logging => LoggingSetup.Configure(logging, provider));
        RecipientStore store;
        try
        {
            store = RecipientStore.Open(StoreChoice.Of(options.Store, held.Database), time, logs.CreateLogger<RecipientStore>());
        }
        catch (StoreOpenException e)
        {
            return Terminal.Fail(ExitCode.Unavailable, e.Message);
        }
        await using var open = store.ConfigureAwait(false);
        var gateway = new GatewayProcess(options, store, spool!, logs, time);
        using var verifier = gateway.Verifier;
        using var listeners = new ListenerSetup(time);
        foreach (var address in options.Smtp?.Listen ?? [])
            listeners.AddLine(At(address), gateway.ServeSmtpAsync);
        foreach (var address in options.Http.Listen)
            listeners.AddHttp(At(address), ConnectionKind.Public);
        listeners.AddHttp(ListenEndpoint.AtUnix(held.ControlSocket), ConnectionKind.Control);
        extras?.AddListeners(listeners);
        listeners.Configure(builder.WebHost);
        builder.Services.AddRoutingCore();
        // A message whose final dot was sent is waited for (3-contract.md, SIGTERM).
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _openTransactions + options.Delivery.MessageDeadline);
        using var sweeping = time.CreateTimer(_ => gateway.Sweep(), null, _sweepEvery, _sweepEvery);
        return await ServeAsync(builder, listeners, gateway, new Startup(provider, extras?.Started), time).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(
        WebApplicationBuilder builder, ListenerSetup listeners, GatewayProcess gateway, Startup startup, TimeProvider time)
    {
        builder.Services.AddSystemd();
        var app = builder.Build();
        await using var built = app.ConfigureAwait(false);
        app.UseRouting();
        ControlApi.Map(app, gateway);
        using var stop = new StopSignals();
        if (await listeners.StartAsync(app, CancellationToken.None).ConfigureAwait(false) is { } taken)
            return Terminal.Fail(ExitCode.Unavailable, taken);
        startup.Log.Started();
        startup.Started?.Invoke();
        await stop.FirstAsync().ConfigureAwait(false);
        using var hurry = time.CreateTimer(_ => listeners.AbortSessions(), null, _openTransactions, Timeout.InfiniteTimeSpan);
        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await gateway.Verifier.StopAsync().ConfigureAwait(false);
        await gateway.DeliverySessions.CloseAsync().ConfigureAwait(false);
        return ExitCode.Ok;
    }

    /// <summary>Who is told that all listen.</summary>
    private sealed record Startup(LineLoggerProvider Log, Action? Started);

    private static ListenEndpoint At(ListenAddress address) => address.EndPoint is { } tcp ? ListenEndpoint.At(tcp) : ListenEndpoint.AtUnix(address.UnixPath!);

    private static LogLevel LevelOf(LogThreshold threshold) => threshold switch
    {
        LogThreshold.Debug => LogLevel.Debug,
        LogThreshold.Warn => LogLevel.Warning,
        LogThreshold.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
