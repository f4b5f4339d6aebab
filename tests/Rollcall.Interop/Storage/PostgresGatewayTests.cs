using System.Diagnostics;
using System.Net;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop.Storage;

/// <summary>A gateway whose store is in PostgreSQL, while the database is there, away, frozen and back.</summary>
public sealed class PostgresGatewayTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Alice = "alice@example.test";
    private const string Bob = "bob@example.test";
    private const string Nobody = "nobody@example.test";

    // A second for the store, the rest for the question and a busy machine.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task DatabaseStoppedAndStarted_RepliesStayAndWhatWasLearntIsInIt()
    {
        await using var sink = new MailSink(Alice, Bob);
        await using var gateway = await StartAsync(sink);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        await server.StopAsync();
        try
        {
            await RepliesAsync(client);
            await UntilReadyzAsync(gateway, HttpStatusCode.ServiceUnavailable, "the database cannot be reached (Connection refused)");
            (await gateway.RunAsync("recipients", "pin", Alice, "invalid")).Exit.ShouldNotBe(0);
            await RepliesAsync(client);
        }
        finally
        {
            await server.StartAsync();
        }

        await UntilReadyzAsync(gateway, HttpStatusCode.OK, "ready");
        await KeptAsync(gateway, sink);
        gateway.Log.ShouldContain(" store_unavailable ");
        gateway.Log.ShouldContain(" store_recovered");
        gateway.Log.ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task DatabaseFrozen_NoReplyWaitsMuchLongerThanASecond()
    {
        await using var sink = new MailSink(Alice, Bob);
        await using var gateway = await StartAsync(sink);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");

        server.Freeze();
        try
        {
            await RepliesAsync(client);
            await UntilReadyzAsync(gateway, HttpStatusCode.ServiceUnavailable, "the database does not answer");
        }
        finally
        {
            server.Thaw();
        }

        await UntilReadyzAsync(gateway, HttpStatusCode.OK, "ready");
        await KeptAsync(gateway, sink);
    }

    [Fact]
    public async Task DatabaseAwayAtStart_Exits69WithOneLine()
    {
        string store = $"connection = \"Host=127.0.0.1;Port={FreePort.Take()};Database=mail;Username=rollcall;Password=hunter2\"";
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525")) { Store = "provider = \"postgresql\"\nwait = \"0s\"\n" + store });

        var ended = await gateway.ServeAsync();

        ended.Exit.ShouldBe(69, ended.All);
        ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("rollcall: the store mail at 127.0.0.1:");
        ended.All.ShouldNotContain("hunter2");
        (await ProcessUnderTest.RunAsync(Repo.Program, "config", "print", gateway.Config)).Out.ShouldContain("connection = \"***\"");
    }

    [Fact]
    public async Task DatabaseThatComesUpLate_IsWaitedFor_AndTheServiceManagerIsTold()
    {
        var connection = server.ConnectionTo(await server.CreateDatabaseAsync());
        await server.StopAsync();
        using var manager = new ServiceManager();
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525"))
        {
            Store = $"provider = \"postgresql\"\nconnection = \"{connection}\"",
            NotifySocket = manager.Path,
        });
        Task starting;
        try
        {
            starting = gateway.StartAsync();
            (await manager.NextAsync()).ShouldStartWith("STATUS=Waiting for the store: ");
            (await manager.NextAsync()).ShouldBe("EXTEND_TIMEOUT_USEC=150000000");
            await Wait.UntilAsync(() => gateway.CurrentLog.Contains(" store_waiting ", StringComparison.Ordinal), "store_waiting", () => gateway.CurrentLog);
            starting.IsCompleted.ShouldBeFalse();
        }
        finally
        {
            await server.StartAsync();
        }

        await starting;
        (await manager.NextAsync()).ShouldBe("STATUS=");
        (await manager.NextAsync()).ShouldBe("READY=1");
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        (await manager.NextAsync()).ShouldBe("STOPPING=1");
    }

    [Fact]
    public async Task SigtermWhileTheDatabaseIsWaitedFor_Exits0()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525"))
        {
            Store = $"provider = \"postgresql\"\nwait = \"1h\"\nconnection = \"Host=127.0.0.1;Port={FreePort.Take()};Database=mail\"",
        });
        await using var serving = ProcessUnderTest.Start(Repo.Program, ["serve", "-c", gateway.Config]);
        await serving.UntilAsync(process => process.Error.Contains(" store_waiting ", StringComparison.Ordinal), "store_waiting");

        serving.Signal("TERM");

        (await serving.EndAsync()).Exit.ShouldBe(0, serving.Error);
    }

    [Fact]
    public async Task ConnectionFileThatIsNotThere_Exits69WithOneLine()
    {
        await using var gateway = new Gateway(
            new GatewayPlan(("example.test", "127.0.0.1:2525")) { Store = "provider = \"postgresql\"\nconnection_file = \"/nowhere/connection\"" });

        var ended = await gateway.ServeAsync();

        ended.Exit.ShouldBe(69, ended.All);
        ended.Error.ShouldBe("rollcall: store.connection_file: there is no file /nowhere/connection\n");
    }

    // One from memory, one by a question that says yes, one by a question that says no.
    private static async Task RepliesAsync(RawClient client)
    {
        foreach (var (recipient, code) in new[] { (Alice, "250 "), (Bob, "250 "), (Nobody, "550 5.1.1 ") })
        {
            var clock = Stopwatch.StartNew();
            (await client.RcptAsync(recipient)).ShouldStartWith(code);
            clock.Elapsed.ShouldBeLessThan(_limit, recipient);
        }
    }

    // A new process knows it from the database alone.
    private static async Task KeptAsync(Gateway gateway, MailSink sink)
    {
        (await gateway.StopAsync()).Exit.ShouldBe(0);
        await gateway.StartAsync();
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        await RepliesAsync(client);
        var list = await gateway.RunAsync("recipients", "list", "example.test", "--format", "csv");
        list.Out.ShouldContain(Bob + ",valid,");
        list.Out.ShouldContain(Nobody + ",invalid,");
        foreach (var recipient in new[] { Alice, Bob, Nobody })
            sink.Questions(recipient).ShouldBe(1, recipient);
    }

    private static async Task UntilReadyzAsync(Gateway gateway, HttpStatusCode status, string text)
    {
        using var http = new HttpClient();
        string last = "";
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{gateway.HttpPort}/readyz"), TestContext.Current.CancellationToken);
                last = $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
                return answer.StatusCode == status && last.Contains(text, StringComparison.Ordinal);
            },
            $"/readyz {status} {text}", Wait.Long, () => last);
    }

    private async Task<Gateway> StartAsync(MailSink sink)
    {
        var file = server.ConnectionFileTo(await server.CreateDatabaseAsync());
        return await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Store = $"provider = \"postgresql\"\nconnection_file = \"{file}\"" });
    }
}
