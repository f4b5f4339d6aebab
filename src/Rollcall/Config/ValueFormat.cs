namespace Rollcall.Config;

/// <summary>Says that something in a line is wrong, and what to write.</summary>
internal delegate void Complain(int line, string text);

/// <summary>How the values of one key are written, within its range.</summary>
internal abstract class ValueFormat
{
    /// <summary>What to write, with range, as in "a whole number from 1 to 100".</summary>
    public abstract string Expected { get; }

    /// <summary>The value of a node; null after complaints.</summary>
    public abstract object? Read(TomlNode node, Complain complain);

    /// <summary>The value as TOML that reads back to the same.</summary>
    public abstract string Write(object value);

    /// <summary>Complains that a node has the wrong kind.</summary>
    protected object? WrongKind(TomlNode node, Complain complain)
    {
        complain(node.Line, $"is {node.Noun}; write {Expected}");
        return null;
    }
}

/// <summary>true or false.</summary>
internal sealed class BooleanFormat : ValueFormat
{
    /// <inheritdoc/>
    public override string Expected => "true or false, without quotes";

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain) => node is TomlScalar { Value: bool truth } ? truth : WrongKind(node, complain);

    /// <inheritdoc/>
    public override string Write(object value) => (bool)value ? "true" : "false";
}

/// <summary>The words of an enumeration, in lower case with hyphens.</summary>
internal sealed class WordFormat : ValueFormat
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>The words of <paramref name="type"/>.</summary>
    public WordFormat(Type type)
    {
        foreach (var value in Enum.GetValues(type))
            _values.Add(Word(value), value);
    }

    /// <inheritdoc/>
    public override string Expected
    {
        get
        {
            var words = _values.Keys.Select(TomlText.Quote).ToArray();
            return string.Join(", ", words[..^1]) + " or " + words[^1];
        }
    }

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlScalar { Value: string word })
            return WrongKind(node, complain);
        if (_values.TryGetValue(word, out var value))
            return value;
        complain(node.Line, $"\"{word}\" is unknown; write {Expected}");
        return null;
    }

    /// <inheritdoc/>
    public override string Write(object value) => TomlText.Quote(Word(value));

    /// <summary>The word of a value.</summary>
    public static string Word(object value) => string.Concat(value.ToString()!.Select((c, i) => char.IsAsciiLetterUpper(c)
        ? (i > 0 ? "-" : "") + (char)(c | 0x20)
        : c.ToString()));
}

/// <summary>A list whose elements have one format.</summary>
internal sealed class ListFormat(ValueFormat element, Type type, int min) : ValueFormat
{
    /// <inheritdoc/>
    public override string Expected => (min > 0 ? "a list of at least one, each " : "a list, each ") + element.Expected;

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlList list)
            return WrongKind(node, complain);
        if (list.Items.Count < min)
        {
            complain(node.Line, $"is empty; write {Expected}");
            return null;
        }
        var values = list.Items.Select(item => element.Read(item, complain)).ToArray();
        if (values.Contains(null))
            return null;
        var typed = Array.CreateInstance(type, values.Length);
        Array.Copy(values, typed, values.Length);
        return typed;
    }

    /// <inheritdoc/>
    public override string Write(object value) =>
        "[" + string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object>().Select(element.Write)) + "]";
}
