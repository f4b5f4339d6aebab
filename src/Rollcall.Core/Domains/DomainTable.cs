using System.Collections.Frozen;

namespace Rollcall.Core.Domains;

/// <summary>All protected domains at one time: an immutable snapshot, swapped whole.</summary>
public sealed class DomainTable
{
    private readonly FrozenDictionary<string, ProtectedDomain> _byName;
    private readonly FrozenDictionary<Destination, DestinationLimits> _limits;

    /// <summary>A table of domains with different names, in the order of the file.</summary>
    public DomainTable(IReadOnlyList<ProtectedDomain> domains)
    {
        Domains = domains;
        _byName = domains.ToFrozenDictionary(domain => domain.Name, StringComparer.Ordinal);
        _limits = domains.GroupBy(domain => domain.VerifyAt)
            .ToFrozenDictionary(group => group.Key, group => DestinationLimits.Lowest(group.Select(domain => domain.Callout)));
    }

    /// <summary>A table without domains.</summary>
    public static DomainTable Empty { get; } = new([]);

    /// <summary>The domains in the order of the file.</summary>
    public IReadOnlyList<ProtectedDomain> Domains { get; }

    /// <summary>The domain of this normal form, or null.</summary>
    public ProtectedDomain? Find(string normalName) => _byName.GetValueOrDefault(normalName);

    /// <summary>What call-outs may ask of a destination: the lowest of its domains; null when no domain has it.</summary>
    public DestinationLimits? LimitsOf(Destination destination) => _limits.GetValueOrDefault(destination);
}
