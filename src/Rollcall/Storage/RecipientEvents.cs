using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>The table recipient_event. Writes belong into the transaction of what they tell.</summary>
internal static class RecipientEvents
{
    /// <summary>Most events of an address; the oldest go first.</summary>
    public const int PerAddress = 20;

    private const int MaxTranscript = 2048;

    /// <summary>Adds an event.</summary>
    public static void Add(DbConnection connection, RecipientKey key, RecipientEvent what)
    {
        connection.Execute(
            "insert into recipient_event (domain, local, at, kind, verdict, evidence) values (@Domain, @Local, @At, @Kind, @Verdict, @Evidence)",
            new { key.Domain, key.Local, what.At, what.Kind, Verdict = what.Verdict.Word(), what.Evidence });
        connection.Execute(
            """
            delete from recipient_event where domain = @Domain and local = @Local and id <=
              (select id from recipient_event where domain = @Domain and local = @Local order by id desc limit 1 offset @PerAddress)
            """,
            new { key.Domain, key.Local, PerAddress });
    }

    /// <summary>Puts other evidence to the last event that an answer of the destination made.</summary>
    public static void ReplaceEvidence(DbConnection connection, RecipientKey key, string evidence) => connection.Execute(
        """
        update recipient_event set evidence = @evidence where id =
          (select id from recipient_event where domain = @Domain and local = @Local and kind in ('learned', 'changed') order by id desc limit 1)
        """,
        new { key.Domain, key.Local, evidence });

    /// <summary>The events of an address, newest first.</summary>
    public static IReadOnlyList<RecipientEvent> Of(DbConnection connection, RecipientKey key) =>
        [.. connection.Query<(long At, string Kind, string Verdict, string Evidence)>(
            "select at, kind, verdict, evidence from recipient_event where domain = @Domain and local = @Local order by id desc limit @PerAddress",
            new { key.Domain, key.Local, PerAddress })
            .Select(row => new RecipientEvent(row.At, row.Kind, RecipientRow.ToVerdict(row.Verdict), row.Evidence))];

    /// <summary>The server's words as one line; empty without evidence.</summary>
    public static string Words(Evidence? evidence) => evidence is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{evidence.Code} {evidence.EnhancedCode} {evidence.Text}").Replace("  ", " ", StringComparison.Ordinal).Trim();

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
