using System.Text.RegularExpressions;

namespace Rollcall.Config;

/// <summary>What was found where while a file was bound: the lines of keys and tables, and the errors. Paths count domains, as in domain[2].callout.mode.</summary>
internal sealed partial class BindingLog(string file, List<ConfigError> errors)
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _failed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _excused = new(StringComparer.Ordinal);

    /// <summary>The file as it was named.</summary>
    public string File => file;

    /// <summary>Notes that a key or table stands in a line.</summary>
    public void Found(string path, int line) => _lines.TryAdd(path, line);

    /// <summary>Whether the file has the key or table.</summary>
    public bool Has(string path) => _lines.ContainsKey(path);

    /// <summary>Whether something was wrong with the key, so that its value means nothing.</summary>
    public bool HasFailed(string path) => _failed.Contains(path);

    /// <summary>The line of a key or table, or of the nearest table around it.</summary>
    public int Line(string path)
    {
        for (var at = path; at.Length > 0; at = Parent(at))
        {
            if (_lines.TryGetValue(at, out int line))
                return line;
        }
        return 1;
    }

    /// <summary>Reports an error of a key at its own line.</summary>
    public void Fail(string path, string text) => Fail(path, Line(path), text);

    /// <summary>Reports an error of a key at a line.</summary>
    public void Fail(string path, int line, string text)
    {
        _failed.Add(path);
        errors.Add(At(path, line, text));
    }

    /// <summary>A mistake of a key that shows only later, at its own line.</summary>
    public ConfigError At(string path, string text) => At(path, Line(path), text);

    /// <summary>Notes that a key stands somewhere under another name or in another table, and has been reported there.</summary>
    public void Excuse(string path) => _excused.Add(path);

    /// <summary>Reports that a key is missing, unless it is there and could not be read.</summary>
    public void FailMissing(string path, string expected)
    {
        _failed.Add(path);
        var shown = Shown(path);
        if (!_excused.Contains(path) && !errors.Exists(error => error.Key == shown && error.Line >= Line(path)))
            errors.Add(new ConfigError(file, Line(path), shown, $"is missing; write {expected}"));
    }

    /// <summary>The path as people write it, without the counts.</summary>
    public static string Shown(string path) => Index().Replace(path, "");

    /// <summary>The path of a key or table inside another.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    /// <summary>The path of the table around; empty for the file.</summary>
    public static string Parent(string path) => path[..Math.Max(path.LastIndexOf('.'), 0)];

    private ConfigError At(string path, int line, string text) => new(file, line, Shown(path), text);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
