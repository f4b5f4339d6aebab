using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Rollcall.Api;

/// <summary>A row of an import.</summary>
/// <param name="Place">Where it stands, as in "line 3"; for JSON "item 3".</param>
/// <param name="Line">The line, or null for JSON.</param>
/// <param name="Address">What stands there as the address.</param>
/// <param name="Verdict">What stands there as the verdict.</param>
internal readonly record struct ImportRow(string Place, int? Line, string Address, string Verdict);

/// <summary>The file of an import is not what it must be; the message names the line. Nothing behind it can be read.</summary>
internal sealed class ImportFormatException(string message, int? line, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The line, from 1, or null.</summary>
    public int? Line => line;
}

/// <summary>Reads the rows of an import one after the other; columns and members other than address and verdict are not looked at.</summary>
internal static class ImportRows
{
    private const int MaxField = 64 * 1024; // a quote that is never closed would make the rest of the file one field
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true); // a mark at the begin is skipped
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { DefaultBufferSize = 16 * 1024 };

    /// <summary>CSV (RFC 4180) with a header. Throws <see cref="ImportFormatException"/>.</summary>
    public static async IAsyncEnumerable<ImportRow> CsvAsync(Stream stream)
    {
        using var text = new StreamReader(stream, _utf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = MaxField,
            BadDataFound = bad => throw new ImportFormatException($"line {bad.Context.Parser!.RawRow}: has a quote where none may be", bad.Context.Parser.RawRow),
        });
        if (!await ReadAsync(csv, 1).ConfigureAwait(false))
            throw new ImportFormatException("line 1: is no header; the first line names the columns, at least address,verdict", 1);
        int address = ColumnOf(csv, "address");
        int verdict = ColumnOf(csv, "verdict");
        while (await ReadAsync(csv, csv.Parser.RawRow + 1).ConfigureAwait(false))
            yield return new ImportRow($"line {csv.Parser.RawRow}", csv.Parser.RawRow, FieldOf(csv, address), FieldOf(csv, verdict));
    }

    /// <summary>A JSON array of objects. Throws <see cref="ImportFormatException"/>.</summary>
    public static async IAsyncEnumerable<ImportRow> JsonAsync(Stream stream)
    {
        if (await IsNullAsync(stream).ConfigureAwait(false))
            throw NotJson(1, null);
        var items = JsonSerializer.DeserializeAsyncEnumerable<ImportItem>(stream, _json).GetAsyncEnumerator();
        await using var disposed = items.ConfigureAwait(false);
        for (int number = 1; await NextAsync(items).ConfigureAwait(false); number++)
            yield return new ImportRow($"item {number}", null, items.Current?.Address ?? "", items.Current?.Verdict ?? "");
    }

    private static async Task<bool> ReadAsync(CsvReader csv, int begin)
    {
        try
        {
            return await csv.ReadAsync().ConfigureAwait(false);
        }
        catch (DecoderFallbackException e)
        {
            throw new ImportFormatException($"line {begin} or one of the next: is not UTF-8", begin, e);
        }
        catch (CsvHelperException e) when (e.InnerException is ImportFormatException inner)
        {
            throw inner;
        }
        catch (CsvHelperException e)
        {
            throw new ImportFormatException($"line {begin}: is no CSV, or has a field over {MaxField} characters", begin, e);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ImportItem?> items)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            int? line = (int?)e.LineNumber + 1;
            throw NotJson(line, e);
        }
    }

    // The serializer takes null for no rows; but who meant none wrote [].
    private static async ValueTask<bool> IsNullAsync(Stream stream)
    {
        long start = stream.Position;
        var head = new byte[MaxField];
        int length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false).ConfigureAwait(false);
        stream.Position = start;
        var begin = head.AsSpan(0, length);
        return (begin.StartsWith(Encoding.UTF8.Preamble) ? begin[Encoding.UTF8.Preamble.Length..] : begin).TrimStart(" \t\r\n"u8).StartsWith((byte)'n');
    }

    private static ImportFormatException NotJson(int? line, Exception? inner) =>
        new($"line {line}: is not the JSON that is wanted; write an array of objects with address and verdict", line, inner);

    private static int ColumnOf(CsvReader csv, string name)
    {
        for (int i = 0; i < csv.Parser.Count; i++)
        {
            if (csv.Parser[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        throw new ImportFormatException($"line 1: names no column {name}; the first line names the columns, at least address,verdict", 1);
    }

    // A row may be shorter than the header: what is not there is empty.
    private static string FieldOf(CsvReader csv, int column) => column < csv.Parser.Count ? csv.Parser[column].Trim() : "";

    private sealed record ImportItem(string? Address, string? Verdict);
}
