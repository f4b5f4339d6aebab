using Tomlyn.Syntax;

namespace Rollcall.Config;

/// <summary>From Tomlyn's syntax, which keeps the spelling, to tables of keys. What is defined twice counts once; Tomlyn has reported it.</summary>
internal static class TomlTree
{
    /// <summary>The whole document as one table.</summary>
    public static TomlTable Build(DocumentSyntax document)
    {
        var root = new TomlTable(1);
        foreach (var pair in document.KeyValues)
            Add(root, pair);
        foreach (var syntax in document.Tables)
        {
            var path = Parts(syntax.Name);
            if (path.Count == 0 || Walk(root, path, Line(syntax)) is not { } parent)
                continue;
            var table = Open(parent, path[^1], syntax);
            if (table is null)
                continue;
            foreach (var pair in syntax.Items)
                Add(table, pair);
        }
        return root;
    }

    private static TomlTable? Open(TomlTable parent, string name, TableSyntaxBase syntax)
    {
        int line = Line(syntax);
        var known = parent.Find(name)?.Value;
        if (syntax is not TableArraySyntax)
            return known is null ? NewTable(parent, name, line) : known as TomlTable;
        if (known is null)
            parent.Add(new TomlEntry(name, line, known = new TomlList(line, [])));
        if (known is not TomlList list)
            return null;
        var table = new TomlTable(line);
        list.Items.Add(table);
        return table;
    }

    private static void Add(TomlTable table, KeyValueSyntax pair)
    {
        var path = Parts(pair.Key);
        int line = Line(pair);
        if (path.Count == 0 || pair.Value is null || Walk(table, path, line) is not { } parent)
            return;
        parent.Add(new TomlEntry(path[^1], line, Read(pair.Value)));
    }

    // The table that holds the last part of a dotted name, made where it is missing; null where a value stands in the way.
    private static TomlTable? Walk(TomlTable from, List<string> path, int line)
    {
        var table = from;
        foreach (var part in path.Take(path.Count - 1))
        {
            var next = table.Find(part)?.Value;
            if (next is TomlList { Items: [.., TomlTable last] })
                next = last;
            if (next is null)
                next = NewTable(table, part, line);
            if (next is not TomlTable inner)
                return null;
            table = inner;
        }
        return table;
    }

    private static TomlTable NewTable(TomlTable parent, string name, int line)
    {
        var table = new TomlTable(line);
        parent.Add(new TomlEntry(name, line, table));
        return table;
    }

    private static TomlNode Read(ValueSyntax value)
    {
        int line = Line(value);
        switch (value)
        {
            case StringValueSyntax text:
                return new TomlScalar(line, text.Value ?? "");
            case IntegerValueSyntax number:
                return new TomlScalar(line, number.Value);
            case FloatValueSyntax number:
                return new TomlScalar(line, number.Value);
            case BooleanValueSyntax truth:
                return new TomlScalar(line, truth.Value);
            case ArraySyntax array:
                return new TomlList(line, [.. array.Items.Where(item => item.Value is not null).Select(item => Read(item.Value!))]);
            case InlineTableSyntax inline:
                var table = new TomlTable(line);
                foreach (var item in inline.Items)
                {
                    if (item.KeyValue is { } pair)
                        Add(table, pair);
                }
                return table;
            default:
                return new TomlScalar(line, null, "a date or time");
        }
    }

    private static List<string> Parts(KeySyntax? key)
    {
        var parts = new List<string>();
        if (key?.Key is null)
            return parts;
        parts.Add(Text(key.Key));
        foreach (var dotted in key.DotKeys)
            parts.Add(dotted.Key is null ? "" : Text(dotted.Key));
        return parts;
    }

    private static string Text(BareKeyOrStringValueSyntax part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    private static int Line(SyntaxNode node) => node.Span.Start.Line + 1;
}
