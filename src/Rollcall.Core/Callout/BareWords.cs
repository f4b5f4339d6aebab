using System.Collections.Frozen;

namespace Rollcall.Core.Callout;

/// <summary>The words of replies that give no reason.</summary>
internal static class BareWords
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = FrozenSet.ToFrozenSet(
    [
        "", ".", ",", "a", "an", "the", "this", "that", "is", "was", "are", "be", "has", "have", "been", "to", "for", "of", "by", "at", "here", "and",
        "we", "our", "it", "not", "no", "cannot", "could", "will", "do", "does", "did", "sorry", "error", "ok", "rcpt", "recipient",
        "recipients", "address", "addressee", "user", "mailbox", "local", "mail", "email", "message", "delivery", "delivered", "deliver", "request", "requested",
        "action", "taken", "command", "transaction", "rejected", "reject", "rejecting", "refused", "refuse", "declined", "denied", "failed", "failure",
        "fail", "fails", "aborted", "permanent", "permanently", "fatal", "accept", "accepted", "acceptable", "unacceptable",
        "name", "destination", "problem", "other", "unable", "your", "said", "smtp", "mx",
        "abgelehnt", "abgewiesen", "verweigert", "empfanger", "refusee", "rejete", "destinataire", "rechazado", "rechazada", "destinatario",
        "rifiutato", "respinto", "recusado", "rejeitado", "geweigerd", "geadresseerde", "odrzucono", "odrzucony", "otkazano", "отказано", "отклонено",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    internal static bool SayNothing(string folded)
    {
        var text = folded.AsSpan();
        foreach (var range in text.Split(' '))
            if (!Words.Contains(text[range]))
                return false;
        return true;
    }
}
