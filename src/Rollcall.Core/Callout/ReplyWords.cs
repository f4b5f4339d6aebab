namespace Rollcall.Core.Callout;

/// <summary>How clearly words say that the mailbox is not there.</summary>
internal enum GoneWords
{
    None,

    // "mailbox unavailable", "recipient rejected": said of unknown users, and of others.
    Weak,

    // "invalid recipient": said of unknown users and of bad syntax.
    Invalid,

    // "no such user".
    Clear,
}

/// <summary>What the words of a reply speak of.</summary>
internal readonly record struct ReplyWords(
    GoneWords Gone, bool Policy, bool AccessDenied, bool AccessDeniedRecipient, bool Sender, bool Rate, bool Full, bool NamesSender)
{
    // A clause may stand behind a relative one ("the account that you tried to reach does not exist"), an adjective stands close.
    private const int ClauseReach = 9;
    private const int AdjectiveReach = 3;
    private const int LeadReach = 2;

    // Japanese and Chinese have no spaces to count.
    private const int ReachInCharacters = 120;
    private const int LongestEnding = 14;

    private static readonly HashSet<string> Prepositions = new(StringComparer.Ordinal)
    { "to", "for", "by", "from", "of", "with", "in", "at", "on", "within" };

    private static readonly HashSet<string> ClauseEnds = new(StringComparer.Ordinal) { "", ".", ",", "here", "or", "and", "please", "user" };

    private static readonly PhraseMatcher Phrases = new(PhraseTables.All.SelectMany(t => t.Spellings()));

    internal static ReplyWords Of(string text)
    {
        var hits = WithoutHarmless(Phrases.Find(text));
        bool Has(Telling telling) => hits.Exists(h => h.Telling == telling);
        var nouns = ReplyNouns.Of(hits, text);
        var gone = GoneWords.None;
        foreach (var hit in hits)
        {
            var said = Said(hit, nouns, text);
            if (said > gone)
                gone = said;
        }
        return new ReplyWords(
            gone, Has(Telling.Policy), IsAccessDenied(hits), Has(Telling.AccessDeniedRecipient), Has(Telling.Sender), Has(Telling.Rate),
            Has(Telling.Full), text.Contains(" nullpath ", StringComparison.Ordinal));
    }

    // Denied to us, beyond what is said of the recipient.
    private static bool IsAccessDenied(List<PhraseHit> hits) =>
        hits.Count(h => h.Telling == Telling.AccessDenied) > hits.Count(h => h.Telling == Telling.AccessDeniedRecipient);

    private static List<PhraseHit> WithoutHarmless(List<PhraseHit> hits)
    {
        var harmless = hits.FindAll(h => h.Telling == Telling.Harmless);
        return harmless.Count == 0 ? hits : hits.FindAll(h => !harmless.Exists(x => x.Covers(h)));
    }

    private static GoneWords Said(PhraseHit hit, List<PhraseHit> nouns, string text) => ReplyScope.IsLimited(hit, text) ? GoneWords.None : hit.Telling switch
    {
        Telling.Gone => GoneWords.Clear,
        Telling.WeakGone => GoneWords.Weak,
        Telling.Clause => Before(hit, nouns, text, ClauseReach) ? GoneWords.Clear : GoneWords.None,
        Telling.WeakClause => Before(hit, nouns, text, AdjectiveReach) ? GoneWords.Weak : GoneWords.None,
        Telling.Adjective => Beside(hit, nouns, text) ? GoneWords.Clear : GoneWords.None,
        Telling.InvalidAdjective => Beside(hit, nouns, text) ? GoneWords.Invalid : GoneWords.None,
        Telling.Lead => Follows(hit, nouns, text, LeadReach) ? GoneWords.Clear : GoneWords.None,
        Telling.None => Follows(hit, nouns, text, 0) ? GoneWords.Clear : GoneWords.None,
        _ => GoneWords.None,
    };

    private static bool Beside(PhraseHit hit, List<PhraseHit> nouns, string text) => After(hit, nouns, text, 0) switch
    {
        Telling.Box => true,
        // "user from unknown host": the adjective has its noun.
        Telling.Other or Telling.Suspect => false,
        _ => (Before(hit, nouns, text, AdjectiveReach) && !HasOwnNoun(hit, nouns, text))
            || (After(hit, nouns, text, 1) is Telling.Box && !IsFollowedBy(hit, text, Prepositions)),
    };

    // "recipient: unknown difficulty": behind a pause an adjective must end its clause to speak of what was before.
    private static bool HasOwnNoun(PhraseHit hit, List<PhraseHit> nouns, string text)
    {
        int from = nouns[LastEndingBy(nouns, hit.Start + 1)].End;
        bool paused = from < hit.Start && text.AsSpan(from, hit.Start + 1 - from).Contains(" , ", StringComparison.Ordinal);
        return paused && !IsFollowedBy(hit, text, Prepositions) && !IsFollowedBy(hit, text, ClauseEnds);
    }

    private static bool IsFollowedBy(PhraseHit hit, string text, HashSet<string> words)
    {
        var rest = text.AsSpan(hit.End - 1);
        int space = rest.IndexOf(' ');
        rest = space < 0 ? default : rest[space..].TrimStart(' ');
        int end = rest.IndexOf(' ');
        return words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(end < 0 ? rest : rest[..end]);
    }

    // "the sender has no mailbox": the one without is another.
    private static bool Follows(PhraseHit hit, List<PhraseHit> nouns, string text, int reach)
    {
        int at = LastEndingBy(nouns, hit.Start + 1);
        bool ofAnother = at >= 0 && nouns[at].Telling == Telling.Suspect && Gap(text, nouns[at].End, hit.Start) <= 1;
        return !ofAnother && After(hit, nouns, text, reach) is Telling.Box;
    }

    private static bool Before(PhraseHit hit, List<PhraseHit> nouns, string text, int reach)
    {
        int at = LastEndingBy(nouns, hit.Start + 1);
        return at >= 0 && nouns[at].Telling == Telling.Box && Gap(text, nouns[at].End, hit.Start) <= reach;
    }

    private static Telling? After(PhraseHit hit, List<PhraseHit> nouns, string text, int reach)
    {
        for (int i = LastEndingBy(nouns, hit.End) + 1; i < nouns.Count; i++)
            if (nouns[i].Start >= hit.End - 1)
                return Gap(text, hit.End, nouns[i].Start) <= reach ? nouns[i].Telling : null;
        return null;
    }

    // Nouns are in the order of their ends.
    private static int LastEndingBy(List<PhraseHit> nouns, int end)
    {
        int low = 0;
        int high = nouns.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (nouns[middle].End <= end)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    // Words between two phrases, a pause counting as one; without end when a sentence ends there.
    private static int Gap(string text, int from, int to)
    {
        if (to <= from)
            return 0;
        if (to - from > ReachInCharacters)
            return int.MaxValue;
        var between = text.AsSpan(from, to - from);
        int rest = between.IndexOf(' ');
        if (rest < 0)
            return between.Length <= LongestEnding ? 0 : int.MaxValue;
        between = between[rest..];
        int words = 0;
        foreach (var range in between.Split(' '))
        {
            var word = between[range];
            if (word is ".")
                return int.MaxValue;
            if (!word.IsEmpty)
                words++;
        }
        return words;
    }
}
