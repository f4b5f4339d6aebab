using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreFile;

namespace Rollcall.Tests.Storage;

public sealed class RecipientListTests
{
    [Fact]
    public async Task Pages_EveryEntryOnceInOrderOfOctets()
    {
        await using var file = new StoreFile();
        string[] locals = ["10", "9", "a", "a.b", "a_b", "ab", "é", "￮", "😀", "z"]; // the last but one: behind U+FFEE in octets, before it in UTF-16
        foreach (string local in locals.Reverse())
            file.Store.Learn(Entry(local, Verdict.Valid, At(1)), null);
        file.Store.Learn(new RecipientEntry(new RecipientKey("other.test", "a")) { Verdict = Verdict.Valid, VerifiedAt = At(1) }, null);
        await file.FlushAsync();

        var seen = new List<string>();
        string? after = null;
        while (await file.LocalsAsync(null, after: after, limit: 3) is [.., var last] page)
        {
            seen.AddRange(page);
            after = last;
        }

        seen.ShouldBe(["10", "9", "a", "a.b", "a_b", "ab", "z", "é", "￮", "😀"]);
    }

    [Fact]
    public async Task Search_OnlyLocalPartsThatBeginSo()
    {
        await using var file = new StoreFile();
        foreach (string local in new[] { "a%b", "a_b", "axb", "é", "éa", "é\U0010FFFF", "ê", "\U0010FFFFz" })
            file.Store.Learn(Entry(local, Verdict.Valid, At(1)), null);
        await file.FlushAsync();

        (await file.LocalsAsync(null, "a_")).ShouldBe(["a_b"]);
        (await file.LocalsAsync(null, "a%")).ShouldBe(["a%b"]);
        (await file.LocalsAsync(null, "é")).ShouldBe(["é", "éa", "é\U0010FFFF"]);
        (await file.LocalsAsync(null, "é", after: "é")).ShouldBe(["éa", "é\U0010FFFF"]);
        (await file.LocalsAsync(null, "\U0010FFFF")).ShouldBe(["\U0010FFFFz"]);
    }

    [Theory]
    [InlineData("ab", "ac")]
    [InlineData("a\uD7FF", "a\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", null)]
    [InlineData("", null)]
    public void EndOfPrefix_LeastTextBehind(string prefix, string? end) => RecipientReads.EndOfPrefix(prefix).ShouldBe(end);

    [Fact]
    public async Task States_AsTheDirectorySeesThem()
    {
        await using var file = new StoreFile();
        file.Store.Learn(Entry("fresh", Verdict.Valid, At(1)), null);
        file.Store.Learn(Entry("stale", Verdict.Valid, At(0)), null);
        file.Store.Learn(Entry("dead", Verdict.Valid, At(-1)), null);
        file.Store.Learn(Entry("refused", Verdict.Invalid, At(1)), null);
        file.Store.Learn(Entry("refused-dead", Verdict.Invalid, At(0)), null);
        await file.Store.PinAsync(Key("pinned"), Verdict.Valid, "eve");
        await file.Store.PinAsync(Key("refused-dead"), Verdict.Invalid, "eve");

        (await file.LocalsAsync(RecipientState.Valid)).ShouldBe(["fresh", "pinned"]);
        (await file.LocalsAsync(RecipientState.Invalid)).ShouldBe(["refused", "refused-dead"]);
        (await file.LocalsAsync(RecipientState.Stale)).ShouldBe(["stale"]);
        (await file.LocalsAsync(null)).ShouldBe(["fresh", "pinned", "refused", "refused-dead", "stale"]);
    }

    [Fact]
    public async Task RandomOperations_KeptNumbersEqualASlowCount()
    {
        await using var file = new StoreFile();
        var operation = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 5], Gen.Int[0, 30]);
        await operation.Array[1, 12].SampleAsync(async operations =>
        {
            foreach (var (what, who, second) in operations)
                await DoAsync(file.Store, what, "r" + who, second);
            await file.FlushAsync();
            file.Store.Counts(Domain).ShouldBe(new DomainCounts(
                file.Count("select count(*) from recipient where verdict = 'valid'"),
                file.Count("select count(*) from recipient where verdict = 'invalid'"),
                file.Count("select count(*) from recipient where pin is not null")));
        }, iter: 100, threads: 1);

        var counts = file.Store.Counts(Domain);
        await file.ReopenAsync();
        file.Store.Counts(Domain).ShouldBe(counts);
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
