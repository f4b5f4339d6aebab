using System.Text.RegularExpressions;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Rollcall.Config;

/// <summary>
/// Reads TOML and goes on behind a mistake: Tomlyn loses its way after a syntax error, so the statement that holds one is reported,
/// blanked and the rest read again. So a forgotten quote costs one error, and all others of the file are still found.
/// </summary>
internal sealed partial class TomlReader
{
    private const int MaxSyntaxErrors = 20; // a file with more is not TOML at all, and each costs a parse

    private readonly string _file;
    private readonly string[] _lines;
    private readonly HashSet<int> _repaired = [];
    private readonly List<ConfigError> _errors;

    private TomlReader(string file, string text, List<ConfigError> errors)
    {
        _file = file;
        _lines = text.Split('\n');
        _errors = errors;
    }

    /// <summary>
    /// The tables of <paramref name="text"/>; syntax errors and duplicate keys are added to <paramref name="errors"/>. Null when there are so
    /// many that nothing else of the file can be trusted.
    /// </summary>
    public static TomlTable? Read(string file, string text, List<ConfigError> errors)
    {
        var reader = new TomlReader(file, text, errors);
        for (int i = 0; i < MaxSyntaxErrors; i++)
        {
            if (reader.Parse(out var document) is not { } mistake)
            {
                reader.ReportDuplicates(document!);
                return TomlTree.Build(document!);
            }
            reader.Skip(mistake);
        }
        return null;
    }

    private Mistake? Parse(out DocumentSyntax? document) => Parse(string.Join('\n', _lines), out document);

    private static Mistake? Parse(string text, out DocumentSyntax? document)
    {
        document = null;
        try
        {
            document = SyntaxParser.Parse(text);
        }
        catch (TomlException) // nested beyond its limit of 64, and it does not say where
        {
            return new Mistake(FirstThatThrows(text.Split('\n')), "is nested too deep; write plain values");
        }
        catch (Exception) // Tomlyn has bugs, as for an escape that the end of the file cuts off; the file is no TOML then
        {
            return new Mistake(FirstThatThrows(text.Split('\n')), TomlMistakes.Explain(""));
        }
        // The lexer's messages come behind the parser's, which follow from them: among those of one line the lexer's is the cause.
        var first = document.Diagnostics.Where(message => !Duplicate().IsMatch(message.Message))
            .OrderBy(message => message.Span.Start.Line).ThenByDescending(message => TomlMistakes.Rank(message.Message)).FirstOrDefault();
        return first is null ? null : new Mistake(first.Span.Start.Line, TomlMistakes.Explain(first.Message));
    }

    private void Skip(Mistake mistake)
    {
        int line = Math.Clamp(mistake.Line, 0, _lines.Length - 1);
        int start = StatementAbove(line + 1);
        // A value that is not closed is noticed at the next statement, which is innocent; a stray line blames no statement above it.
        int above = start == line ? StatementAbove(line) : start;
        var unfinished = above < 0 || above == line ? null : Parse(string.Join('\n', _lines[above..line]), out _);
        if (start == line && unfinished is { } before)
        {
            Report(above, above, before.Text);
            Blank(above, line);
            return;
        }
        if (start < 0 || unfinished is null)
            start = line;
        if (_repaired.Contains(line))
        {
            _lines[line] = "";
            return;
        }
        Report(line, start, mistake.Text);
        int end = line + 1;
        while (start < line && end < _lines.Length && !Statement().IsMatch(_lines[end]))
            end++;
        Blank(start, end);
    }

    // The last line before this one that begins a key or a table, or -1.
    private int StatementAbove(int line)
    {
        do
            line--;
        while (line >= 0 && !Statement().IsMatch(_lines[line]));
        return line;
    }

    private static int FirstThatThrows(string[] lines)
    {
        int good = 0;
        int bad = lines.Length;
        while (bad - good > 1)
        {
            int middle = (good + bad) / 2;
            if (Throws(string.Join('\n', lines[..middle])))
                bad = middle;
            else
                good = middle;
        }
        return bad - 1;
    }

    private static bool Throws(string text)
    {
        try
        {
            SyntaxParser.Parse(text, validate: false);
            return false;
        }
        catch (Exception)
        {
            return true;
        }
    }

    private void Report(int line, int start, string text)
    {
        var statement = Statement().Match(_lines[start]);
        var match = statement.Success ? statement : Word().Match(_lines[start]);
        var key = match.Groups["key"].Value;
        if (key.Length > 0 && !match.Groups["open"].Success && TableAbove(start) is { Length: > 0 } table)
            key = table + "." + key;
        _errors.Add(new ConfigError(_file, line + 1, key, TomlMistakes.ExplainUnquoted(_lines[line], line - start) ?? text));
    }

    private string TableAbove(int line)
    {
        while (--line >= 0)
        {
            var match = Statement().Match(_lines[line]);
            if (match.Groups["open"].Success)
                return match.Groups["key"].Value;
        }
        return "";
    }

    // The name of a table is kept where it can be read: without it the keys below would seem to belong to the table above.
    private void Blank(int from, int to)
    {
        var match = Statement().Match(_lines[from]);
        for (int i = from; i < to; i++)
            _lines[i] = "";
        if (!match.Groups["open"].Success || !_repaired.Add(from))
            return;
        var open = match.Groups["open"].Value;
        _lines[from] = open + match.Groups["key"].Value + new string(']', open.Length);
    }

    private void ReportDuplicates(DocumentSyntax document)
    {
        foreach (var message in document.Diagnostics)
        {
            var match = Duplicate().Match(message.Message);
            var key = Index().Replace(match.Groups["key"].Value, "");
            _errors.Add(new ConfigError(_file, message.Span.Start.Line + 1, key,
                $"is already set in line {match.Groups["line"].Value}; remove one of the two"));
        }
    }

    // A line that begins a key or a table: nothing inside a list or a string of this file looks so.
    [GeneratedRegex("""^\s*(?:(?<key>[A-Za-z0-9_."'-]+)\s*=|(?<open>\[{1,2})\s*(?<key>[A-Za-z0-9_.-]+)\s*(\]|$))""")]
    private static partial Regex Statement();

    [GeneratedRegex(@"^\s*(?<key>[A-Za-z0-9_-]+)\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"^The key `(?<key>.*?)` is already defined at \((?<line>\d+),\d+\)", RegexOptions.Singleline)]
    private static partial Regex Duplicate();

    [GeneratedRegex(@"\.\[\d+\]")]
    private static partial Regex Index();

    private readonly record struct Mistake(int Line, string Text);
}
