namespace Rollcall.Config;

/// <summary>A value of the file with the line where it stands.</summary>
/// <param name="Line">From 1.</param>
internal abstract record TomlNode(int Line)
{
    /// <summary>What it is, for an error.</summary>
    public abstract string Noun { get; }
}

/// <summary>A string, long, double or bool; any other kind has its name in <paramref name="OtherKind"/> and no value.</summary>
internal sealed record TomlScalar(int Line, object? Value, string OtherKind = "") : TomlNode(Line)
{
    /// <inheritdoc/>
    public override string Noun => Value switch
    {
        string => "a string",
        long => "a whole number",
        double => "a number with a fraction",
        bool => "true or false",
        _ => OtherKind,
    };
}

/// <summary>A list of values, or an array of tables.</summary>
internal sealed record TomlList(int Line, List<TomlNode> Items) : TomlNode(Line)
{
    /// <inheritdoc/>
    public override string Noun => "a list";
}

/// <summary>A key with its value.</summary>
internal readonly record struct TomlEntry(string Key, int Line, TomlNode Value);

/// <summary>A table: its keys in the order of the file.</summary>
internal sealed record TomlTable(int Line) : TomlNode(Line)
{
    private readonly Dictionary<string, TomlEntry> _byKey = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Noun => "a table";

    /// <summary>The keys in the order of the file.</summary>
    public List<TomlEntry> Entries { get; } = [];

    /// <summary>The entry of a key, or null.</summary>
    public TomlEntry? Find(string key) => _byKey.TryGetValue(key, out var entry) ? entry : null;

    /// <summary>Adds a key; of several with one name the first stays, and the others are reported elsewhere.</summary>
    public void Add(TomlEntry entry)
    {
        if (_byKey.TryAdd(entry.Key, entry))
            Entries.Add(entry);
    }
}
