using System.Data.Common;
using System.Text;
using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>The table recipient_event, and the texts of evidence.</summary>
internal static class RecipientEvents
{
    /// <summary>Most events of an address; the oldest go first.</summary>
    public const int PerAddress = 20;

    private const int MaxTranscript = 2048;

    /// <summary>The events of an address, newest first.</summary>
    public static IReadOnlyList<RecipientEvent> Of(DbConnection connection, RecipientKey key) =>
        [.. connection.Query<(long At, string Kind, string Verdict, string Evidence)>(
            "select at, kind, verdict, evidence from recipient_event where domain = @Domain and local = @Local order by id desc limit @PerAddress",
            new { key.Domain, key.Local, PerAddress })
            .Select(row => new RecipientEvent(row.At, row.Kind, RecipientRow.ToVerdict(row.Verdict), row.Evidence))];

    /// <summary>The lines of a question, cut to 2 KiB of UTF-8 between characters.</summary>
    public static string Cut(string transcript)
    {
        if (Encoding.UTF8.GetByteCount(transcript) <= MaxTranscript)
            return transcript;
        int octets = 0;
        int length = 0;
        foreach (var rune in transcript.EnumerateRunes())
        {
            octets += rune.Utf8SequenceLength;
            if (octets > MaxTranscript)
                break;
            length += rune.Utf16SequenceLength;
        }
        return transcript[..length];
    }
}
