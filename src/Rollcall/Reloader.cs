using Rollcall.Config;
using Rollcall.Net;
using Rollcall.Core.Delivery;
using Rollcall.Storage;
using Rollcall.Telemetry;

namespace Rollcall;

/// <summary>How a reload ended: with errors the old configuration stays, with warnings alone the new one holds.</summary>
internal sealed record ReloadResult(IReadOnlyList<ConfigError> Errors, IReadOnlyList<ConfigError> Warnings);

/// <summary>Reads the configuration file again: all of it is taken, or nothing.</summary>
internal sealed class Reloader(string file, GatewayProcess gateway, LiveDomains domains, LineLoggerProvider provider, ILogger<Reloader> log, TimeProvider time)
{
    private SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Reads and swaps; logs what it gives back.</summary>
    public async Task<ReloadResult> ReloadAsync()
    {
        await Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            var loaded = ConfigLoader.Load(file);
            var errors = await UseAsync(loaded).ConfigureAwait(false);
            foreach (var error in errors)
                ReloadLog.Error(log, error.File, error.Line, error.Key, error.Text);
            if (errors.Count > 0)
            {
                ReloadLog.Refused(log, file, errors.Count, "the old configuration stays");
                return new ReloadResult(errors, []);
            }
            ReloadLog.Done(log, file, gateway.Settings.Domains.Domains.Count);
            return new ReloadResult([], Warn(loaded));
        }
        finally
        {
            Turn.Release();
        }
    }

    /// <summary>Logs the warnings of the configuration that holds now, and gives them back.</summary>
    public IReadOnlyList<ConfigError> Warn(ConfigResult loaded)
    {
        var warnings = ConfigWarnings.Of(loaded, gateway.Settings.Domains.Domains.Count(domain => !domain.IsFixed));
        foreach (var warning in warnings)
            ReloadLog.Warning(log, warning.File, warning.Line, warning.Key, warning.Text);
        return warnings;
    }

    private async Task<IReadOnlyList<ConfigError>> UseAsync(ConfigResult loaded)
    {
        if (loaded.Options is not { } options)
            return loaded.Errors;
        if (FilesOfConfig.Check(loaded, time) is { Count: > 0 } mistakes)
            return mistakes;
        ConfigError Of(string key, string text) => new(file, loaded.LineOf(key), key, text);
        if (ConfigPrinter.KeysNeedingRestart(gateway.Options, options) is { Count: > 0 } fixedKeys)
            return [.. fixedKeys.Select(key => Of(key, "needs a restart; nothing of the file is taken until then"))];
        if (Spool(options.Limits, out var spool) is { } failure)
            return [Of("limits.spool_dir", failure)];
        if (await domains.UseAsync(options, spool).ConfigureAwait(false) is { Count: > 0 } contradictions)
            return [.. contradictions.Select(text => Of("callout", text))];
        provider.Level = LoggingSetup.LevelOf(options.Log.Level);
        provider.Format = LoggingSetup.FormatOf(options.Log.Format);
        return [];
    }

    private string? Spool(LimitsOptions next, out ISpool spool)
    {
        spool = gateway.Spool;
        var now = gateway.Options.Limits;
        if (next.SpoolDir == now.SpoolDir && next.MinFreeDisk == now.MinFreeDisk)
            return null;
        var failure = SpoolDirectory.TryOpen(StateDirectory.SpoolOf(gateway.Options.StateDir, next.SpoolDir), next.MinFreeDisk, time, out var opened);
        spool = opened ?? spool;
        return failure;
    }
}

/// <summary>What a reload tells the operator.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(EventName = "config_error", Level = LogLevel.Error, Message = "{File} {Line} {Key} {Text}")]
    public static partial void Error(ILogger log, string file, int line, string key, string text);

    [LoggerMessage(EventName = "config_warning", Level = LogLevel.Warning, Message = "{File} {Line} {Key} {Text}")]
    public static partial void Warning(ILogger log, string file, int line, string key, string text);

    [LoggerMessage(EventName = "reload_refused", Level = LogLevel.Error, Message = "{File} {Errors} {Effect}")]
    public static partial void Refused(ILogger log, string file, int errors, string effect);

    [LoggerMessage(EventName = "reloaded", Level = LogLevel.Information, Message = "{File} {Domains}")]
    public static partial void Done(ILogger log, string file, int domains);
}
