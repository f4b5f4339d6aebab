using Rollcall.Core.Recipients;
using Rollcall.Storage;

namespace Rollcall.Tests.Api;

/// <summary>A store of tokens that two nodes may share, and that may be away.</summary>
internal sealed class FakeTokenStore : ITokenStore
{
    public SortedDictionary<string, StoredToken> Rows { get; } = new(StringComparer.Ordinal);

    public bool IsAway { get; set; }

    public Task<IReadOnlyList<StoredToken>?> ListAsync() => Task.FromResult<IReadOnlyList<StoredToken>?>(IsAway ? null : [.. Rows.Values]);

    public Task<StoreWrite> AddAsync(StoredToken token) =>
        Task.FromResult(IsAway ? StoreWrite.Unavailable : Rows.TryAdd(token.Name, token) ? StoreWrite.Done : StoreWrite.Exists);

    public Task<StoreWrite> RemoveAsync(string name) =>
        Task.FromResult(IsAway ? StoreWrite.Unavailable : Rows.Remove(name) ? StoreWrite.Done : StoreWrite.NoEntry);
}
