using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using static Rollcall.Tests.Storage.StoreFile;

namespace Rollcall.Tests.Storage;

public sealed class RecipientStoreTests
{
    [Fact]
    public async Task LearntAndReopened_EntryIsWhole()
    {
        await using var file = new StoreFile();
        var learnt = Entry("ada", Verdict.Invalid, At(5));
        file.Store.Learn(learnt, "RCPT TO:<ada@example.test>\n550 5.1.1 User unknown");

        await file.ReopenAsync();

        (await file.ReadAsync("ada")).ShouldBe(learnt);
        var happened = (await file.EventsAsync("ada")).ShouldHaveSingleItem();
        happened.ShouldBe(new RecipientEvent(At(5), "learned", Verdict.Invalid, "RCPT TO:<ada@example.test>\n550 5.1.1 User unknown"));
        file.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 0));
    }

    [Fact]
    public async Task UnknownKey_AvailableWithoutEntry()
    {
        await using var file = new StoreFile();
        (await file.Store.ReadAsync(Key("nobody"))).ShouldBe(new StoreRead(true, null));
    }

    [Fact]
    public async Task LearnedTwiceWhileWaiting_OneWriteOfTheLater()
    {
        await using var file = new StoreFile();
        file.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
        file.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);
        (await file.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);

        await file.ReopenAsync();

        (await file.EventsAsync("ada")).ShouldHaveSingleItem().Kind.ShouldBe("learned");
        (await file.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task WaitingWrite_IsReadOverTheStoredEntry()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1);
        await file.Store.PinAsync(Key("ada"), Verdict.Valid, "eve");
        file.Store.Learn(Entry("ada", Verdict.Invalid, At(9)), null);
        file.Store.CountMails(Key("ada"), At(10), 3);

        var entry = (await file.ReadAsync("ada"))!;

        (entry.Verdict, entry.VerifiedAt, entry.Pin, entry.FirstSeen, entry.Mails, entry.LastMail)
            .ShouldBe((Verdict.Invalid, At(9), Verdict.Valid, At(1), 3, At(10)));
        await file.FlushAsync();
        (await file.ReadAsync("ada")).ShouldBe(entry);
    }

    [Fact]
    public async Task OlderVerdict_ChangesNothing()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 10);
        await file.LearnAsync("ada", Verdict.Invalid, 9);
        (await file.ReadAsync("ada")).ShouldBe(Entry("ada", Verdict.Valid, At(10)));
        (await file.EventsAsync("ada")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TwentyFiveChanges_TwentyEventsAndLinesOnlyWithTheLast()
    {
        await using var file = new StoreFile();
        for (int i = 0; i < 25; i++)
            await file.LearnAsync("ada", i % 2 == 0 ? Verdict.Valid : Verdict.Invalid, i, "lines " + i);

        var events = await file.EventsAsync("ada");

        events.Count.ShouldBe(20);
        events.Select(happened => happened.At).ShouldBe(Enumerable.Range(5, 20).Reverse().Select(At));
        events[0].Evidence.ShouldBe("lines 24");
        events[1].Evidence.ShouldBe("550 5.1.1 User unknown");
        file.Count("select count(*) from recipient_event").ShouldBe(20);
    }

    [Fact]
    public async Task TranscriptOverTwoKibibytes_CutBetweenCharacters()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1, "x" + new string('é', 2000));
        (await file.EventsAsync("ada"))[0].Evidence.ShouldBe("x" + new string('é', 1023));
    }

    [Fact]
    public async Task PinAndUnpin_LearnedVerdictComesBack()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Invalid, 1);
        (await file.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Done);
        var pinned = (await file.ReadAsync("ada"))!;
        (pinned.Pin, pinned.PinBy, pinned.Verdict).ShouldBe((Verdict.Valid, "eve", Verdict.Invalid));
        file.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 1));

        (await file.Store.PinAsync(Key("ada"), null, "eve")).ShouldBe(StoreWrite.Done);

        (await file.ReadAsync("ada")).ShouldBe(Entry("ada", Verdict.Invalid, At(1)));
        (await file.EventsAsync("ada")).Select(happened => (happened.Kind, happened.Verdict))
            .ShouldBe([("unpinned", Verdict.Invalid), ("pinned", Verdict.Valid), ("learned", Verdict.Invalid)]);
        file.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 0));
    }

    [Fact]
    public async Task UnpinOfAPinAlone_NothingIsLeft()
    {
        await using var file = new StoreFile();
        (await file.Store.PinAsync(Key("ada"), null, "eve")).ShouldBe(StoreWrite.NoEntry);
        await file.Store.PinAsync(Key("ada"), Verdict.Invalid, "eve");
        (await file.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Unverifiable);

        await file.Store.PinAsync(Key("ada"), null, "eve");

        (await file.ReadAsync("ada")).ShouldBeNull();
        file.Store.Counts(Domain).ShouldBe(default);
    }

    [Fact]
    public async Task Forget_ErasesTheEntryItsEventsAndWhatWaits()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("ada", Verdict.Valid, 1);
        file.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);

        (await file.Store.ForgetAsync(Key("ada"))).ShouldBe(StoreWrite.Done);

        (await file.ReadAsync("ada")).ShouldBeNull();
        (await file.EventsAsync("ada")).ShouldBeEmpty();
        (await file.Store.ForgetAsync(Key("ada"))).ShouldBe(StoreWrite.NoEntry);
    }

    [Fact]
    public async Task ForgetDomainInAState_KeepsPinsAndTheOthers()
    {
        await using var file = new StoreFile();
        for (int i = 0; i < 4500; i++)
            file.Store.Learn(Entry($"gone{i}", Verdict.Invalid, At(1)), null);
        file.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
        file.Store.Learn(Entry("bob", Verdict.Invalid, At(1)), null);
        await file.Store.PinAsync(Key("bob"), Verdict.Invalid, "eve");

        (await file.Store.ForgetDomainAsync(Domain, RecipientState.Invalid, Cutoffs(0))).ShouldBe(StoreWrite.Done);
        (await file.LocalsAsync(null)).ShouldBe(["ada", "bob"]);
        file.Store.Counts(Domain).ShouldBe(new DomainCounts(1, 1, 1));
        (await file.EventsAsync("gone7")).ShouldBeEmpty();

        await file.Store.ForgetDomainAsync(Domain, null, Cutoffs(0));
        (await file.LocalsAsync(null)).ShouldBeEmpty();
        file.Count("select count(*) from recipient_event").ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_DropsTheDeadAndKeepsForNinetyDaysThatAValidOneBecameInvalid()
    {
        await using var file = new StoreFile();
        await file.LearnAsync("left", Verdict.Valid, 1);
        await file.LearnAsync("left", Verdict.Invalid, 2);
        await file.LearnAsync("never", Verdict.Invalid, 2);
        await file.LearnAsync("stale", Verdict.Valid, 9);
        await file.LearnAsync("pinned", Verdict.Invalid, 2);
        await file.Store.PinAsync(Key("pinned"), Verdict.Invalid, "eve");

        await file.Store.SweepAsync(Domain, new StateCutoffs(At(20), At(20), At(8)));

        (await file.LocalsAsync(null)).ShouldBe(["pinned", "stale"]);
        (await file.EventsAsync("left")).ShouldHaveSingleItem().Kind.ShouldBe("changed");
        (await file.EventsAsync("never")).ShouldBeEmpty();

        file.Time.Advance(TimeSpan.FromDays(91));
        await file.Store.SweepAsync(Domain, new StateCutoffs(At(20), At(20), At(8)));
        (await file.EventsAsync("left")).ShouldBeEmpty();
    }
}
