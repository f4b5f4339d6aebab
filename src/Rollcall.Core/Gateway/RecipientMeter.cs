using System.Diagnostics.Metrics;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Core.Gateway;

/// <summary>How many recipients are known of each domain: kept numbers, read when somebody looks.</summary>
public sealed class RecipientMeter : IDisposable
{
    private readonly Meter _meter = new("Rollcall.Recipients");

    /// <summary>Measures from now until it is disposed.</summary>
    public RecipientMeter(RecipientDirectory directory, Func<DomainTable> domains) => _meter.CreateObservableGauge(
        "rollcall_recipients", () => Measure(directory, domains()), description: "Known recipients by domain and state; stale ones are valid");

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> Measure(RecipientDirectory directory, DomainTable domains)
    {
        var sums = new Dictionary<string, DomainCounts>(StringComparer.Ordinal);
        foreach (var domain in domains.Domains)
        {
            var label = GatewayMeter.Domains.Of(domain.Name);
            var (so, more) = (sums.GetValueOrDefault(label), directory.Counts(domain.Name));
            sums[label] = new DomainCounts(so.Valid + more.Valid, so.Invalid + more.Invalid, so.Pinned + more.Pinned);
        }
        foreach (var (label, counts) in sums)
        {
            yield return Of(counts.Valid, label, "valid");
            yield return Of(counts.Invalid, label, "invalid");
            yield return Of(counts.Pinned, label, "pinned");
        }
    }

    private static Measurement<long> Of(long value, string domain, string state) =>
        new(value, new KeyValuePair<string, object?>("domain", domain), new KeyValuePair<string, object?>("state", state));
}
