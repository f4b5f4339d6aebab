using System.Globalization;
using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Lists that go in and out as files.</summary>
public sealed class TransferTests
{
    private const string Header = "address,verdict,pin,verified_at,expires_at,first_seen,last_mail,code,enhanced_code,text";

    [Fact]
    public async Task ImportedList_AnswersWithoutAQuestion_AndSurvivesAKill()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var folder = new TempFolder();
        var file = folder.Write("list.csv", "address,verdict\r\nbob@example.test,valid\r\nnobody@example.test,invalid\r\n");

        var dry = await gateway.RunAsync("recipients", "import", "example.test", file, "--dry-run");
        dry.Exit.ShouldBe(0);
        dry.Out.ShouldContain("2 new, 0 changed, 0 unchanged");
        (await gateway.RunAsync("recipients", "show", "bob@example.test")).Exit.ShouldBe(67);
        (await gateway.RunAsync("recipients", "import", "example.test", file)).Exit.ShouldBe(0);
        await gateway.KillAsync();
        await gateway.StartAsync();

        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync("bob@example.test")).ShouldStartWith("250 ");
        (await client.RcptAsync("nobody@example.test")).ShouldStartWith("550 5.1.1 ");
        sink.Sessions.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("list.csv")]
    [InlineData("list.json")]
    public async Task Export_ComesBackByImport(string name)
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var folder = new TempFolder();
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
        {
            await client.RcptAsync("alice@example.test");
            await client.RcptAsync("\"odd, \\\"one\\\"\"@example.test");
        }
        await gateway.UntilListedAsync("example.test", 2);

        (await gateway.RunAsync("recipients", "export", "example.test", folder[name])).Exit.ShouldBe(0);
        (await gateway.RunAsync("recipients", "forget", "--domain", "example.test", "--state", "invalid")).Exit.ShouldBe(0);
        (await gateway.RunAsync("recipients", "show", "\"odd, \\\"one\\\"\"@example.test")).Exit.ShouldBe(67);
        (await gateway.RunAsync("recipients", "show", "alice@example.test")).Exit.ShouldBe(0);
        var back = await gateway.RunAsync("recipients", "import", "example.test", folder[name]);

        back.Exit.ShouldBe(0, back.All);
        back.Out.ShouldContain("1 new, 0 changed, 1 unchanged");
        (await gateway.RunAsync("recipients", "show", "\"odd, \\\"one\\\"\"@example.test")).Out.ShouldContain("is invalid");
    }

    [Fact]
    public async Task Export_LeavesTheOldFileUntilTheNewListIsWhole_AndALinkALink()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var folder = new TempFolder();
        var file = folder.Write("list.csv", "yesterday's");
        var link = folder["link.csv"];
        File.CreateSymbolicLink(link, file);

        (await gateway.RunAsync("recipients", "export", "nowhere.test", link)).Exit.ShouldBe(67);
        File.ReadAllText(file).ShouldBe("yesterday's");
        (await gateway.RunAsync("recipients", "export", "example.test", link)).Exit.ShouldBe(0);

        File.ReadAllText(file).ShouldStartWith(Header);
        new FileInfo(link).LinkTarget.ShouldBe(file);
    }

    [Fact]
    public async Task BadData_Exits65WithItsLines_AndImportsNothing()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        using var folder = new TempFolder();
        var file = folder.Write("list.csv", "address,verdict\nbob@example.test,valid\nbob,valid\neve@example.test,perhaps\n");

        var ended = await gateway.RunAsync("recipients", "import", "example.test", file);

        ended.Exit.ShouldBe(65);
        ended.Error.ShouldContain($"rollcall: {file}: line 3: ");
        ended.Error.ShouldContain($"rollcall: {file}: line 4: ");
        (await gateway.RunAsync("recipients", "show", "bob@example.test")).Exit.ShouldBe(67);
        (await gateway.RunAsync("recipients", "import", "other.test", file)).Exit.ShouldBe(67);
    }

    [Fact]
    public async Task LongList_GoesInAndOut()
    {
        const int Rows = 20_000;
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        using var folder = new TempFolder();
        var text = new StringBuilder("address,verdict\r\n");
        for (int i = 0; i < Rows; i++)
            text.Append(CultureInfo.InvariantCulture, $"user-{i}@example.test,{(i % 10 == 0 ? "invalid" : "valid")}\r\n");

        (await gateway.RunAsync("recipients", "import", "example.test", folder.Write("list.csv", text.ToString()))).Exit.ShouldBe(0);

        var (status, type, body) = await gateway.CallAsync(HttpMethod.Get, "/api/v1/domains/example.test/recipients", accept: "text/csv");
        status.ShouldBe(200);
        type.ShouldBe("text/csv");
        body.ShouldStartWith(Header + "\r\n");
        body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Rows + 1);
        var invalid = await gateway.RunAsync("recipients", "list", "example.test", "--state", "invalid", "--format", "csv");
        invalid.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(Rows / 10 + 1);
        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("18000 valid, 2000 invalid");
    }

    [Fact]
    public async Task EntryOfAPath_IsThatOfTheAddress()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        const string Alice = "/api/v1/domains/example.test/recipients/Alice";

        (await gateway.CallAsync(HttpMethod.Get, Alice)).Status.ShouldBe(404);
        (await gateway.CallAsync(HttpMethod.Post, Alice + "/verify")).Body.ShouldContain("\"verdict\":\"valid\"");
        (await gateway.CallAsync(HttpMethod.Get, Alice)).Body.ShouldContain("\"address\":\"alice@example.test\"");
        (await gateway.CallAsync(HttpMethod.Put, Alice + "/pin", Json("""{"verdict":"invalid"}"""))).Status.ShouldBe(204);
        (await gateway.CallAsync(HttpMethod.Get, "/api/v1/recipient?address=alice@example.test")).Body.ShouldContain("\"pin\":\"invalid\"");
        (await gateway.CallAsync(HttpMethod.Put, Alice + "/pin", Json("""{"verdict":"invalid","by":"me"}"""))).Status.ShouldBe(400);
        (await gateway.CallAsync(HttpMethod.Put, Alice + "/pin", Json("""{"verdict":"perhaps"}"""))).Status.ShouldBe(400);
        (await gateway.CallAsync(HttpMethod.Put, Alice + "/pin", Json("{"))).Status.ShouldBe(400);
        (await gateway.CallAsync(HttpMethod.Delete, Alice + "/pin")).Status.ShouldBe(204);
        (await gateway.CallAsync(HttpMethod.Delete, Alice)).Status.ShouldBe(204);
        (await gateway.CallAsync(HttpMethod.Delete, Alice)).Status.ShouldBe(404);
        foreach (var limit in new[] { "0", "1001", "-1", "many", "" })
            (await gateway.CallAsync(HttpMethod.Get, $"/api/v1/domains/example.test/recipients?limit={limit}")).Status.ShouldBe(400, limit);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
