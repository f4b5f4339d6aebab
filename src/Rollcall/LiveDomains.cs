using System.Collections.Immutable;
using System.Text.Json;
using Rollcall.Config;
using Rollcall.Core.Delivery;
using Rollcall.Core.Recipients;
using Rollcall.Storage;

namespace Rollcall;

/// <summary>How a change of a domain ended.</summary>
internal enum DomainChange
{
    /// <summary>It is new, and in the store.</summary>
    Added,

    /// <summary>It was known; the change is in the store.</summary>
    Done,

    /// <summary>There is no such domain.</summary>
    NoDomain,

    /// <summary>The file names it, and nothing else may change it.</summary>
    Fixed,

    /// <summary>The definition has errors.</summary>
    Bad,

    /// <summary>The store does not answer; nothing is changed.</summary>
    Unavailable,
}

/// <summary>
/// The domains of the file and of the store together: the file wins. A change is in the store before it holds, and the table of the gateway
/// is swapped whole, one change at a time.
/// </summary>
internal sealed class LiveDomains(GatewayProcess gateway, IDomainStore store, ILogger<LiveDomains> log)
{
    private volatile ImmutableSortedDictionary<string, Held> _stored = ImmutableSortedDictionary.Create<string, Held>(StringComparer.Ordinal);

    private SemaphoreSlim Turn { get; } = new(1);

    /// <summary>The definition of a domain in the store as JSON, also where the file wins; null for none.</summary>
    public string? DefinitionOf(string name) => _stored.GetValueOrDefault(name)?.Row.Definition;

    /// <summary>Takes the domains of the store at the start. The failure is one sentence, or null.</summary>
    public Task<string?> LoadAsync() => InTurnAsync(async () =>
    {
        if (await store.ListAsync().ConfigureAwait(false) is not { } rows)
            return "the domains in the store cannot be read: the store does not answer";
        var (stored, errors) = Bind(rows, gateway.Options);
        if (errors is [var first, ..])
            return first;
        Swap(stored, gateway.Options, gateway.Spool);
        Warn();
        return null;
    });

    /// <summary>Works by a file that was read again. When a domain of the store contradicts it, nothing changes and the errors say why.</summary>
    public Task<IReadOnlyList<string>> UseAsync(RollcallOptions options, ISpool spool) => InTurnAsync(() =>
    {
        var (stored, errors) = Bind(_stored.Values.Select(held => held.Row), options);
        if (errors.Count == 0)
        {
            Swap(stored, options, spool);
            Warn();
        }
        return Task.FromResult(errors);
    });

    /// <summary>Takes what other nodes have changed in the store.</summary>
    public Task RefreshAsync() => InTurnAsync(async () =>
    {
        if (await store.ListAsync().ConfigureAwait(false) is not { } rows || rows.SequenceEqual(_stored.Values.Select(held => held.Row)))
            return false;
        var (stored, errors) = Bind(rows, gateway.Options);
        foreach (var error in errors)
            DomainLog.Unreadable(log, error, "the domains stay as they were");
        if (errors.Count > 0)
            return false;
        var gone = _stored.Keys.Where(name => !stored.ContainsKey(name)).ToArray();
        Swap(stored, gateway.Options, gateway.Spool);
        foreach (var name in gone)
        {
            gateway.Directory.Release(name);
            gateway.Conditions.Forget(name);
        }
        return true;
    });

    /// <summary>Adds a domain or replaces its definition; the errors are those of the definition.</summary>
    public Task<(DomainChange Change, IReadOnlyList<ConfigError> Errors)> PutAsync(string name, JsonElement definition, DomainAuthor author) =>
        InTurnAsync<(DomainChange, IReadOnlyList<ConfigError>)>(async () =>
        {
            if (IsFixed(name))
                return (DomainChange.Fixed, []);
            var (domain, errors) = DomainDefinition.Read(name, definition, gateway.Options.Callout, author);
            if (domain is null)
                return (DomainChange.Bad, errors);
            var row = new StoredDomain(name, definition.GetRawText(), author.Name);
            if (await store.SaveAsync(row).ConfigureAwait(false) != StoreWrite.Done)
                return (DomainChange.Unavailable, []);
            bool known = _stored.ContainsKey(name);
            Swap(_stored.SetItem(name, new Held(row, domain)), gateway.Options, gateway.Spool);
            DomainLog.Changed(log, name, known ? "changed" : "added");
            return (known ? DomainChange.Done : DomainChange.Added, []);
        });

