using System.Collections.Frozen;

namespace Rollcall.Core.Domains;

/// <summary>All protected domains at one time: an immutable snapshot, swapped whole.</summary>
public sealed class DomainTable
{
    private readonly FrozenDictionary<string, ProtectedDomain> _byName;

    /// <summary>A table of domains with different names, in the order of the file.</summary>
    public DomainTable(IReadOnlyList<ProtectedDomain> domains)
    {
        Domains = domains;
        _byName = domains.ToFrozenDictionary(domain => domain.Name, StringComparer.Ordinal);
    }

    /// <summary>The domains in the order of the file.</summary>
    public IReadOnlyList<ProtectedDomain> Domains { get; }

    /// <summary>The domain of this normal form, or null.</summary>
    public ProtectedDomain? Find(string normalName) => _byName.GetValueOrDefault(normalName);
}
