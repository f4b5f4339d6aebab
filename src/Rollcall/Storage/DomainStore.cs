using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>A domain that was added while the gateway runs.</summary>
/// <param name="Name">Its normal form.</param>
/// <param name="Definition">Its keys as JSON, those alone that were given.</param>
/// <param name="PutBy">Who added it, or replaced it last; null: an earlier release, which did not keep it.</param>
internal sealed record StoredDomain(string Name, string Definition, string? PutBy);

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
        connection.Query<(string Name, string Definition, string? PutBy)>("select name, definition, put_by from domain order by name")
            .Select(row => new StoredDomain(row.Name, row.Definition, row.PutBy)).ToList()).ConfigureAwait(false) as IReadOnlyList<StoredDomain>;

    /// <inheritdoc/>
    public Task<StoreWrite> SaveAsync(StoredDomain domain) => store.WriteAsync(domain.Name, connection =>
    {
        connection.Execute(
            """
            insert into domain (name, definition, created_at, put_by) values (@Name, @Definition, @now, @PutBy)
            on conflict (name) do update set definition = excluded.definition, put_by = excluded.put_by
            """,
            new { domain.Name, domain.Definition, domain.PutBy, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        return StoreWrite.Done;
    });

    /// <inheritdoc/>
    public Task<StoreWrite> RemoveAsync(string name) => store.WriteAsync(name, connection =>
    {
        connection.Execute("update domain_state set destination = null where domain = @name", new { name });
        return connection.Execute("delete from domain where name = @name", new { name }) > 0 ? StoreWrite.Done : StoreWrite.NoEntry;
    });
}
