using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Rollcall.Telemetry;

/// <summary>Collects what all meters of the program measure, for Prometheus.</summary>
internal static class MetricsSetup
{
    // Domains with verdicts and sources, each pair that is met; beyond it they are counted together.
    private const int MaxSeries = 20_000;

    /// <summary>Collects until it is disposed.</summary>
    public static MeterProvider Build() => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService("rollcall", autoGenerateServiceInstanceId: false))
        .AddMeter("Rollcall.*")
        .AddView(instrument => instrument.Name switch
        {
            "rollcall_rcpt" or "rollcall_verify" or "rollcall_recipients" => new MetricStreamConfiguration { CardinalityLimit = MaxSeries },
            _ => null,
        })
        .AddPrometheusExporter()
        .Build();
}
