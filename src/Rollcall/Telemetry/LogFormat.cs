namespace Rollcall.Telemetry;

/// <summary>How a line of the log is written.</summary>
internal enum LogFormat
{
    /// <summary>time level event key=value.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
