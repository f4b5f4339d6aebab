namespace Rollcall.Core.Callout;

/// <summary>What a found phrase stands for.</summary>
internal enum Telling
{
    // A word for the recipient: mailbox, user, account.
    Box,

    // A word for something else that can be unknown or wrong: domain, server.
    Other,

    // As Other, and a sign that the reply is about us or the sender.
    Suspect,

    // "on this server": says where, not what.
    Place,

    // "does not exist": says something of the noun before it.
    Clause,

    // As Clause, but also said of blocked mail: "unavailable", "rejected".
    WeakClause,

    // "unknown": says something of the noun beside it, on either side.
    Adjective,

    // As Adjective, but also said of bad syntax: "invalid".
    InvalidAdjective,

    // "no such": says something of the noun after it.
    Lead,

    // "no": as Lead, but only right before its noun.
    None,

    // A whole mailbox phrase.
    Gone,

    // Takes the phrases inside away: words that are known to stand beside an unknown user.
    Harmless,

    // A whole mailbox phrase that needs a code beside it.
    WeakGone,

    Policy,
    AccessDenied,
    AccessDeniedRecipient,
    Sender,
    Rate,
    Full,
}

/// <summary>The phrases of one language, as people write them; an end mark "|" asks for the end of the word, without it any ending will do.</summary>
internal sealed record PhraseTable
{
    internal IReadOnlyList<string> Box { get; init; } = [];
    internal IReadOnlyList<string> Other { get; init; } = [];
    internal IReadOnlyList<string> Suspect { get; init; } = [];
    internal IReadOnlyList<string> Place { get; init; } = [];
    internal IReadOnlyList<string> Clause { get; init; } = [];
    internal IReadOnlyList<string> WeakClause { get; init; } = [];
    internal IReadOnlyList<string> Adjective { get; init; } = [];
    internal IReadOnlyList<string> InvalidAdjective { get; init; } = [];
    internal IReadOnlyList<string> Lead { get; init; } = [];
    internal IReadOnlyList<string> None { get; init; } = [];
    internal IReadOnlyList<string> Gone { get; init; } = [];
    internal IReadOnlyList<string> Harmless { get; init; } = [];
    internal IReadOnlyList<string> WeakGone { get; init; } = [];
    internal IReadOnlyList<string> Policy { get; init; } = [];
    internal IReadOnlyList<string> AccessDenied { get; init; } = [];
    internal IReadOnlyList<string> AccessDeniedRecipient { get; init; } = [];
    internal IReadOnlyList<string> Sender { get; init; } = [];
    internal IReadOnlyList<string> Rate { get; init; } = [];
    internal IReadOnlyList<string> Full { get; init; } = [];

    internal IEnumerable<(string Phrase, Telling Telling)> Spellings()
    {
        foreach (var (phrases, telling) in Lists())
            foreach (string phrase in phrases)
                foreach (string spelling in SpellingsOf(phrase))
                    yield return (spelling, telling);
    }

    private IEnumerable<(IReadOnlyList<string> Phrases, Telling Telling)> Lists() =>
    [
        (Box, Telling.Box), (Other, Telling.Other), (Suspect, Telling.Suspect), (Place, Telling.Place),
        (Clause, Telling.Clause), (WeakClause, Telling.WeakClause), (Adjective, Telling.Adjective),
        (InvalidAdjective, Telling.InvalidAdjective), (Lead, Telling.Lead), (None, Telling.None), (Gone, Telling.Gone), (WeakGone, Telling.WeakGone), (Harmless, Telling.Harmless),
        (Policy, Telling.Policy), (AccessDenied, Telling.AccessDenied), (AccessDeniedRecipient, Telling.AccessDeniedRecipient),
        (Sender, Telling.Sender), (Rate, Telling.Rate), (Full, Telling.Full),
    ];

    // Servers send a phrase with its diacritics, without them, with ae for a umlaut, or with each lost letter as a question mark.
    private static IEnumerable<string> SpellingsOf(string phrase)
    {
        yield return Anchored(phrase);
        string umlauts = phrase.Replace("ä", "ae", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal)
            .Replace("ü", "ue", StringComparison.Ordinal);
        if (umlauts != phrase)
            yield return Anchored(umlauts);
        int foreign = phrase.Count(c => c > '\x7f');
        if (foreign > 0 && foreign * 4 <= phrase.Length)
            yield return Anchored(string.Concat(phrase.Select(c => c > '\x7f' ? '?' : c)));
    }

    private static string Anchored(string phrase)
    {
        bool whole = phrase.EndsWith('|');
        string folded = PhraseFold.Fold(phrase).Trim();
        // Japanese and Chinese have no spaces between words.
        string head = folded[0] < '\u2e80' ? " " : "";
        return head + folded + (whole ? " " : "");
    }
}
