namespace Rollcall.Config;

/// <summary>What somebody may have meant by an unknown key.</summary>
internal static class NearestKey
{
    /// <summary>That a key or table is unknown, and the likeliest name or place for it.</summary>
    public static string Explain(Schema schema, string path, TomlEntry entry)
    {
        bool isTable = entry.Value is TomlTable or TomlList { Items: [TomlTable, ..] };
        var kind = isTable ? "unknown table" : "unknown key";
        var names = schema.Keys.Select(key => key.Key.Name).Concat(schema.Tables.Select(table => table.Name)).ToArray();
        var near = names.MinBy(name => Distance(entry.Key, name))!;
        if (Distance(entry.Key, near) <= Math.Max(1, near.Length / 3))
            return $"{kind}; did you mean {near}?";
        if (!isTable && Place(entry.Key) is { Count: > 0 } places)
            return $"{kind} here; it belongs {string.Join(" or ", places)}";
        var here = path.Length == 0 ? "before the first table" : $"in [{BindingLog.Shown(path)}]";
        return $"{kind}; {here} there may be {string.Join(", ", names)}";
    }

    private static List<string> Place(string key)
    {
        var places = new List<string>();
        Collect(Schema.Of(typeof(RollcallOptions)), "", key, places);
        return places;
    }

    private static void Collect(Schema schema, string path, string key, List<string> places)
    {
        if (schema.Keys.Exists(known => known.Key.Name == key))
            places.Add(path.Length == 0 ? "before the first table" : path == "domain" ? "in [[domain]]" : $"in [{path}]");
        foreach (var table in schema.Tables)
            Collect(Schema.Of(table.Type), path.Length == 0 ? table.Name : path + "." + table.Name, key, places);
    }

    // Levenshtein's, with one row; keys that are far too long are far from all.
    private static int Distance(string written, string known)
    {
        if (written.Length > 2 * known.Length)
            return written.Length;
        var row = Enumerable.Range(0, known.Length + 1).ToArray();
        for (int i = 1; i <= written.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= known.Length; j++)
            {
                int replaced = diagonal + (written[i - 1] == known[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[known.Length];
    }
}
