using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

/// <summary>A store that cannot be written for a while, on every database.</summary>
public abstract class StoreTroubleScenarios
{
    private protected const int Limit = 20_000; // milliseconds before a test that hangs fails

    private protected abstract Task<StoreUnderTest> OpenAsync();

    [Fact(Timeout = Limit)]
    public async Task Locked_ReadsAnswerPinsFailAndWritesAreCaughtUp()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Valid, 1);
        using var other = database.OpenOther();
        other.Execute(database.BeginThatLocksWrites);
        database.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);

        (await database.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Unavailable);

        database.Store.Trouble.ShouldBe("another program has locked the store");
        (await database.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);
        (await database.EventsAsync("ada")).Count.ShouldBe(1);

        other.Execute("rollback");
        database.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => database.Store.Trouble is null, TestContext.Current.CancellationToken);
        (await database.EventsAsync("ada")).Select(happened => happened.Kind).ShouldBe(["changed", "learned"]);
        (await database.ReadAsync("ada"))!.Pin.ShouldBeNull(); // a write that was refused is not done later
    }

    [Fact(Timeout = Limit)]
    public async Task LockedWithNothingToWrite_TroubleIsKnownWithinASecond()
    {
        await using var database = await OpenAsync();
        using var other = database.OpenOther();
        other.Execute(database.BeginThatLocksWrites);
        database.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => database.Store.Trouble is not null, TestContext.Current.CancellationToken);
        other.Execute("rollback");
        database.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => database.Store.Trouble is null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task NewerSchema_OneSentence()
    {
        await using var database = await OpenAsync();
        await database.Store.DisposeAsync();
        using (var other = database.OpenOther())
            other.Execute("insert into SchemaVersions (ScriptName, Applied) values ('9999-later.sql', '2031-01-01')");
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(database.Dialect, database.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {database.Dialect.Name} was written by a newer program (it has 9999-later.sql); start that one");
    }

    [Fact(Timeout = Limit)]
    public async Task LockedAtTheEnd_ClosesAfterFiveSecondsAndRefusesFromThen()
    {
        await using var database = await OpenAsync();
        using var other = database.OpenOther();
        other.Execute(database.BeginThatLocksWrites);
        database.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);

        var closing = database.Store.DisposeAsync().AsTask();
        closing.IsCompleted.ShouldBeFalse();
        database.Time.Advance(TimeSpan.FromSeconds(5));
        await closing.WaitAsync(TestContext.Current.CancellationToken);

        (await database.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Unavailable);
        (await database.Store.ReadAsync(Key("bob"))).ShouldBe(new StoreRead(false, null));
    }

    /// <summary>Lets others do their work before the next look.</summary>
    private protected virtual async Task PauseAsync() => await Task.Yield();

    private protected async Task UntilAsync(Func<bool> condition, CancellationToken stopping)
    {
        while (!condition())
        {
            stopping.ThrowIfCancellationRequested();
            await PauseAsync();
        }
    }
}
