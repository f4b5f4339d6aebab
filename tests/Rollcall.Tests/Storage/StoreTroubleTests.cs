using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

public sealed class StoreTroubleTests : StoreTroubleScenarios
{
    [Fact(Timeout = Limit)]
    public async Task FileGone_NothingThrowsAndItsReturnIsNoticed()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1);
        File.Move(file.Path, file.Path + ".away");
        file.Store.Learn(Entry("bob", Verdict.Valid, At(2)), null);

        (await file.Store.ReadAsync(Key("ada"))).ShouldBe(new StoreRead(false, null));
        (await file.Store.ReadAsync(Key("bob"))).ShouldBe(new StoreRead(false, Entry("bob", Verdict.Valid, At(2))), "what waits is known, but not what the store holds beside it");
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
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(file.Dialect, file.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {file.Path} cannot be opened: the file is no SQLite database");
    }

    [Fact]
    public async Task NewFiles_AreTheOwnersAlone()
    {
        var folder = Directory.CreateTempSubdirectory("rollcall-store-");
        try
        {
            var path = Path.Combine(folder.FullName, "rollcall.db");
            await using var store = RecipientStore.Open(new SqliteDialect(path), TimeProvider.System, NullLogger.Instance);
            store.Learn(Entry("ada", Verdict.Valid, 1), null);

            folder.GetFiles().Select(file => file.Name).ShouldBe(["rollcall.db", "rollcall.db-shm", "rollcall.db-wal"], ignoreOrder: true);
            folder.GetFiles().ShouldAllBe(file => file.UnixFileMode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task NoFolder_OneSentence()
    {
        await using var file = new StoreFile();
        string path = Path.Combine(file.Path + "-folder", "rollcall.db");
        Should.Throw<StoreOpenException>(() => RecipientStore.Open(new SqliteDialect(path), file.Time, NullLogger.Instance))
            .Message.ShouldBe($"the store {path} cannot be opened: the file of the store cannot be opened");
    }

    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new StoreFile());
}
