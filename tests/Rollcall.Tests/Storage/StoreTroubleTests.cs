using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreFile;

namespace Rollcall.Tests.Storage;

public sealed class StoreTroubleTests
{
    private const int Limit = 20_000; // milliseconds before a test that hangs fails

    [Fact(Timeout = Limit)]
    public async Task Locked_ReadsAnswerPinsFailAndWritesAreCaughtUp()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1);
        using var other = file.OpenOther();
        other.Execute("begin exclusive");
        file.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);

        (await file.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Unavailable);

        file.Store.Trouble.ShouldBe("another program has locked the store");
        (await file.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);
        (await file.EventsAsync("ada")).Count.ShouldBe(1);

        other.Execute("rollback");
        file.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => file.Store.Trouble is null, TestContext.Current.CancellationToken);
        (await file.EventsAsync("ada")).Select(happened => happened.Kind).ShouldBe(["changed", "learned"]);
        (await file.ReadAsync("ada"))!.Pin.ShouldBeNull(); // a write that was refused is not done later
    }

    [Fact(Timeout = Limit)]
    public async Task LockedWithNothingToWrite_TroubleIsKnownWithinASecond()
    {
        await using var file = new StoreFile();
        using var other = file.OpenOther();
        other.Execute("begin immediate");
        file.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => file.Store.Trouble is not null, TestContext.Current.CancellationToken);
        other.Execute("rollback");
        file.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => file.Store.Trouble is null, TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = Limit)]
    public async Task FileGone_NothingThrowsAndItsReturnIsNoticed()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1);
        File.Move(file.Path, file.Path + ".away");
        file.Store.Learn(Entry("bob", Verdict.Valid, At(2)), null);

        (await file.Store.ReadAsync(Key("ada"))).ShouldBe(new StoreRead(false, null));
        (await file.Store.ReadAsync(Key("bob"))).ShouldBe(new StoreRead(true, Entry("bob", Verdict.Valid, At(2))));
        (await file.Store.ListAsync(new RecipientQuery(Domain, null, "", null, 10, Cutoffs(0)))).ShouldBeNull();
        (await file.Store.EventsAsync(Key("ada"))).ShouldBeNull();
        (await file.Store.ForgetAsync(Key("ada"))).ShouldBe(StoreWrite.Unavailable);
        (await file.Store.ForgetDomainAsync(Domain, null, Cutoffs(0))).ShouldBe(StoreWrite.Unavailable);
        file.Store.Trouble.ShouldBe($"the store {file.Path} is gone");
        file.Store.Counts(Domain).ShouldBe(new DomainCounts(1, 0, 0));
        File.Exists(file.Path).ShouldBeFalse();

        File.Move(file.Path + ".away", file.Path);
        file.Time.Advance(WriteQueue.Rest);
        await UntilAsync(() => file.Store.Trouble is null, TestContext.Current.CancellationToken);
        (await file.LocalsAsync(null)).ShouldBe(["ada", "bob"]);
        (await file.ReadAsync("ada")).ShouldNotBeNull();
    }

    [Fact]
    public async Task NoDatabase_OneSentence()
    {
        await using var file = new StoreFile();
        await file.Store.DisposeAsync();
        File.WriteAllText(file.Path, new string('x', 5000));
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(file.Path, file.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {file.Path} cannot be opened: the file is no SQLite database");
    }

    [Fact]
    public async Task NewerSchema_OneSentence()
    {
        await using var file = new StoreFile();
        await file.Store.DisposeAsync();
        using (var other = file.OpenOther())
            other.Execute("insert into SchemaVersions (ScriptName, Applied) values ('9999-later.sql', '2031-01-01')");
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(file.Path, file.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {file.Path} was written by a newer program (it has 9999-later.sql); start that one");
    }

    [Fact]
    public async Task NoFolder_OneSentence()
    {
        await using var file = new StoreFile();
        string path = Path.Combine(file.Path + "-folder", "rollcall.db");
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(path, file.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {path} cannot be opened: the file of the store cannot be opened");
    }

    [Fact(Timeout = Limit)]
    public async Task LockedAtTheEnd_ClosesAfterFiveSecondsAndRefusesFromThen()
    {
        await using var file = new StoreFile();
        using var other = file.OpenOther();
        other.Execute("begin immediate");
        file.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);

        var closing = file.Store.DisposeAsync().AsTask();
        closing.IsCompleted.ShouldBeFalse();
        file.Time.Advance(TimeSpan.FromSeconds(5));
        await closing.WaitAsync(TestContext.Current.CancellationToken);

        (await file.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Unavailable);
        (await file.Store.ReadAsync(Key("bob"))).ShouldBe(new StoreRead(false, null));
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken stopping)
    {
        while (!condition())
        {
            stopping.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
