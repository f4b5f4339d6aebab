using System.Text;
using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Domains that are added and removed while the gateway runs.</summary>
public sealed class DomainsCommandTests
{
    private const string Bob = "bob@customer.example";

    [Fact]
    public async Task AddedDomain_HoldsAtOnce_AndAfterAKill_AndIsGoneWhenRemoved()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync(Bob)).ShouldBe($"554 5.7.1 <{Bob}>: Relay denied");

        (await gateway.RunAsync("domains", "add", "customer.example", "--deliver-to", "mx.customer.invalid")).Exit.ShouldBe(0);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync(Bob)).ShouldStartWith("451 4.4.3 ");
        await gateway.KillAsync();
        await gateway.StartAsync();

        var list = await gateway.RunAsync("domains", "list");
        list.Exit.ShouldBe(0);
        list.Out.ShouldMatch(@"customer\.example +store ");
        list.Out.ShouldMatch(@"example\.test +file ");
        var show = await gateway.RunAsync("domains", "show", "customer.example");
        show.Exit.ShouldBe(0);
        show.Out.ShouldContain("mx.customer.invalid:25");
        (await gateway.RunAsync("domains", "remove", "customer.example")).Exit.ShouldBe(0);
        (await gateway.RunAsync("domains", "remove", "customer.example")).Exit.ShouldBe(67);
        (await gateway.RunAsync("domains", "show", "customer.example")).Exit.ShouldBe(67);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync(Bob)).ShouldStartWith("554 ");
    }

    [Fact]
    public async Task PrivateDestination_IsTakenFromTheOperator_AndFromATokenOnlyInAGrantedNetwork()
    {
        await using var sink = new MailSink(Bob);
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:9")));
        gateway.Edit(toml => toml.Replace("[limits]", "private_destinations = [\"10.0.0.0/8\"]\n[limits]", StringComparison.Ordinal));
        await gateway.StartAsync();
        using var api = await ApiClient.OpenAsync(gateway);

        (await gateway.RunAsync("domains", "add", "customer.example", "--deliver-to", sink.Address)).Exit.ShouldBe(0);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync(Bob)).ShouldStartWith("250 ");
        (await api.PutAsync("/api/v1/domains/token.example", "{\"deliverTo\": [\"10.1.2.3\"]}")).Status.ShouldBe(201);
        var refused = await api.PutAsync("/api/v1/domains/other.example", $$"""{"deliverTo": ["{{sink.Address}}"]}""");
        refused.Status.ShouldBe(400);
        refused.Body.ShouldContain("http.private_destinations");
    }

    [Fact]
    public async Task NameWithAPrivateAddress_FailsWithTheKeyThatAllowsIt_AndWorksWithIt()
    {
        await using var sink = new MailSink("alice@example.test", "carol@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", $"localhost:{sink.Port}");
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync("alice@example.test")).ShouldStartWith("451 ");

        var verify = await gateway.RunAsync("verify", "alice@example.test");
        verify.Exit.ShouldBe(75);
        verify.Out.ShouldContain("allow_private = true");
        using var shown = JsonDocument.Parse((await gateway.RunAsync("domains", "show", "example.test", "--json")).Out);
        shown.RootElement.GetProperty("health").GetString().ShouldBe("down");

        gateway.Edit(toml => toml + "allow_private = true\n");
        (await gateway.RunAsync("reload")).Exit.ShouldBe(0);
        await using (var client = await RawClient.ConnectAsync(gateway.Port))
            (await client.RcptAsync("carol@example.test")).ShouldStartWith("250 ");
        (await gateway.RunAsync("verify", "carol@example.test")).Exit.ShouldBe(0);
        sink.Questions("carol@example.test").ShouldBe(2);
    }

    [Fact]
    public async Task DomainOfTheFile_CannotBeChanged()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");

        var remove = await gateway.RunAsync("domains", "remove", "example.test");
        remove.Exit.ShouldNotBe(0);
        remove.Error.ShouldContain("configuration file");
        var (status, type, _) = await gateway.CallAsync(HttpMethod.Put, "/api/v1/domains/example.test", Body("""{"deliverTo": ["mx.customer.example"]}"""));
        status.ShouldBe(409);
        type.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Put_TellsAllErrorsInOneProblem()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");

        var (status, type, body) = await gateway.CallAsync(
            HttpMethod.Put, "/api/v1/domains/customer.example", Body("""{"deliverTo": ["224.0.0.1"], "colour": 1, "callout": {"validTtl": "soon"}}"""));

        status.ShouldBe(400);
        type.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(body);
        problem.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
            .ShouldBe(["deliverTo", "colour", "callout.validTtl"], ignoreOrder: true);
    }

    [Fact]
    public async Task Put_Get_Delete_AreAsTheContractSays()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        const string Path = "/api/v1/domains/customer.example";

        (await gateway.CallAsync(HttpMethod.Get, Path)).Status.ShouldBe(404);
        (await gateway.CallAsync(HttpMethod.Put, Path, Body("""{"deliverTo": ["mx.customer.example"]}"""))).Status.ShouldBe(201);
        (await gateway.CallAsync(HttpMethod.Put, Path, Body("""{"deliverTo": ["mx2.customer.example"]}"""))).Status.ShouldBe(200);
        (await gateway.CallAsync(HttpMethod.Get, Path)).Body.ShouldContain("mx2.customer.example:25");
        (await gateway.CallAsync(HttpMethod.Get, "/api/v1/domains?limit=1")).Body.ShouldContain("\"next\":\"customer.example\"");
        (await gateway.CallAsync(HttpMethod.Get, "/api/v1/domains?limit=0")).Status.ShouldBe(400);
        (await gateway.CallAsync(HttpMethod.Get, "/api/v1/domains?colour=red")).Status.ShouldBe(400);
        (await gateway.CallAsync(HttpMethod.Delete, Path)).Status.ShouldBe(204);
        (await gateway.CallAsync(HttpMethod.Delete, Path)).Status.ShouldBe(404);
        var (status, type, _) = await gateway.CallAsync(HttpMethod.Get, "/api/v1/nothing");
        status.ShouldBe(404);
        type.ShouldBe("application/problem+json");
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");
}
