using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Tokens by the command line, and the API over TCP with them.</summary>
public sealed class TokenTests
{
    private const string Alice = "alice@example.test";
    private const string Domains = "/api/v1/domains";

    [Fact]
    public async Task Created_OpensTheApi_AcrossAKill_UntilItIsRevoked()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "grafana");
        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.OK);

        await gateway.KillAsync();
        await gateway.StartAsync();

        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.OK);
        var list = await gateway.RunAsync("token", "list");
        list.Exit.ShouldBe(0);
        list.Out.ShouldStartWith("grafana ");
        list.Out.ShouldNotContain(token);
        (await gateway.RunAsync("token", "revoke", "grafana")).Exit.ShouldBe(0);
        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await gateway.RunAsync("token", "revoke", "grafana")).Exit.ShouldBe(67);
        await gateway.StopAsync();
        gateway.Log.ShouldContain(" token_refused ");
        gateway.Log.ShouldNotContain(token);
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(gateway.StateDir, "rollcall.db"), TestContext.Current.CancellationToken)).ShouldNotContain(token);
    }

    [Fact]
    public async Task NamesTakenOrOdd_AreUsageErrorsThatSayWhatToDo()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        await CreateAsync(gateway, "grafana");

        var twice = await gateway.RunAsync("token", "create", "grafana");
        twice.Exit.ShouldBe(64);
        twice.Out.ShouldBeEmpty();
        twice.Error.ShouldBe("rollcall: There is a token of the name grafana; revoke it first, or take another name.\n");
        (await gateway.RunAsync("token", "create", "a b")).Exit.ShouldBe(64);
        (await gateway.RunAsync("token", "create", "control")).Exit.ShouldBe(64);
        (await gateway.RunAsync("token", "create")).Exit.ShouldBe(64);
        using var json = JsonDocument.Parse((await gateway.RunAsync("token", "create", "second", "--json")).Out);
        (await GetAsync(gateway, Domains, json.RootElement.GetProperty("token").GetString())).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task NotRunning_Exits69()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:9")));
        (await gateway.RunAsync("token", "create", "grafana")).Exit.ShouldBe(69);
    }

    [Fact]
    public async Task WithoutOrWithAWrongToken_401AsAProblem_And429AfterTen()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "grafana");
        for (int i = 0; i < 20; i++) // who brings none guesses none
            (await GetAsync(gateway, Domains, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var without = await GetAsync(gateway, Domains, null);
        (without.Type, without.Challenge).ShouldBe(("application/problem+json", "Bearer realm=\"rollcall\""));

        for (int i = 0; i < 10; i++)
        {
            var wrong = await GetAsync(gateway, Domains, token[..^2] + "xx");
            (wrong.Status, wrong.Type, wrong.Challenge).ShouldBe((HttpStatusCode.Unauthorized, "application/problem+json", "Bearer realm=\"rollcall\", error=\"invalid_token\""));
        }
        var late = await GetAsync(gateway, Domains, "wrong");

        (late.Status, late.Type).ShouldBe((HttpStatusCode.TooManyRequests, "application/problem+json"));
        late.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.OK); // not for the wrong ones beside it
    }

    [Theory]
    [InlineData("GET", "/api/v1/tokens")]
    [InlineData("POST", "/api/v1/tokens")]
    [InlineData("DELETE", "/api/v1/tokens/grafana")]
    [InlineData("POST", "/api/v1/reload")]
    public async Task CallsOfTheControlSocket_AreForbiddenOverTcp(string method, string path)
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "grafana");

        (await SendAsync(gateway, new HttpMethod(method), path, token)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(gateway, new HttpMethod(method), path, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pin_SaysWhoseTokenItWas()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "helpdesk");

        using var body = new StringContent("""{"verdict":"valid"}""", Encoding.UTF8, "application/json");
        (await SendAsync(gateway, HttpMethod.Put, $"/api/v1/recipient/pin?address={Alice}", token, body)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await gateway.RunAsync("recipients", "pin", "bob@example.test", "invalid")).Exit.ShouldBe(0);

        using var store = new SqliteConnection($"Data Source={Path.Combine(gateway.StateDir, "rollcall.db")};Mode=ReadOnly;Pooling=False");
        store.Query<string>("select pin_by from recipient order by local").ShouldBe(["helpdesk", "cli:0-root"]);
    }

    [Fact]
    public async Task StoreLocked_NoTokenIsMade_AndThoseThatAreThereOpen()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "grafana");
        using var store = new SqliteConnection($"Data Source={Path.Combine(gateway.StateDir, "rollcall.db")};Pooling=False");
        store.Open();
        store.Execute("begin immediate");

        (await gateway.RunAsync("token", "create", "late")).Exit.ShouldBe(69);
        (await GetAsync(gateway, Domains, token)).Status.ShouldBe(HttpStatusCode.OK);

        store.Execute("rollback");
    }

    [Fact]
    public async Task BodyTooLong_413AsAProblem()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        string token = await CreateAsync(gateway, "grafana");
        using var body = new StringContent("{\"verdict\":\"" + new string('x', 100_000) + "\"}", Encoding.UTF8, "application/json");

        var answer = await SendAsync(gateway, HttpMethod.Put, $"/api/v1/recipient/pin?address={Alice}", token, body);

        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"));
    }

    private static async Task<string> CreateAsync(Gateway gateway, string name)
    {
        var made = await gateway.RunAsync("token", "create", name);
        made.Exit.ShouldBe(0, made.Error);
        return made.Out.TrimEnd('\n');
    }

    private static Task<Answer> GetAsync(Gateway gateway, string path, string? token) => SendAsync(gateway, HttpMethod.Get, path, token);

    private static async Task<Answer> SendAsync(Gateway gateway, HttpMethod method, string path, string? token, HttpContent? body = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"http://127.0.0.1:{gateway.HttpPort}{path}")) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Headers.WwwAuthenticate.ToString(), answer.Headers.RetryAfter?.Delta);
    }

    private sealed record Answer(HttpStatusCode Status, string? Type, string Challenge, TimeSpan? RetryAfter);
}
