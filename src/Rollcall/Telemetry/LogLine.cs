using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rollcall.Telemetry;

/// <summary>Writes an event as one line that nothing in its values can break or forge.</summary>
internal static class LogLine
{
    private const int MaxStack = 16_384; // characters; it is asked for by level debug alone

    /// <summary>The line without its end.</summary>
    public static string Write(LogEvent logged, LogFormat format) => format == LogFormat.Json ? Json(logged) : Text(logged);

    private static string Text(LogEvent logged)
    {
        var line = new StringBuilder(160);
        line.Append(LogText.Time(logged.Time)).Append(' ').Append(LogText.Word(logged.Level)).Append(' ').Append(LogText.Snake(logged.Name));
        foreach (var (key, value) in logged.Pairs)
            AppendPair(line, LogText.Key(key), LogText.Value(value));
        if (logged.Error is not null)
            AppendPair(line, "error", LogText.Error(logged.Error));
        if (Stack(logged) is { } stack)
            AppendPair(line, "stack", stack);
        return line.ToString();
    }

    private static void AppendPair(StringBuilder line, string key, string value)
    {
        line.Append(' ').Append(key).Append('=');
        if (IsPlain(value))
            line.Append(value);
        else
            AppendQuoted(line, value);
    }

    private static bool IsPlain(string value)
    {
        if (value.Length == 0)
            return false;
        foreach (var rune in value.EnumerateRunes())
            if (rune.Value is '"' or '=' or '\\' or ' ' || !IsVisible(rune))
                return false;
        return true;
    }

    // Runes, so that half a surrogate pair becomes U+FFFD.
    private static void AppendQuoted(StringBuilder line, string value)
    {
        line.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"' or '\\':
                    line.Append('\\').Append((char)rune.Value);
                    break;
                case '\n':
                    line.Append("\\n");
                    break;
                case '\r':
                    line.Append("\\r");
                    break;
                case '\t':
                    line.Append("\\t");
                    break;
                default:
                    if (rune.Value == ' ' || IsVisible(rune))
                        line.Append(rune);
                    else
                        line.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
                    break;
            }
        }
        line.Append('"');
    }

    // Neither controls and line separators, which end lines, nor format characters, which turn the text around them on a terminal.
    private static bool IsVisible(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7f
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    // No log is part of an HTML page: +, <, > and letters beyond ASCII are written as they are, and found by grep.
    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(LogEvent logged)
    {
        using var bytes = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(bytes, _json))
        {
            json.WriteStartObject();
            json.WriteString("time", LogText.Time(logged.Time));
            json.WriteString("level", LogText.Word(logged.Level));
            json.WriteString("event", LogText.Snake(logged.Name));
            foreach (var (key, value) in logged.Pairs)
                WriteValue(json, LogText.Key(key), value);
            if (logged.Error is not null)
                json.WriteString("error", LogText.Error(logged.Error));
            if (Stack(logged) is { } stack)
                json.WriteString("stack", stack);
            json.WriteEndObject();
        }
        return EscapeInvisible(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    // What the encoder lets through and a terminal obeys; outside of the strings there is only ASCII.
    private static string EscapeInvisible(string json)
    {
        if (Ascii.IsValid(json))
            return json;
        var escaped = new StringBuilder(json.Length + 16);
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.IsAscii || IsVisible(rune))
                escaped.Append(rune);
            else
                AppendEscape(escaped, rune);
        }
        return escaped.ToString();
    }

    private static void AppendEscape(StringBuilder json, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..rune.EncodeToUtf16(units)])
            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
    }

    private static void WriteValue(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(key);
                break;
            case bool yes:
                json.WriteBoolean(key, yes);
                break;
            case byte or short or ushort or int or uint or long:
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                json.WriteNumber(key, Math.Round(number, 3));
                break;
            case IEnumerable list and not string:
                json.WriteStartArray(key);
                foreach (var item in LogText.Items(list))
                    json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default:
                json.WriteString(key, LogText.Value(value));
                break;
        }
    }

    private static string? Stack(LogEvent logged)
    {
        if (!logged.WithStack || logged.Error?.ToString() is not { } stack)
            return null;
        return Secrets.Remove(stack.Length > MaxStack ? stack[..MaxStack] : stack);
    }
}
