using System.Collections;
using System.Globalization;
using System.Text;

namespace Rollcall.Telemetry;

/// <summary>The words of the log: levels, times, names and values as both formats write them.</summary>
internal static class LogText
{
    /// <summary>Longest value in characters; a command line of a client has 4,096 octets and would hide what stands behind it.</summary>
    public const int MaxValue = 1000;

    private const int MaxList = 8000; // characters of a list: smtp.max_recipients addresses of usual length; a journal entry is cut at 48 KiB
    private static readonly string[] _taken = ["time", "level", "event", "error", "stack"];

    /// <summary>debug, info, warn or error.</summary>
    public static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    /// <summary>RFC 3339, UTC, with milliseconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>ReversePath as reverse_path; what is no ASCII letter or digit becomes an underscore.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool starts = char.IsAsciiLetterUpper(c) && i > 0
                && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (starts && snake[^1] != '_')
                snake.Append('_');
            snake.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_');
        }
        return snake.ToString();
    }

    /// <summary>A key in snake_case that is none of ours.</summary>
    public static string Key(string name)
    {
        var key = Snake(name);
        return key.Length == 0 || _taken.Contains(key) ? key + "_" : key;
    }

    /// <summary>A value as text: numbers without culture, words of enumerations in kebab-case, times in UTC, spans in seconds, lists with commas; secrets removed, cut at <see cref="MaxValue"/>, lists behind a whole item.</summary>
    public static string Value(object? value) => value switch
    {
        null => "-",
        string text => Clean(text),
        double or float => ((IFormattable)value).ToString("0.###", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        Enum word => Snake(word.ToString()).Replace('_', '-'),
        DateTimeOffset time => Time(time),
        TimeSpan span => span.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + "s",
        IFormattable number => Clean(number.ToString(null, CultureInfo.InvariantCulture)),
        IEnumerable list => string.Join(',', Items(list)),
        _ => Clean(value.ToString() ?? ""),
    };

    /// <summary>The items of a list as text; "..." stands for those that are left out because the list is too long.</summary>
    public static IEnumerable<string> Items(IEnumerable list)
    {
        int length = 0;
        foreach (var item in list)
        {
            var text = Value(item);
            length += text.Length + 1;
            if (length > MaxList)
            {
                yield return "...";
                yield break;
            }
            yield return text;
        }
    }

    /// <summary>Type and message of what was thrown, and of what lay behind it.</summary>
    public static string Error(Exception error)
    {
        var text = new StringBuilder();
        for (Exception? e = error; e is not null && text.Length < MaxValue; e = e.InnerException)
            text.Append(text.Length == 0 ? "" : " <- ").Append(e.GetType().Name).Append(": ").Append(e.Message);
        return Clean(text.ToString());
    }

    private static string Clean(string text)
    {
        // Cut before the search for secrets, so that a long value costs no more than a short one; a surrogate pair stays whole.
        if (text.Length > MaxValue)
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxValue - 1]) ? MaxValue - 1 : MaxValue), "...");
        return Secrets.Remove(text);
    }
}
