using System.Collections.Frozen;
using System.Net;
using Rollcall.Core.Domains;
using Rollcall.Protocols;

namespace Rollcall.Net;

/// <summary>The names of hosts(5), which count before DNS as they do for every other program of the machine; read again when the file changes.</summary>
internal sealed class HostsFile(string path)
{
    private const int MaxBytes = 1 << 20; // block lists reach megabytes, but have no mail servers in them
    private static readonly Snapshot _none = new(default, FrozenDictionary<string, IPAddress[]>.Empty);
    private Snapshot _last = _none;

    /// <summary>The addresses of a name in normal form; empty when the file does not know it or cannot be read.</summary>
    public IReadOnlyList<IPAddress> Find(string name) => Current().Names.TryGetValue(name, out var addresses) ? addresses : [];

    /// <summary>Reads lines of an address and its names; whatever else stands there is passed over.</summary>
    public static FrozenDictionary<string, IPAddress[]> Parse(TextReader text)
    {
        var names = new Dictionary<string, List<IPAddress>>(StringComparer.Ordinal);
        while (text.ReadLine() is { } line)
        {
            var words = line.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !IpLiteral.TryParse(words[0], out var address))
                continue;
            foreach (var word in words.Skip(1))
            {
                if (!DomainName.TryNormalize(word, out var name))
                    continue;
                if (!names.TryGetValue(name, out var addresses))
                    names.Add(name, addresses = []);
                if (!addresses.Contains(address))
                    addresses.Add(address);
            }
        }
        return names.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }

    private Snapshot Current()
    {
        var last = _last;
        try
        {
            var file = new FileInfo(path);
            var stamp = file.Exists ? new Stamp(file.LastWriteTimeUtc, file.Length) : default;
            if (stamp == last.Stamp)
                return last;
            last = stamp.Length is 0 or > MaxBytes ? new Snapshot(stamp, _none.Names) : new Snapshot(stamp, Read());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being replaced or is not ours to read: what was known stays.
        }
        _last = last;
        return last;
    }

    private FrozenDictionary<string, IPAddress[]> Read()
    {
        using var text = new StreamReader(path);
        return Parse(text);
    }

    private sealed record Snapshot(Stamp Stamp, FrozenDictionary<string, IPAddress[]> Names);

    private readonly record struct Stamp(DateTime Written, long Length);
}
