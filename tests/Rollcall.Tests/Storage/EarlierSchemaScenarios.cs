using System.Globalization;
using Dapper;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

/// <summary>
/// Stores as earlier programs left them, on every database. The first script was once edited in place: a store from before started, said that
/// it was ready, and failed at every state of a domain.
/// </summary>
public abstract class EarlierSchemaScenarios
{
    private const string LearnedAt = "1795500000000";

    public static TheoryData<string> Schemas => [.. NamesIn("sqlite")];

    /// <summary>The folder of this database's schemas.</summary>
    private protected abstract string Kind { get; }

    [Fact]
    public void Schemas_AreKeptOfEveryDatabase() => NamesIn(Kind).ShouldBe(NamesIn("sqlite"));

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Opened_HasAllThatWasInIt_AndTakesWhatIsNew(string schema)
    {
        await using var database = await OpenAsync(SqlOf(schema));
        var states = new DomainStateStore(database.Store);

        var alice = (await database.ReadAsync("alice")).ShouldNotBeNull();
        alice.Verdict.ShouldBe(Verdict.Valid);
        alice.VerifiedAt.ToString(CultureInfo.InvariantCulture).ShouldBe(LearnedAt);
        alice.Evidence!.Host.ShouldBe("mx.example.test:25");
        (await database.ReadAsync("bob"))!.Pin.ShouldBe(Verdict.Valid);
        database.Store.Counts("example.test").ShouldBe(new DomainCounts(2, 1, 2));
        (await new DomainStore(database.Store, database.Time).ListAsync()).ShouldNotBeNull().ShouldHaveSingleItem().Name.ShouldBe("stored.test");
        (await states.KeepAsync(new DomainState("example.test", "there:25") { BrakeSince = 5 })).ShouldBeTrue();
        (await states.StatesAsync()).ShouldNotBeNull().ShouldHaveSingleItem().BrakeSince.ShouldBe(5);
        (await new TokenStore(database.Store).AddAsync(new StoredToken("new", new string('c', 64), 1))).ShouldBe(StoreWrite.Done);
        database.Store.Trouble.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Opened_HasTheColumnsOfANewStore(string schema)
    {
        await using var earlier = await OpenAsync(SqlOf(schema));
        await using var fresh = await OpenAsync("");
        foreach (var table in new[] { "recipient", "recipient_event", "domain", "domain_state", "token", "schema_script" })
            ColumnsOf(earlier, table).ShouldBe(ColumnsOf(fresh, table), ignoreOrder: true);
    }

    [Fact]
    public async Task ScriptThatDiffers_IsRefusedWithItsName()
    {
        await using var database = await OpenAsync("");
        using (var other = database.OpenOther())
            other.Execute("update schema_script set sha256 = 'of another text' where name = '0002-tokens.sql'");

        (await Should.ThrowAsync<StoreOpenException>(database.ReopenAsync)).Message.ShouldContain("0002-tokens.sql");
    }

    private protected abstract Task<StoreUnderTest> OpenAsync(string sql);

    private static string[] ColumnsOf(StoreUnderTest database, string table)
    {
        using var other = database.OpenOther();
        using var row = other.ExecuteReader($"select * from {table} limit 0");
        return [.. Enumerable.Range(0, row.FieldCount).Select(row.GetName)];
    }

    private static string Folder(string kind) => Path.Combine(AppContext.BaseDirectory, "Storage", "Schemas", kind);

    private static string[] NamesIn(string kind) => [.. Directory.GetFiles(Folder(kind)).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    private string SqlOf(string schema) => File.ReadAllText(Path.Combine(Folder(Kind), schema + ".sql"));
}
