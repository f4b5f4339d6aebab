using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Api;

/// <summary>A list as CSV (RFC 4180), page by page, however long it is.</summary>
internal sealed class RecipientCsv(RecipientDirectory directory, ProtectedDomain domain, RecipientQuery query) : IResult
{
    private static readonly string[] _header =
        ["address", "verdict", "pin", "verified_at", "expires_at", "first_seen", "last_mail", "code", "enhanced_code", "text"];

    private static readonly CsvConfiguration _rfc4180 = new(CultureInfo.InvariantCulture) { NewLine = "\r\n" };

    /// <summary>The first page, which was read before the answer began.</summary>
    public required IReadOnlyList<RecipientEntry> First { get; init; }

    /// <summary>Whether all pages follow, or the first one is all that was asked for.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Writes the answer. When the store stops answering, the connection is cut: a list that ends early would look whole.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8; header=present";
        var text = new StreamWriter(httpContext.Response.Body, new UTF8Encoding(false));
        await using var held = text.ConfigureAwait(false);
        var csv = new CsvWriter(text, _rfc4180, leaveOpen: true);
        await using var written = csv.ConfigureAwait(false);
        foreach (var name in _header)
            csv.WriteField(name);
        await csv.NextRecordAsync().ConfigureAwait(false);
        var page = First;
        while (true)
        {
            foreach (var entry in page)
                await WriteAsync(csv, RecipientJson.Of(entry, domain, directory.Now)).ConfigureAwait(false);
            await csv.FlushAsync().ConfigureAwait(false);
            await text.FlushAsync().ConfigureAwait(false);
            if (!IsWhole || page.Count < query.Limit)
                return;
            if (await directory.ListAsync(query with { After = page[^1].Key.Local }).ConfigureAwait(false) is not { } next)
            {
                httpContext.Abort();
                return;
            }
            page = next;
        }
    }

    private static Task WriteAsync(CsvWriter csv, RecipientJson item)
    {
        foreach (var field in new[]
        {
            item.Address, item.Verdict, item.Pin, item.VerifiedAt, item.ExpiresAt, item.FirstSeen, item.LastMail,
            item.Code?.ToString(CultureInfo.InvariantCulture), item.EnhancedCode, item.Text,
        })
        {
            csv.WriteField(field);
        }
        return csv.NextRecordAsync(); // Kestrel takes nothing that is written synchronously
    }
}
