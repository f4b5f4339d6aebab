using System.Diagnostics.Metrics;
using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout;

/// <summary>The metrics of call-outs, as docs/operations.md names them.</summary>
public sealed class CalloutMeterTests
{
    [Fact]
    public async Task Questions_AreCounted_WithTheirOctetsAndSessions()
    {
        var lines = new List<string>();
        var sync = new Lock();
        int sessions = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Meter.Name == "Rollcall.Callout")
                all.EnableMeasurementEvents(instrument);
        };
        // Other tests ask at the same time: what has no label of its own is only looked for.
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (sync)
            {
                lines.Add($"{instrument.Name} {string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
                if (tags.ToArray().Contains(new("destination", "192.0.2.99:25")))
                    sessions += (int)value;
            }
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) =>
        {
            lock (sync)
                lines.Add(instrument.Name);
        });
        listener.Start();
        var server = PoolTests.Polite();
        await using (var pool = new PoolHarness(server) { Hosts = ["192.0.2.99"] })
        {
            (await pool.AskAsync("ann")).Verdict.ShouldBe(Verdict.Valid);
            lock (sync)
                sessions.ShouldBe(1);
        }
        lock (sync)
        {
            sessions.ShouldBe(0);
            lines.ShouldContain("rollcall_callouts outcome=valid");
            lines.ShouldContain("rollcall_callout_bytes direction=sent");
            lines.ShouldContain("rollcall_callout_bytes direction=received");
            lines.ShouldContain("rollcall_callout_duration_seconds");
        }
    }
}
