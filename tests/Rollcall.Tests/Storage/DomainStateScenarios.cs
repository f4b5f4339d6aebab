using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;
using static Rollcall.Tests.Storage.StoreUnderTest;

namespace Rollcall.Tests.Storage;

/// <summary>The states of domains, on every database.</summary>
public abstract class DomainStateScenarios
{
    private protected abstract Task<StoreUnderTest> OpenAsync();

    [Fact]
    public async Task Kept_IsThereAfterAReopen_InThePlaceOfTheOlder()
    {
        await using var database = await OpenAsync();
        var state = new DomainState(Domain, "there:25") { AcceptsAllAt = At(1), FilteringAt = At(2), RefusedSince = At(3), BrakeSince = At(4) };
        await new DomainStateStore(database.Store).KeepAsync(state with { BrakeSince = null });
        (await new DomainStateStore(database.Store).KeepAsync(state)).ShouldBeTrue();

        await database.ReopenAsync();

        (await new DomainStateStore(database.Store).StatesAsync()).ShouldBe([state]);
    }

    [Fact]
    public async Task HeldBack_IsWhoWasHeldOrPutBackSince_AndWhoIsValidAgain()
    {
        await using var database = await OpenAsync();
        var states = new DomainStateStore(database.Store);
        await states.KeepAsync(new DomainState(Domain, "there:25") { BrakeSince = At(10) });
        foreach (var local in new[] { "held", "again", "imported", "before", "asked", "forgotten" })
            await database.LearnAsync(local, Verdict.Valid, 1);
        await database.LearnAsync("putback", Verdict.Invalid, 9);
        database.Time.Advance(TimeSpan.FromSeconds(11));
        await database.Store.RestoreAsync(Entry("putback", Verdict.Valid, At(1)) with { FirstSeen = At(9) });
        foreach (var local in new[] { "held", "again", "imported", "forgotten" })
            database.Store.HoldBack(Key(local), Held(At(11)));
        database.Store.HoldBack(Key("before"), Held(At(9)));
        await database.LearnAsync("again", Verdict.Valid, 12);
        await database.Store.ImportAsync(Domain, [Entry("imported", Verdict.Valid, At(12)) with { Evidence = null }]);
        await database.Store.ForgetAsync(Key("forgotten"));

        await database.ReopenAsync();

        (await new DomainStateStore(database.Store).HeldBackAsync())!.OrderBy(held => held.Key.Local, StringComparer.Ordinal)
            .ShouldBe([new(Key("again"), true), new(Key("held"), false), new(Key("imported"), false), new(Key("putback"), false)]);
    }

    [Fact]
    public async Task HeldBack_IsInTheHistory_WithTheLinesOfTheQuestion()
    {
        await using var database = await OpenAsync();
        await database.LearnAsync("held", Verdict.Valid, 1);
        database.Store.HoldBack(Key("held"), Held(At(11)) with { Evidence = "< 550 5.1.1 gone" });

        await database.ReopenAsync();

        (await database.Store.EventsAsync(Key("held")))![0].ShouldBe(new RecipientEvent(At(11), "held", Verdict.Invalid, "< 550 5.1.1 gone"));
        (await database.ReadAsync("held"))!.Verdict.ShouldBe(Verdict.Valid);
    }

    private static RecipientEvent Held(long at) => new(at, "held", Verdict.Invalid, "");
}
