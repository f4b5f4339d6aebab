using System.Data.Common;
using System.Text;
using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>Pages of the table recipient.</summary>
internal static class RecipientReads
{
    /// <summary>A page of a list, in the order of the octets of the local parts.</summary>
    public static IReadOnlyList<RecipientEntry> Page(DbConnection connection, RecipientQuery query)
    {
        string? end = EndOfPrefix(query.Search);
        string sql = $"""
            select {RecipientRow.Columns} from recipient where domain = @Domain and {Condition(query.State)}
            {(query.Search.Length > 0 ? "and local >= @Search" : "")} {(end is not null ? "and local < @end" : "")}
            {(query.After is not null ? "and local > @After" : "")} order by local limit @Limit
            """;
        using var row = (DbDataReader)connection.ExecuteReader(sql, new
        {
            query.Domain,
            query.Search,
            end,
            query.After,
            query.Limit,
            query.Cutoffs.Valid,
            query.Cutoffs.Invalid,
            query.Cutoffs.Stale,
        });
        var page = new List<RecipientEntry>();
        while (row.Read())
            page.Add(RecipientRow.Read(row));
        return page;
    }

    /// <summary>Whether a valid recipient was pinned or imported: what was imported has no evidence.</summary>
    public static object HasList(DbConnection connection, string domain) => connection.QueryFirstOrDefault<string>(
        "select local from recipient where domain = @domain and (pin = 'valid' or pin is null and verdict = 'valid' and stage is null) limit 1",
        new { domain }) is not null;

    /// <summary>The rows in a state by the parameters @Valid, @Invalid and @Stale, as <see cref="VerdictLife.StateOf"/> sees them; without one those that are not dead.</summary>
    public static string Condition(RecipientState? state) => state switch
    {
        RecipientState.Valid => "(pin = 'valid' or pin is null and verdict = 'valid' and verified_at > @Valid)",
        RecipientState.Invalid => "(pin = 'invalid' or pin is null and verdict = 'invalid' and verified_at > @Invalid)",
        RecipientState.Stale => "(pin is null and verdict = 'valid' and verified_at <= @Valid and verified_at > @Stale)",
        _ => "(pin is not null or verdict = 'valid' and (verified_at > @Valid or verified_at > @Stale) or verdict = 'invalid' and verified_at > @Invalid)",
    };

    /// <summary>The least text behind all that begin with <paramref name="prefix"/>, in the order of octets; null when nothing is behind them.</summary>
    public static string? EndOfPrefix(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0 && runes[^1].Value == 0x10FFFF)
            runes.RemoveAt(runes.Count - 1);
        if (runes.Count == 0)
            return null;
        int last = runes[^1].Value;
        runes[^1] = new Rune(last == 0xD7FF ? 0xE000 : last + 1); // surrogates are no characters
        var end = new StringBuilder();
        foreach (var rune in runes)
            end.Append(rune.ToString());
        return end.ToString();
    }
}
