using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>A domain that was added while the gateway runs.</summary>
/// <param name="Name">Its normal form.</param>
/// <param name="Definition">Its keys as JSON, those alone that were given.</param>
internal sealed record StoredDomain(string Name, string Definition);

/// <summary>The domains in the store. It never throws for a store that does not answer.</summary>
internal interface IDomainStore
{
    /// <summary>All of them, in the order of their names; null when the store does not answer.</summary>
    Task<IReadOnlyList<StoredDomain>?> ListAsync();

    /// <summary>Adds or replaces one, and writes before it returns.</summary>
    Task<StoreWrite> SaveAsync(StoredDomain domain);

    /// <summary>Removes one, and writes before it returns. What was known of it as a whole goes too; its recipients are not touched.</summary>
    Task<StoreWrite> RemoveAsync(string name);
}

/// <summary>The table domain.</summary>
internal sealed class DomainStore(RecipientStore store, TimeProvider time) : IDomainStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredDomain>?> ListAsync() => await store.QueryAsync(connection =>
        connection.Query<(string Name, string Definition)>("select name, definition from domain order by name")
            .Select(row => new StoredDomain(row.Name, row.Definition)).ToList()).ConfigureAwait(false) as IReadOnlyList<StoredDomain>;

    /// <inheritdoc/>
    public Task<StoreWrite> SaveAsync(StoredDomain domain) => store.WriteAsync(domain.Name, connection =>
    {
        connection.Execute(
            """
            insert into domain (name, definition, created_at) values (@Name, @Definition, @now)
            on conflict (name) do update set definition = excluded.definition
            """,
            new { domain.Name, domain.Definition, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return StoreWrite.Done;
    });

    /// <inheritdoc/>
    public Task<StoreWrite> RemoveAsync(string name) => store.WriteAsync(name, connection =>
    {
        connection.Execute("update domain_state set destination = null where domain = @name", new { name });
        return connection.Execute("delete from domain where name = @name", new { name }) > 0 ? StoreWrite.Done : StoreWrite.NoEntry;
    });
}
