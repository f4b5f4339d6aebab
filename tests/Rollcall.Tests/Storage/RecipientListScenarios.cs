using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

/// <summary>Lists and kept numbers, on every database.</summary>
public abstract class RecipientListScenarios
{
    private protected abstract Task<StoreUnderTest> OpenAsync();

    [Fact]
    public async Task Pages_EveryEntryOnceInOrderOfOctets()
    {
        await using var database = await OpenAsync();
        string[] locals = ["10", "9", "a", "a.b", "a_b", "ab", "é", "￮", "😀", "z"]; // the last but one: behind U+FFEE in octets, before it in UTF-16
        foreach (string local in locals.Reverse())
            database.Store.Learn(Entry(local, Verdict.Valid, At(1)), null);
        database.Store.Learn(new RecipientEntry(new RecipientKey("other.test", "a")) { Verdict = Verdict.Valid, VerifiedAt = At(1) }, null);
        await database.FlushAsync();

        var seen = new List<string>();
        string? after = null;
        while (await database.LocalsAsync(null, after: after, limit: 3) is [.., var last] page)
        {
            seen.AddRange(page);
            after = last;
        }

        seen.ShouldBe(["10", "9", "a", "a.b", "a_b", "ab", "z", "é", "￮", "😀"]);
    }

    [Fact]
    public async Task Search_OnlyLocalPartsThatBeginSo()
    {
        await using var database = await OpenAsync();
        foreach (string local in new[] { "a%b", "a_b", "axb", "é", "éa", "é\U0010FFFF", "ê", "\U0010FFFFz" })
            database.Store.Learn(Entry(local, Verdict.Valid, At(1)), null);
        await database.FlushAsync();

        (await database.LocalsAsync(null, "a_")).ShouldBe(["a_b"]);
        (await database.LocalsAsync(null, "a%")).ShouldBe(["a%b"]);
        (await database.LocalsAsync(null, "é")).ShouldBe(["é", "éa", "é\U0010FFFF"]);
        (await database.LocalsAsync(null, "é", after: "é")).ShouldBe(["éa", "é\U0010FFFF"]);
        (await database.LocalsAsync(null, "\U0010FFFF")).ShouldBe(["\U0010FFFFz"]);
    }

    [Fact]
    public async Task States_AsTheDirectorySeesThem()
    {
        await using var database = await OpenAsync();
        database.Store.Learn(Entry("fresh", Verdict.Valid, At(1)), null);
        database.Store.Learn(Entry("stale", Verdict.Valid, At(0)), null);
        database.Store.Learn(Entry("dead", Verdict.Valid, At(-1)), null);
        database.Store.Learn(Entry("refused", Verdict.Invalid, At(1)), null);
        database.Store.Learn(Entry("refused-dead", Verdict.Invalid, At(0)), null);
        await database.Store.PinAsync(Key("pinned"), Verdict.Valid, "eve");
        await database.Store.PinAsync(Key("refused-dead"), Verdict.Invalid, "eve");

        (await database.LocalsAsync(RecipientState.Valid)).ShouldBe(["fresh", "pinned"]);
        (await database.LocalsAsync(RecipientState.Invalid)).ShouldBe(["refused", "refused-dead"]);
        (await database.LocalsAsync(RecipientState.Stale)).ShouldBe(["stale"]);
        (await database.LocalsAsync(null)).ShouldBe(["fresh", "pinned", "refused", "refused-dead", "stale"]);
    }

    [Fact]
    public async Task RandomOperations_KeptNumbersEqualASlowCount()
    {
        await using var database = await OpenAsync();
        var operation = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 5], Gen.Int[0, 30]);
        await operation.Array[1, 12].SampleAsync(async operations =>
        {
            foreach (var (what, who, second) in operations)
                await DoAsync(database.Store, what, "r" + who, second);
            await database.FlushAsync();
            database.Store.Counts(Domain).ShouldBe(new DomainCounts(
                database.Count("select count(*) from recipient where verdict = 'valid'"),
                database.Count("select count(*) from recipient where verdict = 'invalid'"),
                database.Count("select count(*) from recipient where pin is not null")));
        }, iter: 100, threads: 1);

        var counts = database.Store.Counts(Domain);
        await database.ReopenAsync();
        database.Store.Counts(Domain).ShouldBe(counts);
    }

    private static Task DoAsync(RecipientStore store, int what, string local, int second)
    {
        switch (what)
        {
            case 0:
                store.Learn(Entry(local, Verdict.Valid, At(second)), null);
                return Task.CompletedTask;
            case 1:
                store.Learn(Entry(local, Verdict.Invalid, At(second)), null);
                return Task.CompletedTask;
            case 2:
                return store.PinAsync(Key(local), second % 2 == 0 ? Verdict.Valid : Verdict.Invalid, "eve");
            case 3:
                return store.PinAsync(Key(local), null, "eve");
            case 4:
                return store.ForgetAsync(Key(local));
            case 5:
                return store.SweepAsync(Domain, Cutoffs(second));
            default:
                return store.ForgetDomainAsync(Domain, second % 4 == 0 ? null : RecipientState.Valid, Cutoffs(second));
        }
    }
}
