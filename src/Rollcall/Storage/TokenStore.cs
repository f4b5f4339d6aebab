using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>A token of the API as it is kept: what it was made of is nowhere.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Hash">SHA-256 of the token, in hexadecimal digits.</param>
/// <param name="CreatedAt">Unix milliseconds UTC.</param>
internal sealed record StoredToken(string Name, string Hash, long CreatedAt);

/// <summary>The tokens in the store. It never throws for a store that does not answer.</summary>
internal interface ITokenStore
{
    /// <summary>All of them, in the order of their names; null when the store does not answer.</summary>
    Task<IReadOnlyList<StoredToken>?> ListAsync();

    /// <summary>Adds one, and writes before it returns; <see cref="StoreWrite.Exists"/> when there is one of this name.</summary>
    Task<StoreWrite> AddAsync(StoredToken token);

    /// <summary>Removes one, and writes before it returns.</summary>
    Task<StoreWrite> RemoveAsync(string name);
}

/// <summary>The table token.</summary>
internal sealed class TokenStore(RecipientStore store) : ITokenStore
{
    private const string NoDomain = ""; // no domain's numbers change

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredToken>?> ListAsync() => await store.QueryAsync(connection =>
        connection.Query<(string Name, string Hash, long CreatedAt)>("select name, hash, created_at from token order by name")
            .Select(row => new StoredToken(row.Name, row.Hash, row.CreatedAt)).ToList()).ConfigureAwait(false) as IReadOnlyList<StoredToken>;

    /// <inheritdoc/>
    public Task<StoreWrite> AddAsync(StoredToken token) => store.WriteAsync(NoDomain, connection => connection.Execute(
        "insert into token (name, hash, created_at) values (@Name, @Hash, @CreatedAt) on conflict (name) do nothing", token) > 0
            ? StoreWrite.Done
            : StoreWrite.Exists);

    /// <inheritdoc/>
    public Task<StoreWrite> RemoveAsync(string name) => store.WriteAsync(NoDomain, connection =>
        connection.Execute("delete from token where name = @name", new { name }) > 0 ? StoreWrite.Done : StoreWrite.NoEntry);
}
