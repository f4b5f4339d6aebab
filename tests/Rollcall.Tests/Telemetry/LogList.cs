using Microsoft.Extensions.Logging;

namespace Rollcall.Tests.Telemetry;

/// <summary>A log that keeps its lines: the level and the message.</summary>
internal class LogList : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel} {formatter(state, exception)}");
}

/// <summary>The same for a class.</summary>
internal sealed class LogList<T> : LogList, ILogger<T>;
