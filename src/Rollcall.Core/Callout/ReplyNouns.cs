namespace Rollcall.Core.Callout;

/// <summary>The things a reply speaks of, in the order of their ends.</summary>
internal static class ReplyNouns
{
    // Folded: of, and its like in the languages that need a word for it.
    private static readonly HashSet<string> Genitives = new(StringComparer.Ordinal)
    { "of", "des", "der", "von", "de", "du", "del", "della", "dell", "do", "da", "dos", "van" };

    private const int LongestEnding = 4;

    private static readonly HashSet<string> Articles = new(StringComparer.Ordinal)
    { "the", "this", "your", "its", "la", "le", "l", "el", "los", "il", "o", "a", "este", "ce", "cet", "questo", "de", "het", "dem", "diesem", "dit" };

    // "sender address" is no address of ours, and "on this server" speaks of no server: the longer phrase takes the shorter away.
    internal static List<PhraseHit> Of(List<PhraseHit> hits, string text)
    {
        var all = hits.FindAll(h => h.Telling is Telling.Box or Telling.Other or Telling.Suspect or Telling.Place);
        var nouns = new List<PhraseHit>(all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            // Hits come in the order of their ends, and phrases are short: what covers this one is near.
            bool covered = false;
            for (int j = Math.Max(0, i - 8); j < Math.Min(all.Count, i + 12) && !covered; j++)
                covered = all[j].Covers(all[i]);
            if (!covered && all[i].Telling != Telling.Place)
                nouns.Add(all[i]);
        }
        return WithoutOwned(nouns, text);
    }

    // "the domain of the recipient" speaks of a domain, "the mailbox of the sender" of a sender.
    private static List<PhraseHit> WithoutOwned(List<PhraseHit> nouns, string text)
    {
        var kept = new List<PhraseHit>(nouns.Count);
        for (int i = 0; i < nouns.Count; i++)
        {
            bool isOwned = i > 0 && nouns[i - 1].Telling != Telling.Box
                && (IsGenitive(text, nouns[i - 1].End, nouns[i].Start) || IsCompound(text, nouns[i - 1], nouns[i]));
            bool isSenders = i + 1 < nouns.Count && nouns[i + 1].Telling == Telling.Suspect && IsGenitive(text, nouns[i].End, nouns[i + 1].Start);
            if (nouns[i].Telling != Telling.Box || !(isOwned || isSenders))
                kept.Add(nouns[i]);
        }
        return kept;
    }

    // "avsenderens adresse", "sender account": nothing but an ending stands between the sender and what is his.
    private static bool IsCompound(string text, PhraseHit owner, PhraseHit owned) =>
        owner.Telling == Telling.Suspect && owned.Start - owner.End <= LongestEnding
        && (owned.Start <= owner.End || !text.AsSpan(owner.End, owned.Start - owner.End).Contains(' '));

    private static bool IsGenitive(string text, int from, int to)
    {
        if (to <= from || to - from > 24)
            return false;
        string[] between = text[from..to].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // What ends the word before is no word of its own.
        int first = text[from] == ' ' || text[from - 1] == ' ' ? 0 : 1;
        return between.Length > first && Genitives.Contains(between[first]) && between.Skip(first + 1).All(Articles.Contains);
    }
}
