using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Rollcall.Telemetry;

/// <summary>Collects what all meters of the program measure, for Prometheus.</summary>
internal static class MetricsSetup
{
    // Domains with verdicts and sources, each pair that is met; beyond it they are counted together.
    private const int MaxSeries = 20_000;

    // From memory of the destination to the wait of a mail (3-contract.md, Metrics); the library's own begin at 5 s.
    private static readonly double[] _seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25];

    /// <summary>Collects until it is disposed.</summary>
    public static MeterProvider Build() => Sdk.CreateMeterProviderBuilder()
        .AddMeter("Rollcall.*")
        .AddView(instrument => instrument.Name switch
        {
            "rollcall_callout_duration_seconds" => new ExplicitBucketHistogramConfiguration { Boundaries = _seconds },
            "rollcall_rcpt" or "rollcall_recipients" => new MetricStreamConfiguration { CardinalityLimit = MaxSeries },
            _ => null,
        })
        .AddPrometheusExporter()
        .Build();
}
