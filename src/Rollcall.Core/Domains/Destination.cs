namespace Rollcall.Core.Domains;

/// <summary>The customer's mail servers: an ordered list of hosts. Domains with the same list share one; equality is that of the lists.</summary>
public sealed class Destination : IEquatable<Destination>
{
    /// <summary>A destination of at least one host, tried in this order.</summary>
    public Destination(IReadOnlyList<DestinationHost> hosts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(hosts.Count);
        Hosts = hosts;
        // Sessions and health are kept by destination: a host that may have private addresses shares neither with one that may not.
        Name = string.Join(",", hosts.Select(host => host.Reach == HostReach.Configured ? host.ToString() : $"{host}/{host.Reach.ToString().ToLowerInvariant()}"));
    }

    /// <summary>The hosts in the order of trial.</summary>
    public IReadOnlyList<DestinationHost> Hosts { get; }

    /// <summary>The normalised hosts joined by commas: the identity of the destination, used in metrics and logs, never to a sender.</summary>
    public string Name { get; }

    /// <summary>An LMTP destination answers once per recipient (RFC 2033 4.2).</summary>
    public bool IsLmtp => Hosts[0].Scheme == HostScheme.Lmtp;

    /// <inheritdoc/>
    public bool Equals(Destination? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Destination);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
