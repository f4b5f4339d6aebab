using System.Diagnostics;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Interop.Harness;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Interop.Storage;

/// <summary>A database that is away, frozen, locked or restarted, under the real clock.</summary>
public sealed class PostgresAwayTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    // A second, and what a busy machine adds.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Restarted_IdleReaderNoticesNothing()
    {
        await using var store = Open(await server.CreateDatabaseAsync());
        store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
        await FlushAsync(store);
        (await store.ReadAsync(Key("ada"))).Entry.ShouldNotBeNull();

        await server.StopAsync();
        await server.StartAsync();

        (await store.ReadAsync(Key("ada"))).Entry.ShouldNotBeNull();
        await UntilTroubleAsync(store, null);
    }

    [Fact]
    public async Task Stopped_ReadsSaySoAndWritesAreCaughtUp()
    {
        await using var store = Open(await server.CreateDatabaseAsync());
        await server.StopAsync();
        try
        {
            store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
            (await TimedAsync(() => store.ReadAsync(Key("bob")))).ShouldBe(new StoreRead(false, null));
            (await store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Unavailable);
            await UntilTroubleAsync(store, "the database cannot be reached (Connection refused)");
        }
        finally
        {
            await server.StartAsync();
        }

        await UntilTroubleAsync(store, null);
        (await store.EventsAsync(Key("ada"))).ShouldNotBeNull().ShouldHaveSingleItem().Kind.ShouldBe("learned");
    }

    [Fact]
    public async Task ConnectionsFrozen_NewOnesAreOpened()
    {
        string database = await server.CreateDatabaseAsync();
        await using var store = Open(database);
        await FlushAsync(store);
        (await store.ReadAsync(Key("bob"))).Available.ShouldBeTrue();
        await server.FreezeConnectionsAsync(database);
        try
        {
            store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
            (await TimedAsync(() => store.ReadAsync(Key("bob")))).ShouldBe(new StoreRead(false, null));
            await UntilAsync(async () => (await store.ReadAsync(Key("bob"))).Available, "a read on a new connection");
            await UntilAsync(async () => await store.EventsAsync(Key("ada")) is [{ Kind: "learned" }], "the write on a new connection");
        }
        finally
        {
            server.Thaw();
        }
    }

    [Fact]
    public async Task AllFrozen_NobodyWaitsASecondTime()
    {
        await using var store = Open(await server.CreateDatabaseAsync());
        await FlushAsync(store);
        (await store.ReadAsync(Key("bob"))).Available.ShouldBeTrue();
        server.Freeze();
        try
        {
            (await TimedAsync(() => store.ReadAsync(Key("bob")))).ShouldBe(new StoreRead(false, null));
            var clock = Stopwatch.StartNew();
            (await store.ReadAsync(Key("cid"))).ShouldBe(new StoreRead(false, null));
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(0.5));
            await UntilTroubleAsync(store, "the database does not answer");
        }
        finally
        {
            server.Thaw();
        }

        await UntilTroubleAsync(store, null);
        await UntilAsync(async () => (await store.ReadAsync(Key("bob"))).Available, "a read after it");
    }

    [Fact]
    public async Task TableLocked_ReadsSaySoAndNoConnectionIsLeftBehind()
    {
        string database = await server.CreateDatabaseAsync();
        await using var store = Open(database);
        await FlushAsync(store);
        await using (var other = await server.OpenAsync(database))
        {
            await other.ExecuteAsync("begin; lock table recipient in access exclusive mode");
            for (int i = 0; i < 3; i++)
            {
                (await TimedAsync(() => store.ReadAsync(Key("bob")))).ShouldBe(new StoreRead(false, null));
                await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken); // the rest of a reader that failed
            }

            await UntilTroubleAsync(store, "another program has locked the store");
            (await other.ExecuteScalarAsync<long>(
                "select count(*) from pg_stat_activity where datname = @database and application_name = 'rollcall'", new { database })).ShouldBeLessThanOrEqualTo(4);
        }

        await UntilTroubleAsync(store, null);
        await UntilAsync(async () => (await store.ReadAsync(Key("bob"))).Available, "a read after it");
    }

    [Fact]
    public async Task TwoNodesOnAnEmptyDatabase_BothStart()
    {
        string database = await server.CreateDatabaseAsync();
        var stores = await Task.WhenAll(Task.Run(() => Open(database)), Task.Run(() => Open(database)));
        foreach (var store in stores)
        {
            store.Trouble.ShouldBeNull();
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task StartThatFails_OneSentenceWithoutThePassword()
    {
        string latin = await server.CreateDatabaseAsync("encoding 'LATIN1' locale 'C' template template0");
        MessageOf(server.ConnectionTo(latin)).ShouldBe($"the store {latin} at 127.0.0.1:{server.Port} has the encoding LATIN1; make a database with encoding UTF8");
        MessageOf(server.ConnectionTo("nix")).ShouldBe($"the store nix at 127.0.0.1:{server.Port} cannot be opened: database \"nix\" does not exist");
        MessageOf(server.ConnectionTo("nix").Replace("Username=test", "Username=eve", StringComparison.Ordinal)).ShouldContain("role \"eve\" does not exist");
        int free = FreePort.Take();
        MessageOf($"Host=127.0.0.1;Port={free};Database=d;Password=hunter2")
            .ShouldBe($"the store d at 127.0.0.1:{free} cannot be opened: the database cannot be reached (Connection refused)");
    }

    private static string MessageOf(string connection)
    {
        string message = Should.Throw<StoreOpenException>(
            () => RecipientStore.Open(PostgresStore.DialectOf(connection), TimeProvider.System, NullLogger.Instance)).Message;
        message.ShouldNotContain("hunter2");
        return message;
    }

    private static async Task FlushAsync(RecipientStore store) => (await store.ForgetAsync(Key("nobody-of-this-name"))).ShouldBe(StoreWrite.NoEntry);

    private static async Task<StoreRead> TimedAsync(Func<ValueTask<StoreRead>> read)
    {
        var clock = Stopwatch.StartNew();
        var answer = await read();
        clock.Elapsed.ShouldBeLessThan(_limit);
        return answer;
    }

    private static Task UntilTroubleAsync(RecipientStore store, string? why) => UntilAsync(() => Task.FromResult(store.Trouble == why), $"trouble: {why}");

    private static Task UntilAsync(Func<Task<bool>> condition, string what) => Wait.UntilAsync(condition, what, Wait.Long);

    private RecipientStore Open(string database) =>
        RecipientStore.Open(PostgresStore.DialectOf(server.ConnectionTo(database)), TimeProvider.System, NullLogger.Instance);
}
