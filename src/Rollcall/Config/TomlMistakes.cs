namespace Rollcall.Config;

/// <summary>Syntax errors in the words of somebody who edits a configuration.</summary>
internal static class TomlMistakes
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
}
