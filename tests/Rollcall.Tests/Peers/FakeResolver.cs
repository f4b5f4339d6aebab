using System.Net;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>A zone in memory; what it does not hold does not exist.</summary>
internal sealed class FakeResolver : IResolver
{
    public Dictionary<string, IReadOnlyList<IPAddress>> Hosts { get; } = [];

    public Dictionary<string, IReadOnlyList<MxRecord>> Exchanges { get; } = [];

    /// <summary>The names for which DNS fails, with the cause.</summary>
    public Dictionary<string, string> Failures { get; } = [];

    public Dictionary<IPAddress, string> Names { get; } = [];

    /// <summary>The names whose addresses were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Called before an answer with addresses.</summary>
    public Action OnAsked { get; set; } = static () => { };

    public ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancel)
    {
        OnAsked();
        Asked.Add(host);
        return new(Answer(Hosts, host));
    }

    public ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancel) => new(Answer(Exchanges, domain));

    public ValueTask<string?> ConfirmedNameAsync(IPAddress address, CancellationToken cancel) => new(Names.GetValueOrDefault(address));

    private DnsAnswer<T> Answer<T>(Dictionary<string, IReadOnlyList<T>> zone, string name) =>
        Failures.TryGetValue(name, out var cause) ? new([], cause) : new(zone.GetValueOrDefault(name, []), null);
}
