using System.Diagnostics.Metrics;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Gateway;

/// <summary>What people and programs ask by the API: apart from the recipients of mail, so that who asks much is not taken for mail.</summary>
public static class VerifyMeter
{
    private static readonly Meter _meter = new("Rollcall.Verify");
    private static readonly Counter<long> _asked = _meter.CreateCounter<long>("rollcall_verify", description: "Recipients asked about by the API, by domain, verdict and source");

    /// <summary>Counts one that was answered.</summary>
    public static void Count(ProtectedDomain domain, Verification known)
    {
        if (_asked.Enabled)
            _asked.Add(1, new("domain", GatewayMeter.Domains.Of(domain.Name)), new("verdict", known.Verdict.Word()), new("source", known.Source.Word()));
    }
}
