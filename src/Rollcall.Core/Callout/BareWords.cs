using System.Collections.Frozen;

namespace Rollcall.Core.Callout;

/// <summary>The words of replies that give no reason.</summary>
internal static class BareWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = FrozenSet.ToFrozenSet(
    [
        "", ".", ",", "a", "an", "the", "this", "that", "is", "was", "are", "be", "has", "have", "been", "to", "for", "of", "by", "at",
        "here", "and",
        "we", "our", "it", "not", "no", "cannot", "could", "will", "do", "does", "did", "sorry", "error", "ok", "rcpt", "recipient",
        "recipients", "address", "addressee", "user", "mailbox", "local", "mail", "email", "message", "delivery", "delivered", "deliver",
        "request", "requested",
        "action", "taken", "command", "transaction", "rejected", "reject", "rejecting", "refused", "refuse", "declined", "denied",
        "failed", "failure",
        "fail", "fails", "aborted", "permanent", "permanently", "fatal", "accept", "accepted", "acceptable", "unacceptable",
        "name", "destination", "problem", "other", "unable", "your", "said", "smtp", "mx",
        "abgelehnt", "abgewiesen", "verweigert", "empfanger", "refusee", "rejete", "destinataire", "rechazado", "rechazada", "destinatario",
        "rifiutato", "respinto", "recusado", "rejeitado", "geweigerd", "geadresseerde", "odrzucono", "odrzucony", "otkazano", "adresse",
        "direccion", "endereco", "indirizzo", "adres", "adresat", "odbiorca", "адрес", "получатель", "отказано", "отклонено",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    // Beside a code that says it they take nothing away; alone they may be said of a host.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> WordsBesideCode = FrozenSet.ToFrozenSet(
    [
        "unknown", "invalid", "bad", "found", "known", "exist", "exists", "gsmtp", "esmtp", "sid", "id", "ref", "code", "status",
        "unavailable", "available", "accessible", "inaccessible", "aborted", "account", "because", "dd", "or", "explanation", "visit",
        "please", "see", "more", "information", "go",
        "details", "check", "postfach", "nicht", "verfugbar", "verfuegbar", "erreichbar", "boite", "aux", "lettres", "indisponible",
        "casella", "di", "posta", "non", "disponibile",
        "utente", "buzon", "casilla", "cuenta", "disponible", "caixa", "postal", "de", "correio", "conta", "indisponivel", "postvak",
        "niet", "beschikbaar", "skrzynka", "konto", "jest",
        "niedostepna", "niedostepne", "niedostepny", "почтовыи", "ящик", "недоступен", PhraseFold.Fold("メールボックスが利用できません").Trim(), PhraseFold.Fold("メールボックスは利用できません").Trim(), ReplyText.HostName.Trim(),
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether the words give no reason at all.</summary>
    internal static bool SayNothing(string folded) => All(folded, static word => Words.Contains(word));

    /// <summary>Whether the words leave the reason to the code.</summary>
    internal static bool LeaveItToCode(string folded) => All(folded, static word => Words.Contains(word) || WordsBesideCode.Contains(word));

    private static bool All(string folded, Func<ReadOnlySpan<char>, bool> isKnown)
    {
        var text = folded.AsSpan();
        foreach (var range in text.Split(' '))
            // A number, or a name with a number in it, is the mark of a session or a rule.
            if (!isKnown(text[range]) && !text[range].ContainsAnyInRange('0', '9'))
                return false;
        return true;
    }
}
