using System.Globalization;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>No customer's server suffers: what it is asked, counted by itself.</summary>
public sealed class GentleTests
{
    private const string Fast = "max_rate = 10000";
    private const string Trusted = "trusted_clients = [\"127.0.0.0/8\"]"; // many clients on one address, none of them a guesser

    private static readonly string[] _bad = ["tarpit.test", "slow.test", "dead.test"];

    [Fact]
    public async Task FiftyClientsWithOneNewAddress_AreOneQuestion()
    {
        await using var sink = new MailSink("alice@example.test");
        sink.On("RCPT", _ => new SinkAnswer("250 2.1.5 Ok") { Delay = TimeSpan.FromMilliseconds(300) });
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(gateway, ["alice@example.test"])));

        replies.SelectMany(reply => reply).ShouldAllBe(reply => reply.StartsWith("250 ", StringComparison.Ordinal));
        sink.Questions("alice@example.test").ShouldBe(1, sink.Describe());
    }

    [Fact]
    public async Task FiveHundredNewAddresses_CostFewConnectionsAndOctets()
    {
        await using var sink = new MailSink([.. Users("user", 500)]); // it filters: the random recipient is refused
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = Trusted, Callout = Fast });

        var replies = await AskThroughAsync(gateway, Users("user", 500), clients: 50);

        replies.ShouldAllBe(reply => reply.StartsWith("250 ", StringComparison.Ordinal));
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        var sessions = sink.Sessions;
        ((double)sessions.Count / 500).ShouldBeLessThanOrEqualTo(0.03, sink.Describe());
        ((double)sessions.Sum(session => session.CommandBytes) / 500).ShouldBeLessThanOrEqualTo(65);
        sink.MostOpen.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task RealPostfix_WithDefaultLimits_NeedsFewConnections()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, [.. Users("user", 200)]);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", postfix.Address)) { Smtp = Trusted, Callout = Fast });

        await AskMixedAsync(gateway);

        (await gateway.StopAsync()).Exit.ShouldBe(0);
        await postfix.UntilLogAsync(log => Count(log, ": disconnect from ") == Count(log, ": connect from "), "the end of all sessions");
        (Count(postfix.Log, ": connect from ") / 400.0).ShouldBeLessThanOrEqualTo(0.15);
        postfix.Log.ShouldNotContain("too many errors");
    }

    [Fact]
    public async Task RealExim_WithDefaultLimits_NeedsFewConnections()
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", [.. Users("user", 200).Select(user => user[..user.IndexOf('@', StringComparison.Ordinal)])]);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", exim.Address)) { Smtp = Trusted, Callout = Fast });

        await AskMixedAsync(gateway);

        (await gateway.StopAsync()).Exit.ShouldBe(0);
        (Count(exim.Log, "SMTP connection from ") / 2 / 400.0).ShouldBeLessThanOrEqualTo(0.15, exim.Log);
    }

    [Fact]
    public async Task DeadDestination_GetsAFewConnects_WhileAThousandMailsAsk()
    {
        await using var sink = new MailSink();
        sink.On("BANNER", _ => new SinkAnswer("") { Drop = true });
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = Trusted, Callout = Fast });

        var replies = await AskThroughAsync(gateway, Users("user", 1000), clients: 50);

        replies.ShouldAllBe(reply => reply.StartsWith("451 4.4.", StringComparison.Ordinal));
        sink.Sessions.Count.ShouldBeInRange(5, 15);
        gateway.CurrentLog.Split('\n').Count(line => line.Contains(" breaker_open ", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task MaxRate_IsKeptWithinATenth()
    {
        await using var sink = new MailSink([.. Users("user", 300)]);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = Trusted, Callout = "max_rate = 20" });

        await AskThroughAsync(gateway, Users("user", 300), clients: 50);

        var at = sink.Sessions.SelectMany(session => session.Commands).Where(command => command.Line.StartsWith("RCPT", StringComparison.Ordinal)).Select(command => command.At).Order().ToList();
        // Behind the burst of twice the rate.
        var rate = (at.Count - 1 - 40) / (at[^1] - at[40]).TotalSeconds;
        rate.ShouldBeInRange(18, 22);
    }

    [Fact]
    public async Task TwoDomainsOfOneDestination_GetTheirFairShare()
    {
        await using var sink = new MailSink();
        sink.On("RCPT", line => new SinkAnswer("550 5.1.1 User unknown") { Delay = TimeSpan.FromMilliseconds(20) });
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("one.test", sink.Address), ("two.test", sink.Address)) { Smtp = Trusted, Callout = "max_rate = 50" });

        // The attacked one has ten times as many clients.
        var attack = AskThroughAsync(gateway, Users("user", 600, "one.test"), clients: 40);
        var calm = AskThroughAsync(gateway, Users("user", 150, "two.test"), clients: 40);
        await Task.WhenAny(attack, calm);

        var asked = sink.Sessions.SelectMany(session => session.Lines).Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ToList();
        double two = asked.Count(line => line.Contains("@two.test", StringComparison.Ordinal));
        (two / asked.Count).ShouldBeInRange(0.4, 0.6, string.Create(CultureInfo.InvariantCulture, $"{two} of {asked.Count}"));
        await Task.WhenAll(attack, calm);
    }

    [Fact]
    public async Task MoreQuestionsThanMayWait_AreDoubtAtOnce()
    {
        await using var sink = new MailSink([.. Users("user", 20)]);
        sink.On("RCPT", _ => new SinkAnswer("250 2.1.5 Ok") { Delay = TimeSpan.FromSeconds(2) });
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address))
        {
            Smtp = Trusted,
            Callout = "max_sessions = 1\nwait = \"60s\"",
            Limits = "min_free_disk = \"1MiB\"\nwaiting = 3",
        });

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var asking = Users("user", 20).Select(user => AskAsync(gateway, [user])).ToList();
        var first = await await Task.WhenAny(asking);

        first.ShouldHaveSingleItem().ShouldStartWith("451 4.4.3 ");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        var replies = (await Task.WhenAll(asking)).SelectMany(reply => reply).ToList();
        replies.Count(reply => reply.StartsWith("250 ", StringComparison.Ordinal)).ShouldBeInRange(3, 8);
        replies.ShouldAllBe(reply => reply.StartsWith("250 ", StringComparison.Ordinal) || reply.StartsWith("451 4.4.3 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeadDestination_IsShownAsDown()
    {
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", $"127.0.0.1:{FreePort.Take()}")) { Smtp = Trusted });
        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("health     up");

        await AskThroughAsync(gateway, Users("user", 8), clients: 1);

        (await gateway.RunAsync("domains", "show", "example.test")).Out.ShouldContain("health     down");
        gateway.CurrentLog.ShouldContain(" breaker_open ");
    }

    [Fact]
    public async Task BadNeighbours_LeaveOtherDomainsAlone()
    {
        await using var good = new MailSink([.. Users("user", 100, "good.test")]);
        await using var tarpit = new MailSink();
        tarpit.On("RCPT", _ => new SinkAnswer("250 2.1.5 Ok") { Delay = TimeSpan.FromSeconds(30) });
        await using var slow = new MailSink();
        slow.On("RCPT", _ => new SinkAnswer("250 2.1.5 " + new string('x', 400)) { ByteByByte = true });
        var dead = FreePort.Take();
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("good.test", good.Address), ("tarpit.test", tarpit.Address), ("slow.test", slow.Address), ("dead.test", $"127.0.0.1:{dead}")) { Smtp = Trusted, Callout = Fast });
        var noise = _bad.Select(domain => AskThroughAsync(gateway, Users("user", 100, domain), clients: 15)).ToList();

        var watch = good.Now;
        var replies = await AskThroughAsync(gateway, Users("user", 100, "good.test"), clients: 4);
        var took = good.Now - watch;

        replies.ShouldAllBe(reply => reply.StartsWith("250 ", StringComparison.Ordinal));
        took.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await gateway.KillAsync();
        await Task.WhenAll(noise.Select(async one => await Task.WhenAny(one, Task.Delay(TimeSpan.FromSeconds(5)))));
    }

    // Known and unknown users in turn; the answers are those of the server.
    private static async Task AskMixedAsync(Gateway gateway)
    {
        var mixed = Users("user", 200).Zip(Users("nobody", 200), (known, unknown) => new[] { known, unknown }).SelectMany(pair => pair).ToList();
        var replies = await AskThroughAsync(gateway, mixed, clients: 8);
        for (int i = 0; i < mixed.Count; i++)
            replies[i].ShouldStartWith(mixed[i].StartsWith("user", StringComparison.Ordinal) ? "250 " : "550 5.1.1 ");
    }

    private static int Count(string log, string text) => log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    private static IEnumerable<string> Users(string name, int count, string domain = "example.test") => Enumerable.Range(0, count).Select(i => $"{name}{i}@{domain}");

    // The replies in the order of the addresses; each client has its part of them.
    private static async Task<string[]> AskThroughAsync(Gateway gateway, IEnumerable<string> addresses, int clients)
    {
        var all = addresses.ToList();
        var parts = Enumerable.Range(0, clients).Select(client => all.Where((_, i) => i % clients == client).ToList()).ToList();
        var replies = await Task.WhenAll(parts.Select(part => AskAsync(gateway, part)));
        return [.. Enumerable.Range(0, all.Count).Select(i => replies[i % clients][i / clients])];
    }

    private static async Task<List<string>> AskAsync(Gateway gateway, IReadOnlyList<string> addresses)
    {
        var replies = new List<string>();
        // Few refusals a session: ten errors would end it.
        foreach (var part in addresses.Chunk(9))
        {
            await using var client = await RawClient.ConnectAsync(gateway.Port);
            foreach (var address in part)
                replies.Add(await client.RcptAsync(address));
        }
        return replies;
    }
}
