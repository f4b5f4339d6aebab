using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>A changed file under a running gateway.</summary>
public sealed class ReloadTests
{
    private const string Alice = "alice@example.test";
    private const string Nobody = "nobody@example.test";

    [Fact]
    public async Task Hangup_TakesANewLifetimeAndANewDomain_WhileASessionKeepsItsOwn()
    {
        await using var sink = new MailSink(Alice, "bob@other.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var old = await RawClient.ConnectAsync(gateway.Port);
        (await old.RcptAsync(Nobody)).ShouldBe($"550 5.1.1 <{Nobody}>: User unknown");

        gateway.Edit(toml => toml.Replace("[callout]", "[callout]\ninvalid_ttl = \"1s\"", StringComparison.Ordinal) + Domain("other.test", sink.Address));
        gateway.Signal("HUP");
        await gateway.UntilLogAsync(log => log.Contains(" reloaded ", StringComparison.Ordinal), "reloaded");

        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync("bob@other.test")).ShouldStartWith("250 ");
        (await old.RcptAsync("bob@other.test")).ShouldBe("554 5.7.1 <bob@other.test>: Relay denied");
        await Wait.UntilAsync(async () => await AsksAgainAsync(gateway.Port, sink), "asked again", Wait.Long);
    }

    [Fact]
    public async Task Reload_IsTakenFromTheCommandLine()
    {
        await using var sink = new MailSink("bob@other.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        gateway.Edit(toml => toml + Domain("other.test", sink.Address));

        (await gateway.RunAsync("reload")).Exit.ShouldBe(0);

        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync("bob@other.test")).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task InvalidFile_IsLoggedAndReturned_AndTheOldOneStays()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        gateway.Edit(toml => toml.Replace("[callout]", "[callout]\nwait = 5\nmodus = \"shadow\"", StringComparison.Ordinal));

        var ended = await gateway.RunAsync("reload");
        ended.Exit.ShouldBe(78);
        ended.Error.ShouldContain("callout.wait");
        ended.Error.ShouldContain("callout.modus");
        gateway.Signal("HUP");
        await gateway.UntilLogAsync(log => log.Contains("reload_refused", StringComparison.Ordinal), "refused");

        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task ChangedListener_IsRefusedWithItsKey()
    {
        await using var sink = new MailSink("bob@other.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        gateway.Edit(toml => toml.Replace($"\"[::1]:{gateway.Port}\", ", "", StringComparison.Ordinal) + Domain("other.test", sink.Address));

        var ended = await gateway.RunAsync("reload");

        ended.Exit.ShouldBe(78);
        ended.Error.ShouldMatch($"^rollcall: {gateway.Config}:\\d+: smtp.listen: .*restart");
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync("bob@other.test")).ShouldStartWith("554 ");
    }

    [Fact]
    public async Task ReloadWithoutAServer_Exits69()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:9")));

        var ended = await gateway.RunAsync("reload");

        ended.Exit.ShouldBe(69);
        ended.Error.ShouldContain("no rollcall is running");
    }

    private static string Domain(string name, string host) => $"""

        [[domain]]
        name = "{name}"
        deliver_to = ["{host}"]
        """;

    private static async Task<bool> AsksAgainAsync(int port, MailSink sink)
    {
        await using var client = await RawClient.ConnectAsync(port);
        await client.RcptAsync(Nobody);
        return sink.Questions(Nobody) > 1;
    }
}
