using Rollcall.Core.Domains;

namespace Rollcall.Config;

/// <summary>A protected domain; the table is repeated for each.</summary>
internal sealed record DomainOptions
{
    /// <summary>The domain, with or without U-labels (RFC 5890).</summary>
    [Key("name", Rule = TextRule.Domain, Required = true, Example = "example.com")]
    public string Name { get; init; } = "";

    /// <summary>The destination's hosts, tried in order: host, host:port, mx:domain (its MX records) or lmtp://host:port; the port is 25 unless written.</summary>
    [Key("deliver_to", Min = "1", Required = true, Example = "10.0.0.5:25")]
    public IReadOnlyList<DestinationHost> DeliverTo { get; init; } = [];

    /// <summary>The hosts that call-outs ask; without the key those of deliver_to.</summary>
    [Key("verify_at", Min = "1", Example = "10.0.0.5:2525")]
    public IReadOnlyList<DestinationHost> VerifyAt { get; init; } = [];

    /// <summary>Whether the host names of deliver_to and verify_at may resolve to private, loopback or link-local addresses.</summary>
    [Key("allow_private")]
    public bool AllowPrivate { get; init; }

    /// <summary>"+" asks and remembers user@ for user+tag@; the mail goes to the address as written. Empty: no tags.</summary>
    [Key("subaddress_separator", Rule = TextRule.Separator)]
    public string SubaddressSeparator { get; init; } = "";

    /// <summary>Whether letters of the local part keep their case.</summary>
    [Key("case_sensitive")]
    public bool CaseSensitive { get; init; }

    /// <summary>The domain's own call-out keys over those of [callout].</summary>
    [Table("callout")]
    public CalloutOptions Callout { get; init; } = new();

    /// <summary>The domain that Core knows; equal lists of hosts become one <see cref="Destination"/>, kept in <paramref name="shared"/> by its name.</summary>
    public ProtectedDomain ToDomain(IDictionary<string, Destination> shared) => new()
    {
        Name = Name,
        DeliverTo = Share(Reaching(DeliverTo), shared),
        VerifyAt = Share(Reaching(VerifyAt), shared),
        SubaddressSeparator = SubaddressSeparator,
        CaseSensitive = CaseSensitive,
        Callout = Callout.ToSettings(),
    };

    private IReadOnlyList<DestinationHost> Reaching(IReadOnlyList<DestinationHost> hosts) =>
        AllowPrivate ? [.. hosts.Select(host => host.Literal is null ? host with { Reach = HostReach.Private } : host)] : hosts;

    private static Destination Share(IReadOnlyList<DestinationHost> hosts, IDictionary<string, Destination> shared)
    {
        var destination = new Destination(hosts);
        if (shared.TryGetValue(destination.Name, out var known))
            return known;
        shared.Add(destination.Name, destination);
        return destination;
    }
}
