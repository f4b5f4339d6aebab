using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The table of calls of docs/api.md, over TCP with a token.</summary>
public sealed class HttpApiTests : IAsyncLifetime
{
    private const string Alice = "alice@example.test";
    private const string Nobody = "nobody@example.test";
    private const string List = "/api/v1/domains/example.test/recipients";
    private readonly MailSink _sink = new(Alice);
    private Gateway? _gateway;
    private ApiClient? _api;

    private ApiClient Api => _api!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateway.StartAsync("example.test", _sink.Address);
        _api = await ApiClient.OpenAsync(_gateway);
    }

    [Fact]
    public async Task Verify_AsksOnce_ThenRemembers_AndAsksAgainWhenFresh()
    {
        var first = await Api.GetAsync($"/api/v1/verify?address={Alice}");
        first.Status.ShouldBe(200);
        first.Json.EnumerateObject().Select(field => field.Name).ShouldBe(["address", "domain", "verdict", "source", "verifiedAt", "expiresAt", "evidence"]);
        (first.Text("address"), first.Text("domain"), first.Text("verdict"), first.Text("source")).ShouldBe((Alice, "example.test", "valid", "callout"));
        first.Json.GetProperty("evidence").EnumerateObject().Select(field => field.Name).ShouldBe(["stage", "code", "enhancedCode", "text", "host"]);
        (first.Text("evidence", "stage"), first.Text("evidence", "code"), first.Text("evidence", "host")).ShouldBe(("rcpt", "250", _sink.Address));
        first.Text("verifiedAt")!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");

        (await Api.GetAsync($"/api/v1/verify?address={Alice}")).Text("source").ShouldBe("directory");
        _sink.Questions(Alice).ShouldBe(1);
        (await Api.GetAsync($"/api/v1/verify?address={Alice}&fresh=true")).Text("source").ShouldBe("callout");
        _sink.Questions(Alice).ShouldBe(2);
        (await Api.GetAsync($"/api/v1/verify?address={Nobody}")).Text("verdict").ShouldBe("invalid");
        _sink.On("RCPT", "451 4.7.1 Greylisted");
        var doubt = await Api.GetAsync("/api/v1/verify?address=bob@example.test");
        (doubt.Status, doubt.Text("verdict"), doubt.Text("verifiedAt"), doubt.Text("expiresAt")).ShouldBe((200, "unverifiable", null, null));
    }

    [Fact]
    public async Task Verify_IsCountedAndLogged_WithTheNameOfTheToken()
    {
        await Api.GetAsync($"/api/v1/verify?address={Nobody}");
        await Api.PostAsync($"/api/v1/recipient/verify?address={Alice}");
        await Api.GetAsync($"/api/v1/verify?address={Alice}"); // from memory: debug

        var metrics = (await Api.GetAsync("/metrics")).Body;
        var counted = metrics.Split('\n').Where(line => line.StartsWith("rollcall_verify_total{", StringComparison.Ordinal) && line.Contains("domain=\"example.test\"", StringComparison.Ordinal)).ToList();
        counted.ShouldAllBe(line => line.EndsWith("} 1", StringComparison.Ordinal));
        foreach (var (verdict, source) in new[] { ("invalid", "callout"), ("valid", "callout"), ("valid", "directory") })
            counted.Count(line => line.Contains($"verdict=\"{verdict}\"", StringComparison.Ordinal) && line.Contains($"source=\"{source}\"", StringComparison.Ordinal)).ShouldBe(1, metrics);
        metrics.ShouldNotContain("rollcall_rcpt_total{");
        await _gateway!.UntilLogAsync(log => log.Split('\n').Count(line => line.Contains(" verify ", StringComparison.Ordinal)) == 2, "two lines");
        _gateway.CurrentLog.ShouldContain($" info verify caller=grafana domain=example.test recipient={Nobody} verdict=invalid source=callout");
    }

    [Fact]
    public async Task Domain_IsPut_ShownListedAndDeleted()
    {
        const string other = "/api/v1/domains/other.test";
        const string body = """{"deliverTo":["mx.other.test:25"],"callout":{"invalidTtl":"30m"}}""";
        (await Api.GetAsync(other)).Status.ShouldBe(404);
        (await Api.PutAsync(other, body)).Status.ShouldBe(201);
        (await Api.PutAsync(other, body)).Status.ShouldBe(200);

        var shown = await Api.GetAsync(other);
        (shown.Status, shown.Text("name"), shown.Text("source"), shown.Text("state"), shown.Text("health")).ShouldBe((200, "other.test", "store", "active", "up"));
        shown.Json.GetProperty("counts").EnumerateObject().Select(field => field.Name).ShouldBe(["valid", "invalid", "pinned"]);
        var first = await Api.GetAsync("/api/v1/domains?limit=1");
        first.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("example.test");
        var second = await Api.GetAsync("/api/v1/domains?limit=1&cursor=" + first.Text("next"));
        second.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("other.test");
        (await Api.GetAsync("/api/v1/domains")).Text("next").ShouldBeNull();
        (await Api.DeleteAsync(other)).Status.ShouldBe(204);
        (await Api.DeleteAsync(other)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Recipients_ComeInPages_WhoseCursorIsStableUnderChange()
    {
        await PinAsync("ann", "bob", "cid", "dan", "eve");
        var first = await Api.GetAsync(List + "?limit=2");
        Addresses(first).ShouldBe(["ann@example.test", "bob@example.test"]);

        (await Api.DeleteAsync(List + "/bob")).Status.ShouldBe(204); // the very one that the cursor stands on
        await PinAsync("abe", "cat");

        var second = await Api.GetAsync($"{List}?limit=2&cursor={first.Text("next")}");
        Addresses(second).ShouldBe(["cat@example.test", "cid@example.test"]);
        var third = await Api.GetAsync($"{List}?limit=1000&cursor={second.Text("next")}");
        Addresses(third).ShouldBe(["dan@example.test", "eve@example.test"]);
        third.Text("next").ShouldBeNull();
        Addresses(await Api.GetAsync(List + "?limit=1")).ShouldBe(["abe@example.test"]);
        Addresses(await Api.GetAsync(List + "?search=c")).ShouldBe(["cat@example.test", "cid@example.test"]);
    }

    [Fact]
    public async Task Recipients_HaveTheColumnsOfTheCsv_AndAreCsvByAccept()
    {
        await Api.GetAsync($"/api/v1/verify?address={Alice}");
        await Api.GetAsync($"/api/v1/verify?address={Nobody}");
        await Wait.UntilAsync(async () => Addresses(await Api.GetAsync(List)).Count == 2, "both in the store", Wait.Long);

        var json = await Api.GetAsync(List + "?state=valid");
        json.Type.ShouldBe("application/json");
        var item = json.Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        item.EnumerateObject().Select(field => field.Name).Take(10).ShouldBe(["address", "verdict", "pin", "verifiedAt", "expiresAt", "firstSeen", "lastMail", "code", "enhancedCode", "text"]);
        var csv = await Api.GetAsync(List, "text/csv");
        csv.Type.ShouldBe("text/csv");
        var lines = csv.Body.Split("\r\n");
        lines[0].ShouldBe("address,verdict,pin,verified_at,expires_at,first_seen,last_mail,code,enhanced_code,text");
        (lines.Length, lines[1].StartsWith(Alice + ",valid,,20", StringComparison.Ordinal), lines[3]).ShouldBe((4, true, ""));
        lines[2].ShouldStartWith(Nobody + ",invalid,,20");
        lines[2].ShouldContain(",550,5.1.1,");
    }

    // By the path only where it can hold them; by address all.
    [Theory]
    [InlineData(List + "/bob", "", "bob@example.test")]
    [InlineData(List + "/b%20o%22b", "", "\"b o\\\"b\"@example.test")]
    [InlineData("/api/v1/recipient", "?address=bob@example.test", "bob@example.test")]
    [InlineData("/api/v1/recipient", "?address=b%2Fo%2Fb@example.test", "b/o/b@example.test")]
    [InlineData("/api/v1/recipient", "?address=b%252fb@example.test", "b%2fb@example.test")]
    [InlineData("/api/v1/recipient", "?address=50%25@example.test", "50%@example.test")]
    [InlineData("/api/v1/recipient", "?address=%22.%22@example.test", "\".\"@example.test")]
    [InlineData("/api/v1/recipient", "?address=%22..%22@example.test", "\"..\"@example.test")]
    [InlineData("/api/v1/recipient", "?address=b%2Btag@example.test", "b+tag@example.test")]
    public async Task OneRecipient_IsPinnedShownUnpinnedAskedAndForgotten(string path, string query, string address)
    {
        string pin = $"{path}/pin{query}";
        (await Api.GetAsync(path + query)).Status.ShouldBe(404);
        (await Api.PutAsync(pin, """{"verdict":"valid"}""")).Status.ShouldBe(204);

        var shown = await Api.GetAsync(path + query);
        (shown.Status, shown.Text("address"), shown.Text("verdict"), shown.Text("pin"), shown.Text("pinBy")).ShouldBe((200, address, "valid", "valid", "grafana"));
        (await Api.GetAsync($"/api/v1/verify?address={Uri.EscapeDataString(address)}")).Text("source").ShouldBe("pin");
        (await Api.DeleteAsync(pin)).Status.ShouldBe(204);
        var asked = await Api.PostAsync($"{path}/verify{query}");
        (asked.Status, asked.Text("address"), asked.Text("verdict"), asked.Text("source")).ShouldBe((200, address, "invalid", "callout"));
        _sink.Sessions.SelectMany(session => session.Lines).ShouldContain($"RCPT TO:<{address}>");
        (await Api.GetAsync(path + query)).Text("verdict").ShouldBe("invalid");
        (await Api.DeleteAsync(path + query)).Status.ShouldBe(204);
        (await Api.GetAsync(path + query)).Status.ShouldBe(404);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"known":"alice@example.test","dataStage":false}""")]
    public async Task Check_TellsWhetherTheServerFilters(string? body)
    {
        var answer = await Api.PostAsync("/api/v1/domains/example.test/check", body);

        (answer.Status, answer.Text("domain"), answer.Text("kind")).ShouldBe((200, "example.test", "filters-at-rcpt"), answer.Body);
    }

    [Theory]
    [InlineData("/healthz", "ok\n")]
    [InlineData("/readyz", "ready\n")]
    public async Task Probes_NeedNoToken(string path, string text)
    {
        using var without = ApiClient.WithoutToken(_gateway!);

        var answer = await without.GetAsync(path);

        (answer.Status, answer.Body).ShouldBe((200, text));
    }

    public async ValueTask DisposeAsync()
    {
        _api?.Dispose();
        await _gateway!.DisposeAsync();
        await _sink.DisposeAsync();
    }

    private async Task PinAsync(params string[] locals)
    {
        foreach (var local in locals)
            (await Api.PutAsync($"{List}/{local}/pin", """{"verdict":"valid"}""")).Status.ShouldBe(204);
    }

    private static List<string?> Addresses(ApiAnswer page) => [.. page.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("address").GetString())];
}
