using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

public sealed class WriteQueueTests
{
    [Fact]
    public void Full_NewKeysAreDroppedAndKnownOnesReplaced()
    {
        using var queue = new WriteQueue(new FakeTimeProvider());
        for (int i = 0; i < WriteQueue.MaxKeys; i++)
            queue.TryAdd(Key("r" + i), Learned("r" + i, 1)).ShouldBeTrue();

        queue.TryAdd(Key("more"), Learned("more", 1)).ShouldBeFalse();
        queue.TryAdd(Key("r5"), Learned("r5", 2)).ShouldBeTrue();

        queue.Find(Key("more")).ShouldBeNull();
        queue.Find(Key("r5"))!.Entry!.VerifiedAt.ShouldBe(At(2));
    }

    [Fact]
    public void Gathered_DueAfterTwoHundredMillisecondsAndSeenUntilCommitted()
    {
        var time = new FakeTimeProvider();
        using var queue = new WriteQueue(time);
        queue.TryAdd(Key("ada"), Learned("ada", 1));
        time.Advance(WriteQueue.Gather);

        queue.Take()!.Waiting.Keys.ShouldBe([Key("ada")]);

        queue.Find(Key("ada")).ShouldNotBeNull();
        queue.Committed();
        queue.Find(Key("ada")).ShouldBeNull();
    }

    [Fact]
    public void Failed_WaitsAgainUnderWhatCameSince()
    {
        var time = new FakeTimeProvider();
        using var queue = new WriteQueue(time);
        queue.TryAdd(Key("ada"), Learned("ada", 1));
        queue.TryAdd(Key("bob"), Learned("bob", 1) with { Mails = 2, LastMail = 7 });
        time.Advance(WriteQueue.Gather);
        queue.Take();
        queue.TryAdd(Key("bob"), new WaitingWrite(null, null, 9, 1));

        queue.Failed();
        time.Advance(WriteQueue.Rest);

        var again = queue.Take()!.Waiting;
        again.Count.ShouldBe(2);
        again[Key("bob")].ShouldBe(Learned("bob", 1) with { Mails = 3, LastMail = 9 });
    }

    [Fact]
    public async Task JobGivenUp_IsNotTaken()
    {
        using var queue = new WriteQueue(new FakeTimeProvider());
        var late = new WriteJob(Domain, _ => StoreWrite.Done);
        queue.TryAdd(late);
        late.GiveUp();

        queue.Take()!.Jobs.ShouldBeEmpty();
        (await late.Ended).ShouldBe(StoreWrite.Unavailable);
    }

    [Fact]
    public void Closed_TakesNoMoreAndEndsEmpty()
    {
        using var queue = new WriteQueue(new FakeTimeProvider());
        queue.TryAdd(Key("ada"), Learned("ada", 1));
        queue.Close();

        queue.TryAdd(Key("bob"), Learned("bob", 1)).ShouldBeFalse();
        queue.Take()!.Waiting.Count.ShouldBe(1);
        queue.Committed();
        queue.Take().ShouldBeNull();
    }

    private static WaitingWrite Learned(string local, int second) => new(Entry(local, Verdict.Valid, At(second)), null, 0, 0);
}
