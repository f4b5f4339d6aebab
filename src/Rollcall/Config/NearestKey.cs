namespace Rollcall.Config;

/// <summary>What somebody may have meant by an unknown key.</summary>
internal static class NearestKey
{
    /// <summary>Reports that a key or table is unknown, with the likeliest name or place for it, which then is not missing too.</summary>
    public static void Report(Schema schema, string path, TomlEntry entry, BindingLog log)
    {
        var full = BindingLog.Join(path, entry.Key);
        bool isTable = entry.Value is TomlTable or TomlList { Items: [TomlTable, ..] };
        var kind = isTable ? "unknown table" : "unknown key";
        var keys = schema.Keys.Select(key => key.Key.Name);
        var tables = schema.Tables.Select(table => table.Name);
        var near = keys.Concat(tables).MinBy(name => Distance(entry.Key, name))!;
        if (Distance(entry.Key, near) <= Math.Max(1, near.Length / 3))
        {
            log.Excuse(BindingLog.Join(path, near));
            log.Fail(full, $"{kind}; did you mean {near}?");
        }
        else if (!isTable && Place(entry.Key) is { Count: > 0 } places)
        {
            for (var at = path; at.Length > 0; at = BindingLog.Parent(at))
                log.Excuse(BindingLog.Join(BindingLog.Parent(at), entry.Key));
            log.Fail(full, $"{kind} here; it belongs {string.Join(" or ", places)}");
        }
        else
        {
            var here = path.Length > 0 ? $"in [{BindingLog.Shown(path)}] there may be" : isTable ? "there may be" : "before the first table there may be";
            log.Fail(full, $"{kind}; {here} {string.Join(", ", isTable && tables.Any() ? tables : keys)}");
        }
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

    // Edits, two neighbours exchanged being one (optimal string alignment); keys that are far too long are far from all.
    private static int Distance(string written, string known)
    {
        if (written.Length > 2 * known.Length)
            return written.Length;
        var table = new int[written.Length + 1, known.Length + 1];
        for (int i = 0; i <= written.Length; i++)
        {
            for (int j = 0; j <= known.Length; j++)
                table[i, j] = i == 0 || j == 0 ? i + j : Cheapest(table, written.AsSpan(0, i), known.AsSpan(0, j));
        }
        return table[written.Length, known.Length];
    }

    private static int Cheapest(int[,] table, ReadOnlySpan<char> written, ReadOnlySpan<char> known)
    {
        int i = written.Length;
        int j = known.Length;
        int best = Math.Min(table[i - 1, j], table[i, j - 1]) + 1;
        best = Math.Min(best, table[i - 1, j - 1] + (written[^1] == known[^1] ? 0 : 1));
        bool exchanged = i > 1 && j > 1 && written[^1] == known[^2] && written[^2] == known[^1];
        return exchanged ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }
}