    /// <summary>Removes a domain with its recipients.</summary>
    public Task<DomainChange> RemoveAsync(string name) => InTurnAsync(async () =>
    {
        if (IsFixed(name))
            return DomainChange.Fixed;
        if (!_stored.TryGetValue(name, out var held))
            return DomainChange.NoDomain;
        var domain = gateway.Settings.Domains.Find(name)!;
        // First nobody learns of it any more, and its row goes last: what fails half way is there again, and may be removed again.
        Swap(_stored.Remove(name), gateway.Options, gateway.Spool);
        if (await gateway.Directory.ForgetDomainAsync(name, domain.Callout, null).ConfigureAwait(false) != StoreWrite.Done
            || await store.RemoveAsync(name).ConfigureAwait(false) == StoreWrite.Unavailable)
        {
            Swap(_stored.SetItem(name, held), gateway.Options, gateway.Spool);
            return DomainChange.Unavailable;
        }
        gateway.Conditions.Forget(name);
        DomainLog.Changed(log, name, "removed");
        return DomainChange.Done;
    });

    private bool IsFixed(string name) => gateway.Settings.Domains.Find(name) is { IsFixed: true };

    private static (ImmutableSortedDictionary<string, Held> Stored, IReadOnlyList<string> Errors) Bind(
        IEnumerable<StoredDomain> rows, RollcallOptions options)
    {
        var stored = ImmutableSortedDictionary.CreateBuilder<string, Held>(StringComparer.Ordinal);
        var all = new List<string>();
        foreach (var row in rows)
        {
            var (domain, errors) = DomainDefinition.Load(row, options.Callout);
            if (domain is not null)
                stored[row.Name] = new Held(row, domain);
            all.AddRange(errors.Select(error => $"the domain {row.Name} in the store: {(error.Key.Length > 0 ? error.Key + ": " : "")}{error.Text}"));
        }
        return (stored.ToImmutable(), all);
    }

    private void Swap(ImmutableSortedDictionary<string, Held> stored, RollcallOptions options, ISpool spool)
    {
        gateway.Use(options, options.ToDomainTable(stored.Values.Select(held => held.Domain)), spool);
        _stored = stored;
    }

    private void Warn()
    {
        foreach (var name in _stored.Keys.Where(IsFixed))
            DomainLog.Twice(log, name, "it is in the file and in the store; the file wins");
        // Its domain may be one of the store, so the file alone cannot tell.
        if (gateway.Settings is { Postmaster.Length: > 0, ConfiguredPostmaster: null } settings)
            DomainLog.ForeignPostmaster(log, settings.Postmaster, "its domain is not protected: mail for postmaster goes to that of the first domain; change smtp.postmaster or add the domain");
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        await Turn.WaitAsync().ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }

    private sealed record Held(StoredDomain Row, DomainOptions Domain);
}

/// <summary>What the operator is told of domains.</summary>
internal static partial class DomainLog
{
    [LoggerMessage(EventName = "domain_twice", Level = LogLevel.Warning, Message = "{Domain} {Winner}")]
    public static partial void Twice(ILogger log, string domain, string winner);

    [LoggerMessage(EventName = "postmaster_foreign", Level = LogLevel.Warning, Message = "{Postmaster} {Effect}")]
    public static partial void ForeignPostmaster(ILogger log, string postmaster, string effect);

    [LoggerMessage(EventName = "domain_unreadable", Level = LogLevel.Error, Message = "{Error} {Effect}")]
    public static partial void Unreadable(ILogger log, string error, string effect);

    [LoggerMessage(EventName = "domain", Level = LogLevel.Information, Message = "{Domain} {Change}")]
    public static partial void Changed(ILogger log, string domain, string change);
}
