namespace Rollcall.Telemetry;

/// <summary>One event of the log, ready to be written.</summary>
/// <param name="Time">When it happened, UTC.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">What happened; written in snake_case.</param>
/// <param name="Pairs">Keys and values; keys are written in snake_case.</param>
/// <param name="Error">What went wrong, if anything was thrown.</param>
internal sealed record LogEvent(
    DateTimeOffset Time, LogLevel Level, string Name, IReadOnlyList<KeyValuePair<string, object?>> Pairs, Exception? Error)
{
    /// <summary>With the stack trace of <see cref="Error"/>, as one escaped value.</summary>
    public bool WithStack { get; init; }
}
