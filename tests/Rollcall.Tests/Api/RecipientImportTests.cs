using System.Text;
using Rollcall.Api;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Tests.Reload;

namespace Rollcall.Tests.Api;

public sealed class RecipientImportTests
{
    [Fact]
    public async Task Import_IsLearntWithoutEvidence_AndIsInTheStore()
    {
        await using var live = new LiveGateway();

        var done = await ImportAsync(live, "address,verdict\r\nBob@Example.com,valid\r\ncarol@example.com,invalid\r\n");

        (done.New, done.Changed, done.Unchanged, done.Pinned).ShouldBe((2, 0, 0, 0));
        var bob = (await live.Store.ReadAsync(Key("bob"))).Entry.ShouldNotBeNull();
        bob.Verdict.ShouldBe(Verdict.Valid);
        bob.VerifiedAt.ShouldBe(live.Gateway.Directory.Now);
        bob.Evidence.ShouldBeNull();
        (await live.Store.ReadAsync(Key("carol"))).Entry!.Verdict.ShouldBe(Verdict.Invalid);
    }

    [Fact]
    public async Task Difference_TellsNewChangedUnchangedAndPinned()
    {
        await using var live = new LiveGateway();
        await ImportAsync(live, "address,verdict\nbob@example.com,valid\ncarol@example.com,invalid\n");
        await live.Gateway.Directory.PinAsync(Key("carol"), Verdict.Valid, "test");

        var import = await LookAsync(live, "verdict,address\nvalid,bob@example.com\nvalid,carol@example.com\ninvalid,dave@example.com\n");

        var difference = import.Difference;
        (difference.New, difference.Changed, difference.Unchanged, difference.Pinned).ShouldBe((1, 1, 1, 1));
        difference.Changes.ShouldBe([new ImportChangeJson("carol@example.com", "invalid", "valid")]);
        (await live.Store.ReadAsync(Key("dave"))).Entry.ShouldBeNull();
    }

    [Fact]
    public async Task Import_ReplacesWhatIsInMemory_AndLeavesThePin()
    {
        await using var live = new LiveGateway();
        live.Gateway.Directory.Learn(Key("bob"), new StoreRead(true, null), Verdict.Valid, new Evidence(CalloutStage.Rcpt, 250, null, "Ok", null), null);
        await live.Gateway.Directory.PinAsync(Key("bob"), Verdict.Valid, "test");
        live.Time.Advance(TimeSpan.FromSeconds(1));

        await ImportAsync(live, "address,verdict\nbob@example.com,invalid\n");

        var bob = live.Gateway.Directory.Recall(Key("bob")).ShouldNotBeNull();
        (bob.Verdict, bob.Pin, bob.Evidence).ShouldBe((Verdict.Invalid, Verdict.Valid, null));
    }

    [Fact]
    public async Task BadRows_AreAllToldWithTheirLines()
    {
        await using var live = new LiveGateway();

        var import = await LookAsync(live, """
            address,verdict,text
            bob@example.com,valid,"two
            lines"
            bob,valid,
            carol@other.example,valid,
            dave@example.com,unverifiable,

            BOB@example.com,invalid,
            eve@example.com
            """.ReplaceLineEndings("\r\n"));

        var errors = import.Errors.ShouldNotBeNull();
        errors.Count.ShouldBe(5);
        errors.First.Select(error => error.Line).ShouldBe([4, 5, 6, 8, 9]);
        errors.First[2].Detail.ShouldBe("line 6: the verdict is \"unverifiable\"; write valid or invalid");
        errors.First[3].Detail.ShouldBe("line 8: bob@example.com is invalid here and valid in line 3");
    }

    [Fact]
    public async Task ManyBadRows_AreCounted()
    {
        await using var live = new LiveGateway();
        var text = new StringBuilder("address,verdict\n");
        for (int i = 0; i < 50; i++)
            text.Append("bob,valid\n");

        var errors = (await LookAsync(live, text.ToString())).Errors.ShouldNotBeNull();

        errors.First.Count.ShouldBe(20);
        errors.Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("", "line 1:")]
    [InlineData("bob@example.com,valid\n", "line 1:")]
    [InlineData("address;verdict\nbob@example.com;valid\n", "line 1:")]
    [InlineData("address,verdict\nbob@example.com,\"valid\nx", "line")]
    [InlineData("address,verdict\nb\"ob@example.com,valid\n", "line 2:")]
    public async Task NoCsv_IsAnErrorWithItsLine(string text, string start)
    {
        await using var live = new LiveGateway();

        (await LookAsync(live, text)).Errors.ShouldNotBeNull().First[0].Detail.ShouldStartWith(start);
    }

    [Fact]
    public async Task OtherEncoding_IsAnError()
    {
        await using var live = new LiveGateway();
        var import = new RecipientImport(live.Gateway.Directory, live.Gateway.Settings.Domains.Find("example.com")!);
        using var latin = new MemoryStream(Encoding.Latin1.GetBytes("address,verdict\nmüller@example.com,valid\n"));

        (await import.LookAsync(ImportRows.CsvAsync(latin))).ShouldBeTrue();

        import.Errors.ShouldNotBeNull().First[0].Detail.ShouldContain("UTF-8");
    }

    [Fact]
    public async Task Json_IsReadByItsItems()
    {
        await using var live = new LiveGateway();
        const string Json = """[{"address": "bob@example.com", "verdict": "valid", "pin": null}, {"address": "carol", "verdict": "valid"}]""";

        var errors = (await LookAsync(live, Json, json: true)).Errors.ShouldNotBeNull();

        errors.Count.ShouldBe(1);
        errors.First[0].Detail.ShouldStartWith("item 2: \"carol\" is no address");
    }

    [Theory]
    [InlineData("{\"address\": \"bob@example.com\"}")]
    [InlineData("[{\"address\": 7}]")]
    [InlineData("[{\"address\": \"bob@example.com\",")]
    public async Task OtherJson_IsAnErrorWithItsLine(string text)
    {
        await using var live = new LiveGateway();

        (await LookAsync(live, text, json: true)).Errors.ShouldNotBeNull().First[0].Detail.ShouldStartWith("line 1: ");
    }

    [Fact]
    public async Task StoreThatIsGone_IsTold_AndNothingIsLearnt()
    {
        await using var live = new LiveGateway();
        live.LoseStore();
        var import = new RecipientImport(live.Gateway.Directory, live.Gateway.Settings.Domains.Find("example.com")!);

        (await import.LookAsync(Rows("address,verdict\nbob@example.com,valid\n", json: false))).ShouldBeFalse();
    }

    private static async Task<RecipientImport> LookAsync(LiveGateway live, string text, bool json = false)
    {
        var import = new RecipientImport(live.Gateway.Directory, live.Gateway.Settings.Domains.Find("example.com")!);
        (await import.LookAsync(Rows(text, json))).ShouldBeTrue();
        return import;
    }

    private static async Task<ImportJson> ImportAsync(LiveGateway live, string csv)
    {
        var import = await LookAsync(live, csv);
        import.Errors.ShouldBeNull();
        (await import.WriteAsync(Rows(csv, json: false))).ShouldBeTrue();
        return import.Difference;
    }

    private static IAsyncEnumerable<ImportRow> Rows(string text, bool json)
    {
        var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return json ? ImportRows.JsonAsync(stream) : ImportRows.CsvAsync(stream);
    }

    private static RecipientKey Key(string local) => new("example.com", local);
}
