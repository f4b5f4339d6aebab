using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>`rollcall check` against real servers, for each kind of result that they can show.</summary>
public sealed class CheckCommandTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task PostfixThatListsItsRecipients_FiltersAtRcpt()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice]);

        var ended = await CheckAsync("--server", postfix.Address, "--known", Alice, "--data-stage");

        ended.Exit.ShouldBe(0, ended.All);
        ended.Out.ShouldStartWith($"example.test: filters-at-rcpt\n{postfix.Address} (Postfix) refuses unknown recipients at RCPT (550 5.1.1 ");
        ended.Out.ShouldContain($"RCPT TO:<{Alice}>");
        ended.Out.ShouldNotContain("> DATA");
    }

    [Fact]
    public async Task PostfixWithACatchAll_AcceptsAll_AndGetsNoMessage()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["@example.test"]);

        var ended = await CheckAsync("--server", postfix.Address, "--data-stage", "--json");

        ended.Exit.ShouldBe(1, ended.All);
        ended.Error.ShouldBeEmpty();
        var answer = Read(ended);
        answer.GetProperty("kind").GetString().ShouldBe("accepts-all");
        answer.GetProperty("server").GetProperty("family").GetString().ShouldBe("postfix");
        Step(answer, "data-stage").GetProperty("code").GetInt32().ShouldBe(354);
        answer.GetProperty("advice").EnumerateArray().ShouldContain(text => text.GetString()!.Contains("reject_unlisted_recipient", StringComparison.Ordinal));
        await postfix.UntilLogAsync(log => log.Contains("lost connection after DATA", StringComparison.Ordinal), "the end of DATA");
        sink.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("451 4.7.1 Greylisted, come back later", "greylists")]
    [InlineData("554 5.7.1 Client host blocked by our policy", "refuses-call-outs")]
    public async Task PostfixThatRefusesEveryRecipient_IsAskedInVain(string reply, string kind)
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice],
            $"smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ example.test = {reply} }} }}, reject_unlisted_recipient");

        var ended = await CheckAsync("--server", postfix.Address, "--known", Alice, "--json");

        ended.Exit.ShouldBe(75, ended.All);
        Read(ended).GetProperty("kind").GetString().ShouldBe(kind);
    }

    [Fact]
    public async Task CertificateOfPostfix_IsLookedAt()
    {
        using var tls = new TlsFiles("mx1.customer.test");
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [Alice],
            "smtpd_tls_security_level = may", $"smtpd_tls_cert_file = {tls.Certificate}", $"smtpd_tls_key_file = {tls.Key}");

        var ended = await CheckAsync("--server", postfix.Address, "--json");

        ended.Exit.ShouldBe(0, ended.All);
        var seen = Read(ended).GetProperty("tls");
        seen.GetProperty("offered").GetBoolean().ShouldBeTrue();
        seen.GetProperty("works").GetBoolean().ShouldBeTrue();
        seen.GetProperty("namesHost").GetBoolean().ShouldBeFalse();
        seen.GetProperty("cause").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("alice", 0, "filters-at-rcpt")]
    [InlineData("*", 1, "accepts-all")]
    public async Task Exim_IsRecognised(string localParts, int exit, string kind)
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", localParts);

        var ended = await CheckAsync("--server", exim.Address, "--known", Alice, "--json");

        ended.Exit.ShouldBe(exit, ended.All);
        var answer = Read(ended);
        answer.GetProperty("kind").GetString().ShouldBe(kind);
        answer.GetProperty("server").GetProperty("family").GetString().ShouldBe("exim");
    }

    [Theory]
    [InlineData("defer message = greylisted, come back in five minutes", "greylists")]
    [InlineData("deny message = your host is on our blocklist", "refuses-call-outs")]
    public async Task EximThatRefusesEveryRecipient_IsAskedInVain(string atRcpt, string kind)
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", ["*"], atRcpt);

        var ended = await CheckAsync("--server", exim.Address, "--known", Alice, "--json");

        ended.Exit.ShouldBe(75, ended.All);
        Read(ended).GetProperty("kind").GetString().ShouldBe(kind);
    }

    [Fact]
    public async Task PostfixThatFiltersAtData_IsSeenThroughOnlyWhenAskedTo()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["@example.test"],
            "smtpd_data_restrictions = check_recipient_access inline:{ { alice@example.test = OK }, { example.test = 550 5.1.1 User unknown } }");
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);

        var unasked = await CheckAsync("--server", postfix.Address, "--known", Alice);
        var asked = await CheckAsync("--server", postfix.Address, "--known", Alice, "--data-stage");
        var (status, body) = await PostAsync(gateway, "example.test", $$"""{"known":"{{Alice}}","dataStage":true}""");

        unasked.Exit.ShouldBe(1, unasked.All);
        unasked.Out.ShouldStartWith("example.test: accepts-all\n");
        unasked.Out.ShouldContain("--data-stage");
        unasked.Out.ShouldNotContain("> DATA");
        asked.Exit.ShouldBe(1, asked.All);
        asked.Out.ShouldStartWith($"example.test: filters-after-data\n{postfix.Address} (Postfix) accepts unknown recipients at RCPT and refuses them only at DATA (550 5.1.1 ");
        foreach (var step in (string[])["reachable", "banner", "tls", "null-sender", "random-recipient", "known-recipient", "postmaster", "data-stage", "greylisting", "delay"])
            asked.Out.ShouldContain($"\n  {step} ");
        asked.Out.ShouldContain("The conversation:\n");
        asked.Out.ShouldContain("> DATA");
        asked.Out.ShouldContain("< 550 5.1.1 ");
        status.ShouldBe(200, body);
        JsonSerializer.Deserialize<JsonElement>(body).GetProperty("kind").GetString().ShouldBe("filters-after-data");
        sink.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task ClosedPort_IsUnreachable()
    {
        var ended = await CheckAsync("--server", $"127.0.0.1:{FreePort.Take()}");

        ended.Exit.ShouldBe(75, ended.All);
        ended.Out.ShouldStartWith("example.test: unreachable\n");
        ended.Out.ShouldContain("connection refused");
    }

    [Fact]
    public async Task Json_IsOneDocument_WithAllItsParts()
    {
        await using var sink = new MailSink(Alice);

        var ended = await CheckAsync("--server", sink.Address, "--known", Alice, "--json");

        ended.Exit.ShouldBe(0, ended.All);
        ended.Error.ShouldBeEmpty();
        var answer = Read(ended);
        answer.EnumerateObject().Select(member => member.Name).ShouldBe(["domain", "kind", "sentence", "advice", "server", "tls", "steps", "transcript"]);
        answer.GetProperty("domain").GetString().ShouldBe("example.test");
        answer.GetProperty("server").EnumerateObject().Select(member => member.Name).ShouldBe(["host", "banner", "family"]);
        Step(answer, "random-recipient").EnumerateObject().Select(member => member.Name).ShouldBe(["name", "result", "code", "enhancedCode", "text", "ms"]);
        Step(answer, "known-recipient").GetProperty("result").GetString().ShouldBe("accepted");
        sink.Sessions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RunningServer_ChecksToo_AndItsListStaysEmpty()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        var (status, body) = await PostAsync(gateway, "example.test", $$"""{"known":"{{Alice}}","dataStage":true}""");

        status.ShouldBe(200, body);
        using var answer = JsonDocument.Parse(body);
        answer.RootElement.GetProperty("kind").GetString().ShouldBe("filters-at-rcpt");
        (await gateway.RunAsync("recipients", "list", "example.test", "--format", "csv")).Out.ShouldNotContain("@example.test");
        (await gateway.RunAsync("check", "example.test")).Exit.ShouldBe(0);
    }

    [Theory]
    [InlineData("example.test", "", 200)]
    [InlineData("example.test", """{"known":"x@example.org"}""", 400)]
    [InlineData("example.test", """{"knwon":"alice@example.test"}""", 400)]
    [InlineData("example.test", "null", 400)]
    [InlineData("example.test", "{", 400)]
    [InlineData("example.org", "", 404)]
    public async Task Request_IsReadStrictly(string domain, string request, int expected)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        var (status, body) = await PostAsync(gateway, domain, request);

        status.ShouldBe(expected, body);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check bad..domain --server 127.0.0.1:25")]
    [InlineData("check example.test --server 127.0.0.1:99999")]
    [InlineData("check example.test --server 127.0.0.1:25 --known alice")]
    [InlineData("check example.test --server 127.0.0.1:25 --known alice@example.org")]
    [InlineData("check example.test --no-such-option")]
    public async Task UsageError_Exits64(string arguments)
    {
        var ended = await ProcessUnderTest.RunAsync(Repo.Program, arguments.Split(' '));

        ended.Exit.ShouldBe(64, ended.All);
        ended.Error.TrimEnd('\n').Split('\n').ShouldAllBe(line => line.StartsWith("rollcall: "));
    }

    [Fact]
    public async Task NoConfiguration_Exits78()
    {
        var ended = await ProcessUnderTest.RunAsync(Repo.Program, "check", "example.test", "-c", "no-such-file.toml");

        ended.Exit.ShouldBe(78, ended.All);
    }

    private static Task<Ended> CheckAsync(params string[] options) => ProcessUnderTest.RunAsync(Repo.Program, ["check", "example.test", .. options]);

    private static JsonElement Read(Ended ended) => JsonSerializer.Deserialize<JsonElement>(ended.Out);

    private static JsonElement Step(JsonElement answer, string name) =>
        answer.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("name").GetString() == name);

    private static async Task<(int Status, string Body)> PostAsync(Gateway gateway, string domain, string body)
    {
        using var content = new StringContent(body);
        var (status, _, answer) = await gateway.CallAsync(HttpMethod.Post, $"/api/v1/domains/{domain}/check", content);
        return (status, answer);
    }
}
