using System.Diagnostics.Metrics;

namespace Rollcall.Core.Gateway;

/// <summary>How many clients and networks harvest protection holds back, read when somebody looks.</summary>
public sealed class HarvestMeter : IDisposable
{
    private readonly Meter _meter = new("Rollcall.Harvest");

    /// <summary>Measures from now until it is disposed.</summary>
    public HarvestMeter(HarvestGuard guard) => _meter.CreateObservableGauge(
        "rollcall_harvest_clients", () => Measure(guard), description: "Clients and networks that guess recipients, by what is done about them");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static Measurement<int>[] Measure(HarvestGuard guard)
    {
        var held = guard.List();
        int banned = held.Count(entry => entry.BannedFor is not null);
        return [Of(held.Count - banned, "limited"), Of(banned, "banned")];
    }

    private static Measurement<int> Of(int value, string state) => new(value, new KeyValuePair<string, object?>("state", state));
}
