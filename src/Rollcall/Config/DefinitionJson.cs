using System.Text;
using System.Text.Json;

namespace Rollcall.Config;

/// <summary>JSON with keys in camelCase as the tables that the binder knows.</summary>
internal static class DefinitionJson
{
    /// <summary>The table of a JSON object; a key that is there twice, or not in camelCase, is an error.</summary>
    public static TomlTable ToToml(JsonElement json, string path, List<ConfigError> errors)
    {
        var table = new TomlTable(0);
        foreach (var member in json.EnumerateObject())
        {
            var shown = BindingLog.Join(path, member.Name);
            if (!IsCamel(member.Name))
                errors.Add(new ConfigError("", 0, shown, "is unknown; keys are written as in deliverTo"));
            else if (table.Find(Snake(member.Name)) is not null)
                errors.Add(new ConfigError("", 0, shown, "is there twice; remove one of the two"));
            else
                table.Add(new TomlEntry(Snake(member.Name), 0, ToNode(member.Value, shown, errors)));
        }
        return table;
    }

    /// <summary>The table without the keys that <paramref name="type"/> does not have.</summary>
    public static TomlTable Known(TomlTable table, Type type)
    {
        var schema = Schema.Of(type);
        var known = new TomlTable(table.Line);
        foreach (var entry in table.Entries)
        {
            if (schema.Tables.Find(inner => inner.Name == entry.Key) is { } inner && entry.Value is TomlTable value)
                known.Add(entry with { Value = Known(value, inner.Type) });
            else if (schema.Keys.Exists(key => key.Key.Name == entry.Key))
                known.Add(entry);
        }
        return known;
    }

    private static TomlNode ToNode(JsonElement json, string path, List<ConfigError> errors) => json.ValueKind switch
    {
        JsonValueKind.Object => ToToml(json, path, errors),
        JsonValueKind.Array => new TomlList(0, [.. json.EnumerateArray().Select(item => ToNode(item, path, errors))]),
        JsonValueKind.String => new TomlScalar(0, json.GetString()),
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? new TomlScalar(0, whole) : new TomlScalar(0, json.GetDouble()),
        JsonValueKind.True => new TomlScalar(0, true),
        JsonValueKind.False => new TomlScalar(0, false),
        _ => new TomlScalar(0, null, "null"),
    };

    private static bool IsCamel(string name) => name.Length > 0 && char.IsAsciiLetterLower(name[0]) && name.All(char.IsAsciiLetterOrDigit);

    private static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        foreach (char c in name)
            snake.Append(char.IsAsciiLetterUpper(c) ? "_" : "").Append(char.ToLowerInvariant(c));
        return snake.ToString();
    }
}
