using System.Diagnostics.Metrics;

namespace Rollcall.Core.Callout;

/// <summary>What is measured of call-outs.</summary>
internal static class CalloutMeter
{
    private static readonly Meter _meter = new("Rollcall.Callout");

    private static readonly Counter<long> _callouts = _meter.CreateCounter<long>("rollcall_callouts", description: "Call-outs by outcome");

    private static readonly Histogram<double> _duration = _meter.CreateHistogram("rollcall_callout_duration_seconds", "s", "Time of a call-out, all hosts together",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25] });

    private static readonly Counter<long> _bytes = _meter.CreateCounter<long>("rollcall_callout_bytes", description: "Octets of commands and replies of call-outs");

    private static readonly UpDownCounter<long> _sessions = _meter.CreateUpDownCounter<long>("rollcall_callout_sessions", description: "Open call-out sessions");

    private static readonly string[] _names = [.. Enum.GetNames<CalloutOutcome>().Select(name => name.ToLowerInvariant())];

    public static void Count(CalloutOutcome outcome, TimeSpan elapsed)
    {
        _callouts.Add(1, new KeyValuePair<string, object?>("outcome", _names[(int)outcome]));
        _duration.Record(elapsed.TotalSeconds);
    }

    /// <summary>A session with a destination was opened (1) or closed (-1).</summary>
    public static void CountSession(string destination, int change) => _sessions.Add(change, new KeyValuePair<string, object?>("destination", destination));

    public static void CountBytes(long sent, long received)
    {
        _bytes.Add(sent, new KeyValuePair<string, object?>("direction", "sent"));
        _bytes.Add(received, new KeyValuePair<string, object?>("direction", "received"));
    }
}
