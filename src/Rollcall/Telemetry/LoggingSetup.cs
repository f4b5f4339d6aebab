using Rollcall.Config;

namespace Rollcall.Telemetry;

/// <summary>Makes our log the only one.</summary>
internal static class LoggingSetup
{
    /// <summary>The log on standard error; dispose it last of all, so that its last lines are written.</summary>
    public static LineLoggerProvider ToStandardError(LogFormat format, LogLevel level, TimeProvider time) =>
        new(Console.OpenStandardError(), format, level, time) { HasPriorities = Journal.IsStandardError() };

    /// <summary>Sends everything that is logged to <paramref name="provider"/>, which alone decides what is written.</summary>
    public static void Configure(ILoggingBuilder logging, LineLoggerProvider provider)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddProvider(provider);
    }

    /// <summary>What Telemetry calls the level of the configuration.</summary>
    public static LogLevel LevelOf(LogThreshold threshold) => threshold switch
    {
        LogThreshold.Debug => LogLevel.Debug,
        LogThreshold.Warn => LogLevel.Warning,
        LogThreshold.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };

    /// <summary>What Telemetry calls the format of the configuration.</summary>
    public static LogFormat FormatOf(Config.LogFormat format) => format == Config.LogFormat.Json ? LogFormat.Json : LogFormat.Text;
}
