namespace Rollcall.Core.Callout;

/// <summary>For whom something is not there: "disabled for mails over 10 MB" and "does not exist for you" speak of a mailbox that is there for others.</summary>
internal static class ReplyScope
{
    // What may follow "for" or "to" without a limit: a reason, a place, or the recipient again. All else is doubt.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Whole = new HashSet<string>(StringComparer.Ordinal)
    {
        "", ".", ",", "inactivity", "being", "lack", "non", "nonpayment", "nonuse", "no", "not", "long", "more", "over", "abuse", "violation", "violating", "breach",
        "this", "the", "that", "our", "my", "any", "all", "a", "an", "local", "domain", "user", "mailbox", "address", "recipient", "account", "delivery", "me", "us",
        "server", "host", "system", "rcpt", "be", "exist", "have", "reason", "reasons", "good", "ever", "anyone", "anybody", "nobody", "someone", "another", "years", "months", "days", ReplyText.HostName.Trim(),
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    // Until, outside, without: what holds on a condition is there otherwise.
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Conditions = new HashSet<string>(StringComparer.Ordinal)
    {
        "until", "till", "unless", "before", "while", "when", "whenever", "outside", "during", "without", "except", "jusqu", "tant", "hors", "sans", "hasta", "salvo", "fuera",
        "sin", "fino", "senza", "fuori", "ate", "sem", "fora", "bis", "solange", "ausserhalb", "ohne", "ausser", "tot", "zolang", "zonder", "buiten", "dopoki", "poza", "bez",
        "пока", "вне", "без", "кроме",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    internal static bool IsLimited(PhraseHit hit, string text)
    {
        if (hit.Telling is not (Telling.Gone or Telling.Clause or Telling.Adjective or Telling.WeakGone or Telling.WeakClause))
            return false;
        // The hit may end inside its word.
        var rest = text.AsSpan(hit.End - 1);
        int space = rest.IndexOf(' ');
        if (space < 0)
            return false;
        rest = rest[space..].TrimStart(' ');
        var word = FirstOf(rest);
        if (word is not ("for" or "to"))
            return Conditions.Contains(word);
        word = FirstOf(rest[word.Length..].TrimStart(' '));
        return !Whole.Contains(word) && !word.ContainsAnyInRange('0', '9');
    }

    private static ReadOnlySpan<char> FirstOf(ReadOnlySpan<char> text)
    {
        int end = text.IndexOf(' ');
        return end < 0 ? text : text[..end];
    }
}
