namespace Rollcall.Telemetry;

/// <summary>
/// Our log: one line an event. The console logger of the framework says in its own form that lines were dropped and would break ours.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider
{
    // What these say of a failed start is said by the command line, in one line.
    private static readonly string[] _quietAtStart = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    private readonly TimeProvider _time;
    private readonly LogOutput _output;
    private volatile bool _started;
    private volatile LogLevel _level;
    private volatile LogFormat _format;

    /// <summary>Writes to <paramref name="stream"/>, usually standard error.</summary>
    public LineLoggerProvider(Stream stream, LogFormat format, LogLevel level, TimeProvider time)
    {
        _format = format;
        _time = time;
        _level = level;
        _output = new LogOutput(stream, Dropped);
    }

    /// <summary>The lowest level that is written; may change at any time.</summary>
    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }

    /// <summary>The form of the lines; may change at any time.</summary>
    public LogFormat Format
    {
        get => _format;
        set => _format = value;
    }

    /// <summary>Whether each line begins with its priority for the journal.</summary>
    public bool HasPriorities { get; init; }

    /// <summary>The start is over: from now on host and Kestrel are heard.</summary>
    public void Started() => _started = true;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Write(LogLevel level, string name, IReadOnlyList<KeyValuePair<string, object?>> pairs, Exception? error) =>
        _output.Write(Line(new LogEvent(_time.GetUtcNow(), level, name, pairs, error) { WithStack = _level <= LogLevel.Debug }));

    private string Dropped(long count) => Line(new LogEvent(_time.GetUtcNow(), LogLevel.Warning, "log_lines_dropped", [new("count", count)], null));

    private string Line(LogEvent logged) => (HasPriorities ? Journal.Prefix(logged.Level) : "") + LogLine.Write(logged, _format);

    private sealed class LineLogger(LineLoggerProvider provider, string category) : ILogger
    {
        private const string Template = "{OriginalFormat}"; // the key under which the framework hands over the template itself
        private readonly bool _ours = category == "Rollcall" || category.StartsWith("Rollcall.", StringComparison.Ordinal);
        private readonly bool _quiet = _quietAtStart.Contains(category);

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel != LogLevel.None && logLevel >= provider._level && (_ours || logLevel >= LogLevel.Warning) && (!_quiet || provider._started);

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            if (_ours && !string.IsNullOrEmpty(eventId.Name) && state is IReadOnlyList<KeyValuePair<string, object?>> pairs)
                provider.Write(logLevel, eventId.Name, [.. pairs.Where(pair => pair.Key != Template)], exception);
            else
                provider.Write(logLevel, category[(category.LastIndexOf('.') + 1)..], [new("message", formatter(state, exception))], exception);
        }
    }
}
