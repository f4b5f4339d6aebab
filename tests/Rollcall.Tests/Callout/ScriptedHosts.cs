using System.Net;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>Several servers in memory, each at its address.</summary>
internal sealed class ScriptedHosts(params IReadOnlyList<(string Address, ScriptedServer Server)> servers) : IDialer
{
    public ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel) =>
        servers.Single(host => host.Address == endpoint.Address.ToString()).Server.DialAsync(endpoint, timeout, cancel);
}
