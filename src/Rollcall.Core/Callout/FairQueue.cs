namespace Rollcall.Core.Callout;

/// <summary>Who waits for one destination, a line for each domain; the lines are served in turn. Not thread-safe.</summary>
internal sealed class FairQueue<T>
    where T : class
{
    private readonly Dictionary<string, LinkedList<T>> _lines = new(StringComparer.Ordinal);
    private readonly LinkedList<string> _turns = []; // the domains that have a line, next one first

    /// <summary>All who wait.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Joins the line of a domain. When <paramref name="limit"/> wait already, the last of the longest line has to go, if it is longer than
    /// that of the domain; else the newcomer has. Who has to go, or null.
    /// </summary>
    public T? Add(string domain, T item, int limit)
    {
        T? pushed = null;
        if (Count >= limit)
        {
            var (longest, line) = _lines.MaxBy(pair => pair.Value.Count);
            int own = _lines.TryGetValue(domain, out var mine) ? mine.Count : 0;
            if (line is null || line.Count <= own + 1)
                return item;
            pushed = line.Last!.Value;
            Remove(longest, pushed);
        }
        LineOf(domain).AddLast(item);
        Count++;
        return pushed;
    }

    /// <summary>Gives back its place at the head of its line to one that was taken.</summary>
    public void PutBack(string domain, T item)
    {
        LineOf(domain).AddFirst(item);
        Count++;
    }

    /// <summary>Takes the next one that fits, or null.</summary>
    public T? Take(Func<T, bool> fits)
    {
        for (var turn = _turns.First; turn is not null; turn = turn.Next)
        {
            for (var node = _lines[turn.Value].First; node is not null; node = node.Next)
            {
                if (!fits(node.Value))
                    continue;
                _turns.Remove(turn);
                _turns.AddLast(turn);
                Remove(turn.Value, node);
                return node.Value;
            }
        }
        return null;
    }

    /// <summary>Whether one who fits waits.</summary>
    public bool Has(Func<T, bool> fits) => _lines.Values.Any(line => line.Any(fits));

    /// <summary>Takes somebody out of a line; false when it was not there.</summary>
    public bool Remove(string domain, T item)
    {
        if (!_lines.TryGetValue(domain, out var line) || line.Find(item) is not { } node)
            return false;
        Remove(domain, node);
        return true;
    }

    private LinkedList<T> LineOf(string domain)
    {
        if (_lines.TryGetValue(domain, out var line))
            return line;
        _turns.AddLast(domain);
        return _lines[domain] = [];
    }

    private void Remove(string domain, LinkedListNode<T> node)
    {
        var line = node.List!;
        line.Remove(node);
        Count--;
        if (line.Count > 0)
            return;
        _lines.Remove(domain);
        _turns.Remove(domain);
    }
}
