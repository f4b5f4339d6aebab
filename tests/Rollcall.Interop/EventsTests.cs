using System.Diagnostics;
using System.Text.Json;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Server-sent events of the running program.</summary>
public sealed class EventsTests
{
    private const string Events = "/api/v1/events";
    private const string Alice = "alice@example.test";
    private const string Nobody = "nobody@example.test";

    [Fact]
    public async Task VerdictsRefusalsAndHealth_AreTold_AsTheyHappen()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var api = await ApiClient.OpenAsync(gateway);
        using var stream = await api.StreamAsync(Events);
        (stream.Status, stream.Type).ShouldBe((200, "text/event-stream"));
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
        (await client.RcptAsync(Nobody)).ShouldStartWith("550 ");

        var valid = await stream.EventAsync();
        (Of(valid, "type"), Of(valid, "address"), Of(valid, "domain"), Of(valid, "verdict"), Of(valid, "source")).ShouldBe(("verdict", Alice, "example.test", "valid", "callout"));
        Of(valid, "session").ShouldBe(Of(await stream.EventAsync(), "session"));
        var refusal = await stream.EventAsync();
        (Of(refusal, "type"), Of(refusal, "address"), Of(refusal, "code"), Of(refusal, "enhancedCode")).ShouldBe(("refusal", Nobody, "550", "5.1.1"));

        await sink.StopAsync();
        for (int i = 0; i < 5; i++)
            await api.GetAsync($"/api/v1/verify?address=down{i}@example.test");
        JsonElement health;
        do
            health = await stream.EventAsync();
        while (Of(health, "type") != "health");
        (Of(health, "address"), Of(health, "destination"), Of(health, "state")).ShouldBe(("", sink.Address, "open"));
    }

    [Fact]
    public async Task Token_IsNeededOverTcp_AndNoneOnTheControlSocket()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        using var without = ApiClient.WithoutToken(gateway);

        var refused = await without.GetAsync(Events);

        (refused.Status, refused.Type).ShouldBe((401, "application/problem+json"));
        (await gateway.CallAsync(HttpMethod.Get, Events + "?domain=example.test")).Status.ShouldBe(400); // so far it got without a token
    }

    [Fact]
    public async Task RevokedToken_EndsTheStream_AtTheNextSignOfLife()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        using var api = await ApiClient.OpenAsync(gateway);
        using var stream = await api.StreamAsync(Events);
        (await stream.LineAsync()).ShouldBe(":");
        (await stream.LineAsync()).ShouldBe("");
        (await gateway.RunAsync("token", "revoke", "grafana")).Exit.ShouldBe(0);

        (await stream.LineAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Stop_EndsTheStreams_AndIsNotKeptWaitingByThem()
    {
        await using var gateway = await Gateway.StartAsync("example.test", "127.0.0.1:9");
        using var api = await ApiClient.OpenAsync(gateway);
        using var stream = await api.StreamAsync(Events);
        await stream.LineAsync();
        await stream.LineAsync();
        var clock = Stopwatch.StartNew();

        (await gateway.StopAsync()).Exit.ShouldBe(0);

        (await stream.LineAsync()).ShouldBeNull();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task MoreReadersThanMayBe_Are503_UntilOneLeaves()
    {
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", "127.0.0.1:9")) { Descriptors = 400 }); // 9 connections of HTTP, 2 readers
        using var api = await ApiClient.OpenAsync(gateway);
        using var one = await api.StreamAsync(Events);
        using (var two = await api.StreamAsync(Events))
        {
            (one.Status, two.Status).ShouldBe((200, 200));
            var third = await api.GetAsync(Events);
            (third.Status, third.Type).ShouldBe((503, "application/problem+json"));
            third.Body.ShouldContain("2 read events now");
        }

        await Wait.UntilAsync(async () =>
        {
            using var again = await api.StreamAsync(Events);
            return again.Status == 200;
        }, "room for a reader", Wait.Long);
    }

    private static string Of(JsonElement told, string name) => told.GetProperty(name).ToString();
}
