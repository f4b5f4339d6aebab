using System.Globalization;
using System.Text;
using System.Text.Json;
using Rollcall.Api;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Lists that people import: rows that read back from their own spelling, cut and JSON twins for plain files, or an error with its line.</summary>
internal static class ImportTarget
{
    private readonly record struct Row(string Address, string Verdict);

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        bool csv = input.Choose(2) == 0;
        var data = input.Rest();
        var rows = Read(csv, data, out var error);
        if (error is not null)
        {
            int lines = 1 + data.Count(octet => octet is (byte)'\n' or (byte)'\r');
            Oracle.Holds(error.Line is null || (error.Line > 0 && error.Line <= lines), $"not a line of the file: {error.Message}");
            Oracle.Holds(!csv || error.Line > 0, $"an error without a line: {error.Message}");
            return;
        }
        var text = FuzzInput.Decode(data);
        // Members of JSON that are not looked at may be anything.
        Oracle.Holds(!csv || text is not null, "what is not UTF-8 was read");
        var expected = text is null ? null : csv ? TwinOfCsv(text.StartsWith('\ufeff') ? text[1..] : text) : TwinOfJson(data);
        if (expected is not null)
            Oracle.SameAll(expected, rows, "row");
        var wire = "verdict,address\r\n" + string.Concat(rows.Select(row => $"{Quote(row.Verdict)},{Quote(row.Address)}\r\n"));
        var again = Read(true, Encoding.UTF8.GetBytes(wire), out error);
        Oracle.Holds(error is null, "what was read cannot be written");
        if (csv)
            Oracle.SameAll(rows, again, "a row that was written again");
    }

    private static List<Row> Read(bool csv, byte[] data, out ImportFormatException? error)
    {
        error = null;
        var rows = new List<Row>();
        int last = 0;
        using var stream = new MemoryStream(data);
        var source = csv ? ImportRows.CsvAsync(stream) : ImportRows.JsonAsync(stream);
        try
        {
            foreach (var row in source.ToBlockingEnumerable())
            {
                Oracle.Holds(!csv || row.Line > last, "the lines of two rows are not in order");
                last = row.Line ?? 0;
                rows.Add(new Row(row.Address, row.Verdict));
            }
        }
        catch (ImportFormatException e)
        {
            error = e;
        }
        return rows;
    }

    // A file without quotes is lines and commas; empty lines are none.
    private static List<Row>? TwinOfCsv(string text)
    {
        if (text.Contains('"', StringComparison.Ordinal))
            return null;
        var lines = text.Split('\n', '\r').Where(line => line.Length > 0).Select(line => line.Split(',').Select(field => field.Trim()).ToArray()).ToList();
        int Column(string name) => Array.FindIndex(lines[0], field => field.Equals(name, StringComparison.OrdinalIgnoreCase));
        string Field(string[] line, string name) => line.ElementAtOrDefault(Column(name)) ?? "";
        return [.. lines.Skip(1).Select(line => new Row(Field(line, "address"), Field(line, "verdict")))];
    }

    private static List<Row>? TwinOfJson(byte[] data)
    {
        using var document = JsonDocument.Parse(data.AsMemory(data.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0));
        return [.. document.RootElement.EnumerateArray().Select(item => new Row(Member(item, "address"), Member(item, "verdict")))];
    }

    // In any case of letters, and of several the last one.
    private static string Member(JsonElement item, string name) => item.ValueKind != JsonValueKind.Object ? "" : item.EnumerateObject()
        .LastOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

    private static string Quote(string field) => string.Create(CultureInfo.InvariantCulture, $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
}
