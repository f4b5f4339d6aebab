namespace Rollcall.Core.Peers;

/// <summary>The different addresses that got no verdict of a host, one after the other. Not thread-safe.</summary>
internal sealed class OddAddresses
{
    private const int Least = 5; // docs/callouts.md: fewer may be odd addresses rather than an odd host
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Adds one; whether they are so many now that it is the host that is odd: five, or as many failures as open its breaker.</summary>
    public bool Add(string address, int failures)
    {
        int needed = Math.Max(Least, failures);
        if (_addresses.Count < needed)
            _addresses.Add(address);
        return _addresses.Count >= needed;
    }

    /// <summary>One got a verdict.</summary>
    public void Clear() => _addresses.Clear();
}
