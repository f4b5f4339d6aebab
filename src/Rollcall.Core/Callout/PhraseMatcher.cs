using System.Collections.Frozen;

namespace Rollcall.Core.Callout;

/// <summary>A phrase found in a text, from <paramref name="Start"/> up to, not including, <paramref name="End"/>.</summary>
internal readonly record struct PhraseHit(int Start, int End, Telling Telling)
{
    // The space that ends an anchored phrase is no part of it.
    internal bool Covers(PhraseHit other) => Start <= other.Start && End + 1 >= other.End && End - Start > other.End - other.Start;
}

/// <summary>Finds all of many phrases in one pass over a text, whatever the text (Aho and Corasick): a hostile reply costs no more than its length.</summary>
internal sealed class PhraseMatcher
{
    private readonly FrozenDictionary<long, int> _next;
    private readonly int[] _fallback;
    // The nearest state, along the fallbacks and this one included, where a phrase ends; 0 for none.
    private readonly int[] _ending;
    private readonly (int Length, Telling Telling)[][] _found;

    internal PhraseMatcher(IEnumerable<(string Phrase, Telling Telling)> phrases)
    {
        var next = new Dictionary<long, int>();
        var children = new List<List<(char Char, int State)>> { new() };
        var found = new List<List<(int, Telling)>> { new() };
        foreach (var (phrase, telling) in phrases.Distinct())
        {
            int state = 0;
            foreach (char c in phrase)
            {
                if (!next.TryGetValue(Key(state, c), out int child))
                {
                    child = children.Count;
                    next.Add(Key(state, c), child);
                    children[state].Add((c, child));
                    children.Add([]);
                    found.Add([]);
                }
                state = child;
            }
            found[state].Add((phrase.Length, telling));
        }
        _next = next.ToFrozenDictionary();
        _found = [.. found.Select(f => f.ToArray())];
        _fallback = new int[children.Count];
        _ending = new int[children.Count];
        Link(children);
    }

    internal List<PhraseHit> Find(string text)
    {
        var hits = new List<PhraseHit>();
        int state = 0;
        for (int i = 0; i < text.Length; i++)
        {
            state = Step(state, text[i]);
            for (int end = _ending[state]; end != 0; end = _ending[_fallback[end]])
                foreach (var (length, telling) in _found[end])
                    hits.Add(new PhraseHit(i + 1 - length, i + 1, telling));
        }
        return hits;
    }

    // Breadth first: a fallback is always shorter, and so linked already.
    private void Link(List<List<(char Char, int State)>> children)
    {
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out int state))
            foreach (var (c, child) in children[state])
            {
                _fallback[child] = state == 0 ? 0 : Step(_fallback[state], c);
                _ending[child] = _found[child].Length > 0 ? child : _ending[_fallback[child]];
                queue.Enqueue(child);
            }
    }

    private int Step(int state, char c)
    {
        int child;
        while (!_next.TryGetValue(Key(state, c), out child))
        {
            if (state == 0)
                return 0;
            state = _fallback[state];
        }
        return child;
    }

    private static long Key(int state, char c) => ((long)state << 16) | c;
}
