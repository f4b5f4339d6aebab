using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

/// <summary>What a store remembers, on every database.</summary>
public abstract class RecipientStoreScenarios
{
    private protected abstract Task<StoreUnderTest> OpenAsync();

    [Fact]
    public async Task LearntAndReopened_EntryIsWhole()
    {
        await using var database = await OpenAsync();
        var learnt = Entry("ada", Verdict.Invalid, At(5));
        database.Store.Learn(learnt, "RCPT TO:<ada@example.test>\n550 5.1.1 User unknown");

        await database.ReopenAsync();

        (await database.ReadAsync("ada")).ShouldBe(learnt);
        var happened = (await database.EventsAsync("ada")).ShouldHaveSingleItem();
        happened.ShouldBe(new RecipientEvent(At(5), "learned", Verdict.Invalid, "RCPT TO:<ada@example.test>\n550 5.1.1 User unknown"));
        database.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 0));
    }

    [Fact]
    public async Task UnknownKey_AvailableWithoutEntry()
    {
        await using var database = await OpenAsync();
        (await database.Store.ReadAsync(Key("nobody"))).ShouldBe(new StoreRead(true, null));
    }

    [Fact]
    public async Task LearnedTwiceWhileWaiting_OneWriteOfTheLater()
    {
        await using var database = await OpenAsync();
        database.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
        database.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);
        (await database.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);

        await database.ReopenAsync();

        (await database.EventsAsync("ada")).ShouldHaveSingleItem().Kind.ShouldBe("learned");
        (await database.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task WaitingWrite_IsReadOverTheStoredEntry()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Valid, 1);
        await database.Store.PinAsync(Key("ada"), Verdict.Valid, "eve");
        database.Store.Learn(Entry("ada", Verdict.Invalid, At(9)), null);
        database.Store.CountMails(Key("ada"), At(10), 3);

        var entry = (await database.ReadAsync("ada"))!;

        (entry.Verdict, entry.VerifiedAt, entry.Pin, entry.FirstSeen, entry.Mails, entry.LastMail)
            .ShouldBe((Verdict.Invalid, At(9), Verdict.Valid, At(1), 3, At(10)));
        await database.FlushAsync();
        (await database.ReadAsync("ada")).ShouldBe(entry);
    }

    [Fact]
    public async Task OlderVerdict_ChangesNothing()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Valid, 10);
        await database.LearnAsync("ada", Verdict.Invalid, 9);
        (await database.ReadAsync("ada")).ShouldBe(Entry("ada", Verdict.Valid, At(10)));
        (await database.EventsAsync("ada")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TwentyFiveChanges_TwentyEventsAndLinesOnlyWithTheLast()
    {
        await using var database = await OpenAsync();
        for (int i = 0; i < 25; i++)
            await database.LearnAsync("ada", i % 2 == 0 ? Verdict.Valid : Verdict.Invalid, i, "lines " + i);

        var events = await database.EventsAsync("ada");

        events.Count.ShouldBe(20);
        events.Select(happened => happened.At).ShouldBe(Enumerable.Range(5, 20).Reverse().Select(At));
        events[0].Evidence.ShouldBe("lines 24");
        events[1].Evidence.ShouldBe("550 5.1.1 User unknown");
        database.Count("select count(*) from recipient_event").ShouldBe(20);
    }

    [Fact]
    public async Task TranscriptOverTwoKibibytes_CutBetweenCharacters()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Valid, 1, "x" + new string('é', 2000));
        (await database.EventsAsync("ada"))[0].Evidence.ShouldBe("x" + new string('é', 1023));
    }

    [Fact]
    public async Task PinAndUnpin_LearnedVerdictComesBack()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Invalid, 1);
        (await database.Store.PinAsync(Key("ada"), Verdict.Valid, "eve")).ShouldBe(StoreWrite.Done);
        var pinned = (await database.ReadAsync("ada"))!;
        (pinned.Pin, pinned.PinBy, pinned.Verdict).ShouldBe((Verdict.Valid, "eve", Verdict.Invalid));
        database.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 1));

        (await database.Store.PinAsync(Key("ada"), null, "eve")).ShouldBe(StoreWrite.Done);

        (await database.ReadAsync("ada")).ShouldBe(Entry("ada", Verdict.Invalid, At(1)));
        (await database.EventsAsync("ada")).Select(happened => (happened.Kind, happened.Verdict))
            .ShouldBe([("unpinned", Verdict.Invalid), ("pinned", Verdict.Valid), ("learned", Verdict.Invalid)]);
        database.Store.Counts(Domain).ShouldBe(new DomainCounts(0, 1, 0));
    }

    [Fact]
    public async Task UnpinOfAPinAlone_NothingIsLeft()
    {
        await using var database = await OpenAsync();
        (await database.Store.PinAsync(Key("ada"), null, "eve")).ShouldBe(StoreWrite.NoEntry);
        await database.Store.PinAsync(Key("ada"), Verdict.Invalid, "eve");
        (await database.ReadAsync("ada"))!.Verdict.ShouldBe(Verdict.Unverifiable);

        await database.Store.PinAsync(Key("ada"), null, "eve");

        (await database.ReadAsync("ada")).ShouldBeNull();
        database.Store.Counts(Domain).ShouldBe(default);
    }

    [Fact]
    public async Task Forget_ErasesTheEntryItsEventsAndWhatWaits()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("ada", Verdict.Valid, 1);
        database.Store.Learn(Entry("ada", Verdict.Invalid, At(2)), null);

        (await database.Store.ForgetAsync(Key("ada"))).ShouldBe(StoreWrite.Done);

        (await database.ReadAsync("ada")).ShouldBeNull();
        (await database.EventsAsync("ada")).ShouldBeEmpty();
        (await database.Store.ForgetAsync(Key("ada"))).ShouldBe(StoreWrite.NoEntry);
    }

    [Fact]
    public async Task ForgetDomainInAState_KeepsPinsAndTheOthers()
    {
        await using var database = await OpenAsync();
        for (int i = 0; i < 4500; i++)
            database.Store.Learn(Entry($"gone{i}", Verdict.Invalid, At(1)), null);
        database.Store.Learn(Entry("ada", Verdict.Valid, At(1)), null);
        database.Store.Learn(Entry("bob", Verdict.Invalid, At(1)), null);
        await database.Store.PinAsync(Key("bob"), Verdict.Invalid, "eve");

        (await database.Store.ForgetDomainAsync(Domain, RecipientState.Invalid, Cutoffs(0))).ShouldBe(StoreWrite.Done);
        (await database.LocalsAsync(null)).ShouldBe(["ada", "bob"]);
        database.Store.Counts(Domain).ShouldBe(new DomainCounts(1, 1, 1));
        (await database.EventsAsync("gone7")).ShouldBeEmpty();

        await database.Store.ForgetDomainAsync(Domain, null, Cutoffs(0));
        (await database.LocalsAsync(null)).ShouldBeEmpty();
        database.Count("select count(*) from recipient_event").ShouldBe(0);
    }

    [Fact]
    public async Task Sweep_DropsTheDeadAndKeepsForNinetyDaysThatAValidOneBecameInvalid()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("left", Verdict.Valid, 1);
        await database.LearnAsync("left", Verdict.Invalid, 2);
        await database.LearnAsync("never", Verdict.Invalid, 2);
        await database.LearnAsync("stale", Verdict.Valid, 9);
        await database.LearnAsync("pinned", Verdict.Invalid, 2);
        await database.Store.PinAsync(Key("pinned"), Verdict.Invalid, "eve");

        await database.Store.SweepAsync(Domain, new StateCutoffs(At(20), At(20), At(8)));

        (await database.LocalsAsync(null)).ShouldBe(["pinned", "stale"]);
        (await database.EventsAsync("left")).ShouldHaveSingleItem().Kind.ShouldBe("changed");
        (await database.EventsAsync("never")).ShouldBeEmpty();

        database.Time.Advance(TimeSpan.FromDays(91));
        await database.Store.SweepAsync(Domain, new StateCutoffs(At(20), At(20), At(8)));
        (await database.EventsAsync("left")).ShouldBeEmpty();
    }

    [Fact]
    public async Task MoreInvalidOnesThanADomainMayHave_TheOldestGo_AndNoPins()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("pinned", Verdict.Invalid, 1);
        await database.Store.PinAsync(Key("pinned"), Verdict.Invalid, "eve");
        await database.LearnAsync("valid", Verdict.Valid, 1);
        await database.LearnAsync("left", Verdict.Valid, 1);
        database.Store.MaxInvalid = 3;

        await database.LearnAsync("left", Verdict.Invalid, 2);
        for (int second = 3; second < 8; second++)
            await database.LearnAsync($"guess{second}", Verdict.Invalid, second);

        (await database.LocalsAsync(null)).ShouldBe(["guess6", "guess7", "pinned", "valid"]);
        database.Store.Counts(Domain).ShouldBe(new DomainCounts(Valid: 1, Invalid: 3, Pinned: 1));
        (await database.EventsAsync("left")).ShouldHaveSingleItem().Kind.ShouldBe("changed");
        (await database.EventsAsync("guess3")).ShouldBeEmpty();
    }

    [Fact]
    public async Task TextThatNoDatabaseTakes_IsWrittenWithoutIt()
    {
        await using var database = await OpenAsync();
        var learnt = Entry("ada", Verdict.Invalid, At(1));
        database.Store.Learn(learnt with { Evidence = learnt.Evidence! with { Text = "cut \ud83d" } }, "a\0b\ud83d");
        await database.Store.PinAsync(Key("ada"), Verdict.Valid, "e\0ve");

        var entry = (await database.ReadAsync("ada"))!;
        (entry.Evidence!.Text, entry.PinBy).ShouldBe(("cut \ufffd", "e\ufffdve"));
        (await database.EventsAsync("ada"))[^1].Evidence.ShouldBe("a\ufffdb\ufffd");
        (await database.LocalsAsync(null, "\0")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyDomainsInOneBatch_EachHasItsNumbers()
    {
        await using var database = await OpenAsync();
        for (int i = 0; i < 1200; i++)
            database.Store.Learn(new RecipientEntry(new RecipientKey($"d{i % 300}.test", $"r{i}")) { Verdict = i % 4 == 0 ? Verdict.Invalid : Verdict.Valid, VerifiedAt = At(1) }, null);
        database.Store.CountMails(new RecipientKey("d5.test", "r305"), At(2), 7);
        await database.FlushAsync();

        database.Store.Counts("d0.test").ShouldBe(new DomainCounts(0, 4, 0));
        database.Store.Counts("d5.test").ShouldBe(new DomainCounts(4, 0, 0));
        (await database.Store.ReadAsync(new RecipientKey("d5.test", "r305"))).Entry!.Mails.ShouldBe(7);
        database.Count("select count(*) from recipient_event").ShouldBe(1200);
    }

    [Fact]
    public async Task PutBack_ChangesOnlyALearnedNo_OfAnEntryThatIsAsOld()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("flipped", Verdict.Invalid, 5);
        await database.LearnAsync("found", Verdict.Valid, 5);
        await database.LearnAsync("anew", Verdict.Invalid, 9);
        await database.Store.ImportAsync(Domain, [Entry("imported", Verdict.Invalid, At(5)) with { Evidence = null }]);

        foreach (var local in new[] { "flipped", "found", "imported", "anew" })
            await database.Store.RestoreAsync(Entry(local, Verdict.Valid, At(1)) with { FirstSeen = At(5) });

        (await database.ReadAsync("flipped"))!.VerifiedAt.ShouldBe(At(1));
        (await database.ReadAsync("found"))!.VerifiedAt.ShouldBe(At(5));
        (await database.ReadAsync("imported"))!.Verdict.ShouldBe(Verdict.Invalid);
        (await database.ReadAsync("anew"))!.Verdict.ShouldBe(Verdict.Invalid, "it was forgotten, and learnt once more");
    }
}
