using Dapper;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

/// <summary>The tokens of the API, on every database.</summary>
public abstract class TokenStoreScenarios
{
    private static readonly StoredToken _grafana = new("grafana", new string('a', 64), At(1));

    private protected abstract Task<StoreUnderTest> OpenAsync();

    [Fact]
    public async Task AddedAndReopened_IsThereInTheOrderOfNames()
    {
        await using var database = await OpenAsync();
        var console = new StoredToken("Console", new string('b', 64), At(2));
        (await new TokenStore(database.Store).AddAsync(_grafana)).ShouldBe(StoreWrite.Done);
        (await new TokenStore(database.Store).AddAsync(console)).ShouldBe(StoreWrite.Done);

        await database.ReopenAsync();

        (await new TokenStore(database.Store).ListAsync()).ShouldBe([console, _grafana]);
    }

    [Fact]
    public async Task SameNameTwice_TheFirstStays()
    {
        await using var database = await OpenAsync();
        var store = new TokenStore(database.Store);
        await store.AddAsync(_grafana);

        (await store.AddAsync(_grafana with { Hash = new string('c', 64) })).ShouldBe(StoreWrite.Exists);

        (await store.ListAsync()).ShouldBe([_grafana]);
    }

    [Fact]
    public async Task Removed_IsGoneAndTheSecondTimeUnknown()
    {
        await using var database = await OpenAsync();
        var store = new TokenStore(database.Store);
        await store.AddAsync(_grafana);

        (await store.RemoveAsync("grafana")).ShouldBe(StoreWrite.Done);

        (await store.RemoveAsync("grafana")).ShouldBe(StoreWrite.NoEntry);
        (await store.ListAsync()).ShouldBe([]);
    }

    [Fact]
    public async Task StoreLocked_NothingIsAddedOrRemoved()
    {
        await using var database = await OpenAsync();
        var store = new TokenStore(database.Store);
        await store.AddAsync(_grafana);
        using (var other = database.OpenOther())
        {
            other.Execute(database.BeginThatLocksTokens);
            (await store.AddAsync(_grafana with { Name = "late" })).ShouldBe(StoreWrite.Unavailable);
            (await store.RemoveAsync("grafana")).ShouldBe(StoreWrite.Unavailable);
            other.Execute("rollback");
        }
        (await store.ListAsync()).ShouldBe([_grafana]);
        (await store.RemoveAsync("grafana")).ShouldBe(StoreWrite.Done); // at once, for somebody waits for it
    }
}
