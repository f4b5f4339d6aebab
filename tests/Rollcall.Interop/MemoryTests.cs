using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>What the gateway remembers while the customer's server comes and goes, and over its own end.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task StoppedServer_IsDoubt_AndItsReturnIsNoticed()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, ["alice@example.test", "carol@example.test"]);
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);
        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);

        await postfix.StopAsync();
        var unknown = await Swaks.ToAsync(gateway.Port, "bob@example.test");
        var known = await Swaks.ToAsync(gateway.Port, "alice@example.test");
        await postfix.StartAsync();
        // Another address: the one that was asked in vain rests for 30 s.
        var fresh = await Swaks.ToAsync(gateway.Port, "carol@example.test");

        unknown.Out.ShouldContain("451 4.4.3 <bob@example.test>: Cannot verify recipient, try again later");
        known.Out.ShouldContain("451 4.4.1 ");
        known.Out.ShouldNotContain("127.0.0.1:" + postfix.Port);
        fresh.Exit.ShouldBe(0, fresh.All);
        await sink.UntilMessagesAsync(2);
    }

    [Fact]
    public async Task AddressAskedInVain_IsNotAskedAgainAtOnce()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        sink.On("RCPT", "451 4.7.1 Greylisted, try again later");

        for (var tries = 0; tries < 3; tries++)
            (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Out.ShouldContain("451 4.4.3 ");

        sink.Questions("alice@example.test").ShouldBe(1);
        // The operator is told what the sender is not: why, and for how long.
        gateway.CurrentLog.ShouldContain(" recipient=alice@example.test verdict=unverifiable source=callout cause=\"451 4.7.1 Greylisted, try again later\"");
        var shown = await gateway.RunAsync("recipients", "show", "alice@example.test");
        shown.Exit.ShouldBe(67);
        shown.Error.ShouldMatch(@"no entry for alice@example\.test; the last question ended in doubt \(451 4\.7\.1 Greylisted, try again later\): asked about again in (2\d|30) s at the earliest");
    }

    [Fact]
    public async Task Restart_KeepsTheList()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);
        (await Swaks.ToAsync(gateway.Port, "nobody@example.test")).Exit.ShouldBe(24);

        (await gateway.StopAsync()).Exit.ShouldBe(0);
        await gateway.StartAsync();

        var list = (await gateway.RunAsync("recipients", "list", "example.test", "--format", "csv")).Out;
        list.ShouldStartWith("address,verdict,pin,verified_at,expires_at,first_seen,last_mail,code,enhanced_code,text");
        list.ShouldContain("alice@example.test,valid,");
        list.ShouldContain("nobody@example.test,invalid,");
        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);
        (await Swaks.ToAsync(gateway.Port, "nobody@example.test")).Exit.ShouldBe(24);
        sink.Questions("alice@example.test").ShouldBe(1);
        sink.Questions("nobody@example.test").ShouldBe(1);
    }

    [Fact]
    public async Task SilentServer_HoldsRcptUntilTheWaitIsOver_AndItsLateAnswerIsRemembered()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Callout = "wait = \"1s\"" });
        sink.On("RCPT", line => line.Contains("alice", StringComparison.Ordinal) ? new SinkAnswer("250 2.1.5 Ok") { Delay = TimeSpan.FromSeconds(3) } : null);

        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Out.ShouldContain("451 4.4.3 ");
        await Wait.UntilAsync(
            async () => (await gateway.RunAsync("recipients", "show", "alice@example.test")).Exit == 0, "the late answer in the list", Wait.Long, sink.Describe);
        sink.Usual("RCPT");

        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);
        sink.Questions("alice@example.test").ShouldBe(1);
    }
}
