using System.Collections.Concurrent;

namespace Rollcall.Core.Domains;

/// <summary>
/// The values of the metric label "domain": the first 2,000 names have their own as long as the process lives, whatever comes and goes; all
/// others share "other".
/// </summary>
public sealed class DomainLabels
{
    /// <summary>So many names (docs/operations.md, Metrics).</summary>
    public const int Max = 2000;

    private const string Other = "other";
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private volatile bool _isFull;

    /// <summary>The label of a domain in normal form; for a name that has its own it allocates nothing.</summary>
    public string Of(string domain) => _names.TryGetValue(domain, out var label) ? label : Add(domain);

    private string Add(string domain)
    {
        if (_isFull || domain == Other)
            return Other;
        lock (_adding)
        {
            if (_names.Count < Max)
                return _names.GetOrAdd(domain, domain);
            _isFull = true; // from now on nobody waits for the lock
            return _names.GetValueOrDefault(domain, Other);
        }
    }
}
