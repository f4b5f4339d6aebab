using System.Data.Common;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Storage;

/// <summary>From a row of the table recipient to an entry, and the words in which verdicts and stages are stored.</summary>
internal static class RecipientRow
{
    /// <summary>The columns that <see cref="Read"/> expects, in its order.</summary>
    public const string Columns =
        "domain, local, verdict, verified_at, stage, code, enhanced_code, text, host, pin, pin_by, first_seen, last_mail, mails";

    private static readonly Dictionary<string, CalloutStage> _stages = Enum.GetValues<CalloutStage>().ToDictionary(stage => stage.Word());

    /// <summary>The entry of the row under <paramref name="row"/>.</summary>
    public static RecipientEntry Read(DbDataReader row) => new(new RecipientKey(row.GetString(0), row.GetString(1)))
    {
        Verdict = ToVerdict(row.GetString(2)),
        VerifiedAt = row.GetInt64(3),
        Evidence = ReadEvidence(row),
        Pin = row.IsDBNull(9) ? null : ToVerdict(row.GetString(9)),
        PinBy = TextOrNull(row, 10),
        FirstSeen = row.GetInt64(11),
        LastMail = row.GetInt64(12),
        Mails = row.GetInt64(13),
    };

    /// <summary>The kept numbers of the row under <paramref name="row"/>: domain, valid, invalid, pinned.</summary>
    public static KeyValuePair<string, DomainCounts> ReadCounts(DbDataReader row) =>
        KeyValuePair.Create(row.GetString(0), new DomainCounts(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    /// <summary>The verdict of a stored word; doubt for any other.</summary>
    public static Verdict ToVerdict(string word) => word switch
    {
        "valid" => Verdict.Valid,
        "invalid" => Verdict.Invalid,
        _ => Verdict.Unverifiable,
    };

    private static Evidence? ReadEvidence(DbDataReader row)
    {
        if (TextOrNull(row, 4) is not { } word || !_stages.TryGetValue(word, out var stage))
            return null;
        int? code = row.IsDBNull(5) ? null : (int)row.GetInt64(5);
        EnhancedStatusCode? enhanced = TextOrNull(row, 6) is { } text && EnhancedStatusCode.TryParse(text, out var parsed, out _) ? parsed : null;
        return new Evidence(stage, code, enhanced, TextOrNull(row, 7) ?? "", TextOrNull(row, 8));
    }

    private static string? TextOrNull(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
