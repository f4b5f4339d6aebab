using System.Text.RegularExpressions;

namespace Rollcall.Config;

/// <summary>Syntax errors in the words of somebody who edits a configuration.</summary>
internal static partial class TomlMistakes
{
    // Part of Tomlyn's message, and what to tell. The first that is found holds.
    private static readonly (string Part, string Text)[] _texts =
    [
        ("newline in a string", "the string is not closed; end it with the quote that it begins with"),
        ("End-Of-File found on string", "the string is not closed; end it with the quote that it begins with"),
        ("escape character", "the string has an unknown escape; write a backslash twice, or put the string in single quotes"),
        ("leading zero", "a number has no leading zero; write it without, or as a string in quotes"),
        ("control character", "has a control character; remove it, or write it as an escape"),
        ("closing `]` for an array", "the list is not closed; write [\"one\", \"two\"]"),
        ("to separate items in an array", "a comma is missing; write [\"one\", \"two\"]"),
        ("while expecting token `closebracket", "the name of a table is not closed; write [table] or [[table]]"),
        ("while expecting `]", "the name of a table is not closed; write [table] or [[table]]"),
        ("for a value", "is no value; write strings in quotes, numbers and true or false without"),
        ("expecting a value", "has no value; write one behind the ="),
        ("while expecting token `newline`", "has something behind its end; write one key or table on a line"),
        ("Expecting `=`", "is neither a key with a value nor a table; write key = value or [table]"),
    ];

    /// <summary>How near to the cause a message is: the higher of one line is the one to tell.</summary>
    public static int Rank(string message)
    {
        int at = Array.FindIndex(_texts, text => message.Contains(text.Part, StringComparison.Ordinal));
        return at < 0 ? -_texts.Length : -at;
    }

    /// <summary>What is wrong and what to write.</summary>
    public static string Explain(string message)
    {
        int at = Array.FindIndex(_texts, text => message.Contains(text.Part, StringComparison.Ordinal));
        return at < 0 ? "is not TOML; write key = value or [table]" : _texts[at].Text;
    }

    /// <summary>What to write when a value of this line needs quotes and has none; null when that is not the mistake.</summary>
    /// <param name="line">The line with the mistake.</param>
    /// <param name="above">How many lines of its statement stand above it: the line may be an element of a list.</param>
    public static string? ExplainUnquoted(string line, int above)
    {
        var match = Unquoted().Match(QuotedText().Replace(line, "\"\""));
        if (!match.Success || !(match.Groups["key"].Success || above > 0) || WithoutQuotes().IsMatch(match.Groups["value"].Value))
            return null;
        // Only a number with a unit is repeated: any other value may be a secret.
        var value = match.Groups["value"].Value;
        return "a value is not in quotes; put quotes around it" + (NumberWithUnit().IsMatch(value) ? $": \"{value}\"" : "");
    }

    [GeneratedRegex(@"""[^""]*""|'[^']*'")]
    private static partial Regex QuotedText();

    // One value alone, or an element of a list, with a comment behind it or none.
    [GeneratedRegex("""^\s*(?<key>[A-Za-z0-9_."-]+\s*=\s*)?(?:\[(?:.*,)?\s*)?(?<value>[^\s"'\[\]{},=#][^"'\[\]{},=#]*?)\s*(?:[,\]#].*)?$""")]
    private static partial Regex Unquoted();

    // A word for true or false needs none; the message of both kinds fits it.
    [GeneratedRegex(@"^(?:true|false|yes|no|on|off|[+-]?[0-9_]+(?:\.[0-9_]+)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex WithoutQuotes();

    [GeneratedRegex("^[0-9]+[A-Za-z]{1,3}$")]
    private static partial Regex NumberWithUnit();
}
