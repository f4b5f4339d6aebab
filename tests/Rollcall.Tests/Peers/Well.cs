using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>Hosts that nothing is known against yet.</summary>
internal static class Well
{
    public static PeerHealth Hosts(TimeProvider time) => new(BreakerSettings.Default, time, NullLogger<PeerHealth>.Instance);
}
