using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>What all pools of a questioner share.</summary>
/// <param name="Opener">Opens sessions.</param>
/// <param name="Health">Which hosts are well.</param>
/// <param name="Loads">Connections by address.</param>
/// <param name="Time">The clock.</param>
internal sealed record PoolContext(PeerOpener Opener, PeerHealth Health, AddressLoads Loads, TimeProvider Time);
