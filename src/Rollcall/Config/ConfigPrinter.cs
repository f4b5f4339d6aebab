using System.Text;
using System.Text.RegularExpressions;

namespace Rollcall.Config;

/// <summary>Options as TOML.</summary>
internal static partial class ConfigPrinter
{
    private const string Hidden = "\"***\"";

    /// <summary>All keys with the values that hold; without secrets it reads back to the same options. Secrets are shown as ***.</summary>
    public static string Print(RollcallOptions options)
    {
        var text = new StringBuilder();
        Print(text, options, "");
        return text.ToString();
    }

    /// <summary>The keys whose values differ and take effect only after a restart, as in smtp.listen.</summary>
    public static IReadOnlyList<string> KeysNeedingRestart(RollcallOptions before, RollcallOptions after)
    {
        var old = RestartValues(before);
        var now = RestartValues(after);
        return [.. old.Keys.Union(now.Keys).Where(key => old.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether the value of a key holds a password.</summary>
    public static bool HoldsPassword(string value) => Password().IsMatch(value);

    private static void Print(StringBuilder text, object options, string path)
    {
        var schema = Schema.Of(options.GetType());
        foreach (var key in schema.Keys)
            text.Append(key.Key.Name).Append(" = ").Append(Show(key, options)).Append('\n');
        foreach (var table in schema.Tables)
        {
            var inner = path.Length == 0 ? table.Name : path + "." + table.Name;
            foreach (var value in table.In(options))
            {
                text.Append('\n').Append(table.Repeated ? $"[[{inner}]]" : $"[{inner}]").Append('\n');
                Print(text, value, inner);
            }
        }
    }

    private static string Show(KeySchema key, object options)
    {
        var text = key.Write(options);
        return key.Key.Secret && HoldsPassword(text) ? Hidden : text;
    }

    private static Dictionary<string, string> RestartValues(RollcallOptions options)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in Schema.Of(typeof(RollcallOptions)).Keys.Where(key => key.Key.Restart))
            values[key.Key.Name] = key.Write(options);
        foreach (var table in Schema.Of(typeof(RollcallOptions)).Tables.Where(table => !table.Repeated))
        {
            foreach (var value in table.In(options))
            {
                foreach (var key in Schema.Of(table.Type).Keys.Where(key => key.Key.Restart))
                    values[$"{table.Name}.{key.Key.Name}"] = key.Write(value);
            }
        }
        return values;
    }

    // password=, pwd=, psw= and the like of connection strings (SSL passwords too), and user:password@ of a URL.
    [GeneratedRegex(@"passw|pwd|psw|passphrase|://[^/\s]*@", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}
