namespace Rollcall.Config;

/// <summary>From the tables of a file to options; every key that does not fit its schema is reported.</summary>
internal sealed class ConfigBinder
{
    private readonly BindingLog _log;

    private ConfigBinder(BindingLog log) => _log = log;

    /// <summary>The options of a file; where something was wrong they hold the default.</summary>
    public static RollcallOptions Bind(TomlTable root, BindingLog log)
    {
        var options = new RollcallOptions();
        new ConfigBinder(log).Fill(options, root, "");
        return options;
    }

    /// <summary>The options of one domain in a table of its own, which begins with <paramref name="callout"/>.</summary>
    public static DomainOptions BindDomain(TomlTable table, CalloutOptions callout, BindingLog log) => new ConfigBinder(log).Domain(table, callout, "");

    // The target is fresh, so that nobody else sees it change.
    private void Fill(object target, TomlTable table, string path)
    {
        var schema = Schema.Of(target.GetType());
        foreach (var entry in table.Entries)
            _log.Found(BindingLog.Join(path, entry.Key), entry.Line);
        foreach (var key in schema.Keys)
            FillKey(target, key, table.Find(key.Key.Name), BindingLog.Join(path, key.Key.Name));
        // Domains come last: each begins with the call-outs of all.
        foreach (var inner in schema.Tables.OrderBy(inner => inner.Repeated))
        {
            if (table.Find(inner.Name) is { } entry)
                FillTable(target, inner, entry, BindingLog.Join(path, inner.Name));
        }
        foreach (var entry in table.Entries)
        {
            if (!schema.Keys.Exists(key => key.Key.Name == entry.Key) && !schema.Tables.Exists(inner => inner.Name == entry.Key))
                NearestKey.Report(schema, path, entry, _log);
        }
        foreach (var key in schema.Keys.Where(key => key.Key.Required && table.Find(key.Key.Name) is null))
            _log.FailMissing(BindingLog.Join(path, key.Key.Name), $"{key.Key.Name} = {key.Example}");
    }

    private void FillKey(object target, KeySchema key, TomlEntry? entry, string path)
    {
        if (entry is { } found && key.Format.Read(found.Value, (line, text) => _log.Fail(path, line, text)) is { } value)
            key.Property.SetValue(target, value);
    }

    private void FillTable(object target, SubTableSchema inner, TomlEntry entry, string path)
    {
        if (inner.Repeated)
        {
            FillDomains((RollcallOptions)target, inner, entry, path);
            return;
        }
        if (entry.Value is not TomlTable table)
        {
            _log.Fail(path, $"is {Noun(entry.Value)}; write [{BindingLog.Shown(path)}] once, with its keys below it");
            return;
        }
        var value = inner.Property.GetValue(target) ?? Activator.CreateInstance(inner.Type)!;
        Fill(value, table, path);
        inner.Property.SetValue(target, value);
    }

    private void FillDomains(RollcallOptions root, SubTableSchema inner, TomlEntry entry, string path)
    {
        if (entry.Value is not TomlList list || list.Items.Exists(item => item is not TomlTable))
        {
            _log.Fail(path, $"is {Noun(entry.Value)}; write [[domain]] for each domain, with its keys below it");
            return;
        }
        var domains = new List<DomainOptions>(list.Items.Count);
        foreach (var table in list.Items.Cast<TomlTable>())
        {
            var itemPath = $"{path}[{domains.Count}]";
            _log.Found(itemPath, table.Line);
            domains.Add(Domain(table, root.Callout, itemPath));
        }
        inner.Property.SetValue(root, domains);
    }

    private DomainOptions Domain(TomlTable table, CalloutOptions callout, string path)
    {
        var domain = new DomainOptions { Callout = callout with { } };
        Fill(domain, table, path);
        return _log.Has(BindingLog.Join(path, "verify_at")) ? domain : domain with { VerifyAt = domain.DeliverTo };
    }

    private static string Noun(TomlNode node) => node is TomlList { Items: [TomlTable, ..] } ? "an array of tables" : node.Noun;
}
