using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Who guesses recipients, as the operator sees and pardons it; and what a check changes in the running server.</summary>
public sealed class HarvestTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task ClientThatGuesses_IsLimited_ThenBanned_AndMayBePardoned()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.test", sink.Address)) { Limits = "min_free_disk = \"1MiB\"\n[harvest]\nunknown = 3\nban_factor = 2" });
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
        await GuessAsync(client, 3);

        (await client.RcptAsync("new@example.test")).ShouldBe("451 4.7.1 <new@example.test>: Too many unknown recipients, try again later");
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
        (await gateway.RunAsync("status")).Out.ShouldContain("client 127.0.0.1: 3 of 5 recipients unknown, limited");

        await GuessAsync(client, 3);
        (await client.RcptAsync(Alice)).ShouldStartWith("421 4.7.0 ");
        (await RawClient.OpenAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, gateway.Port))).Greeting.ShouldStartWith("421 4.7.0 ");
        (await gateway.RunAsync("harvest", "lift", "127.0.0.1")).Exit.ShouldBe(0);
        (await gateway.RunAsync("harvest", "lift", "127.0.0.1")).Exit.ShouldBe(67);
        (await gateway.RunAsync("harvest", "lift", "nonsense")).Exit.ShouldBe(64);
        await using var pardoned = await RawClient.ConnectAsync(gateway.Port);
        (await pardoned.RcptAsync("new@example.test")).ShouldStartWith("550 5.1.1 ");
    }

    [Fact]
    public async Task TrustedClient_MayGuess()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address))
        {
            Smtp = "trusted_clients = [\"127.0.0.0/8\"]",
            Limits = "min_free_disk = \"1MiB\"\n[harvest]\nunknown = 3\nban_factor = 2",
        });
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        await GuessAsync(client, 10);

        (await client.RcptAsync("new@example.test")).ShouldStartWith("550 5.1.1 ");
    }

    [Fact]
    public async Task Check_ReplacesWhatIsRememberedOfTheDestination()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        sink.On("RCPT", "250 2.1.5 Ok");
        (await CheckAsync(gateway)).ShouldBe("accepts-all");
        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("accepts-all");
        (await RcptAsync(gateway, "nobody@example.test")).ShouldStartWith("250 ");

        sink.Usual("RCPT");
        (await CheckAsync(gateway)).ShouldBe("filters-at-rcpt");

        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("active");
        (await RcptAsync(gateway, "nobody@example.test")).ShouldStartWith("550 5.1.1 ");
    }

    [Fact]
    public async Task MassFlipBrake_IsShown_AndLiftedByAPerson()
    {
        await using var sink = new MailSink("a@example.test", "b@example.test", "c@example.test");
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.test", sink.Address)) { Callout = "valid_ttl = \"1s\"\nstale_ttl = \"7d\"" });
        string[] all = ["a@example.test", "b@example.test", "c@example.test"];
        foreach (var address in all)
            (await RcptAsync(gateway, address)).ShouldStartWith("250 ");
        (await gateway.RunAsync("domains", "release", "example.test")).Exit.ShouldBe(67);

        sink.On("RCPT", "550 5.1.1 User unknown");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken); // valid_ttl
        foreach (var address in all)
            await RcptAsync(gateway, address);

        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("mass-flip-brake");
        foreach (var address in all)
            (await RcptAsync(gateway, address)).ShouldStartWith("250 ", customMessage: address);
        (await gateway.RunAsync("domains", "release", "example.test")).Exit.ShouldBe(0);
        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldNotContain("mass-flip-brake");
    }

    [Fact]
    public async Task MassFlipBrake_IsLiftedByTheApi_AndWhatWasHeldIsLearned()
    {
        string[] all = ["a@example.test", "b@example.test", "c@example.test"];
        await using var sink = new MailSink(all);
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.test", sink.Address)) { Callout = "valid_ttl = \"1s\"\nstale_ttl = \"7d\"\nrecheck_invalid_after = \"1s\"" });
        foreach (var address in all)
            (await RcptAsync(gateway, address)).ShouldStartWith("250 ");
        (await LiftAsync(gateway)).ShouldBe(404);
        sink.On("RCPT", "550 5.1.1 User unknown");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken); // valid_ttl
        foreach (var address in all)
            await RcptAsync(gateway, address);

        (await LiftAsync(gateway)).ShouldBe(204);

        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken); // a held-back answer rests for recheck_invalid_after
        (await RcptAsync(gateway, all[0])).ShouldStartWith("550 5.1.1 ");
        (await LiftAsync(gateway)).ShouldBe(404);
    }

    private static async Task<int> LiftAsync(Gateway gateway)
    {
        var (status, _, _) = await gateway.CallAsync(HttpMethod.Delete, "/api/v1/domains/example.test/brake", null);
        return status;
    }

    private static async Task GuessAsync(RawClient client, int times)
    {
        for (int guess = 0; guess < times; guess++)
            (await client.RcptAsync("wrong@example.test")).ShouldStartWith("550 5.1.1 ");
    }

    private static async Task<string> RcptAsync(Gateway gateway, string address)
    {
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        return await client.RcptAsync(address);
    }

    private static async Task<string?> CheckAsync(Gateway gateway)
    {
        using var content = new StringContent("{}");
        var (_, _, body) = await gateway.CallAsync(HttpMethod.Post, "/api/v1/domains/example.test/check", content);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("kind").GetString();
    }
}
