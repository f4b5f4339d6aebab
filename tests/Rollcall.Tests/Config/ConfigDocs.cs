using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Rollcall.Config;

namespace Rollcall.Tests.Config;

/// <summary>docs/config.md, from the option types: keys, ranges and defaults from their attributes, words from their summaries.</summary>
internal static partial class ConfigDocs
{
    private const string Head = """
        # Configuration

        One TOML file. Every key has a default but `hostname`, and in `[[domain]]` `name` and `deliver_to`. An unknown key, a wrong type or a
        value out of range is an error that names the file, the line and the key; `rollcall config check FILE` tells all of them at once, and
        nothing starts. `rollcall config print FILE` shows the values that hold.

        - A duration is a whole number with `ms`, `s`, `m`, `h` or `d`: `"500ms"`, `"30s"`, `"24h"`. A size has `KiB`, `MiB` or `GiB`.
        - An address to listen on is `"127.0.0.1:25"`, `"[::1]:25"` or `"unix:/path"`. An IPv4 address is four decimal numbers without leading
          zeros.
        - Of two keys that bound each other (`stale_ttl` and `valid_ttl`, `final_dot_timeout` and `message_deadline`, `open` and `max_open`)
          the one that you leave out gives way. When you write both and they contradict each other, that is an error.
        - A relative path starts at the working directory.
        - Keys marked with ↻ take effect after a restart. A reload that changes one is refused.

        This page is generated from the option types. Do not edit it.

        """;

    /// <summary>The whole page.</summary>
    public static string Write()
    {
        var summaries = Summaries();
        var page = new StringBuilder(Head);
        Table(page, typeof(RollcallOptions), "", summaries);
        return page.ToString();
    }

    private static void Table(StringBuilder page, Type type, string path, Dictionary<string, string> summaries)
    {
        var schema = Schema.Of(type);
        page.Append('\n').Append("## ").Append(path.Length == 0 ? "Before the first table" : path == "domain" ? "`[[domain]]`" : $"`[{path}]`").Append('\n');
        if (path == "domain.callout")
        {
            page.Append("\nEach key of `[callout]`, for this domain alone. What is left out holds as in `[callout]`.\n");
            return;
        }
        page.Append('\n').Append(summaries["T:" + type.FullName]).Append('\n');
        page.Append("\n| key | default | value | meaning |\n|---|---|---|---|\n");
        var defaults = Activator.CreateInstance(type)!;
        foreach (var key in schema.Keys)
            page.Append(Row(key, defaults, summaries[$"P:{type.FullName}.{key.Property.Name}"]));
        foreach (var table in schema.Tables)
            Table(page, table.Type, path.Length == 0 ? table.Name : path + "." + table.Name, summaries);
    }

    private static string Row(KeySchema key, object defaults, string summary)
    {
        var standard = key.Key.Required ? "required" : key.Key.Example.Length > 0 && key.Write(defaults) == "[]" ? "`deliver_to`" : Code(key.Write(defaults));
        var example = key.Key.Example.Length > 0 ? $" Example: {Code(key.Example)}." : "";
        return $"| `{key.Key.Name}`{(key.Key.Restart ? " ↻" : "")} | {standard} | {Cell(key.Format.Expected)} | {Cell(summary)}{example} |\n";
    }

    private static string Code(string toml) => $"`{toml}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static Dictionary<string, string> Summaries()
    {
        var xml = XDocument.Load(Path.ChangeExtension(typeof(RollcallOptions).Assembly.Location, ".xml"));
        return xml.Descendants("member").Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Space().Replace(member.Element("summary")!.Value, " ").Trim());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
