using System.Net;
using System.Net.Sockets;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The doors: SMTP on both families and a Unix socket, and HTTP.</summary>
public sealed class ListenerTests
{
    private const string Alice = "alice@example.test";

    [Fact]
    public async Task Mail_ComesInOverIPv4AndIPv6AndAUnixSocket()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        EndPoint[] doors = [new IPEndPoint(IPAddress.Loopback, gateway.Port), new IPEndPoint(IPAddress.IPv6Loopback, gateway.Port), new UnixDomainSocketEndPoint(gateway.SmtpSocket)];

        foreach (var door in doors)
        {
            await using var client = await RawClient.ConnectAsync(door);
            (await client.RcptAsync(Alice)).ShouldStartWith("250 ", customMessage: door.ToString());
            (await client.SayAsync("DATA")).ShouldStartWith("354 ");
            await client.SendBodyAsync(Mail.Awkward(Alice));
            Shape.PassedOn().IsMatch(await client.ReadAsync()).ShouldBeTrue(door.ToString());
        }

        sink.Messages.Count.ShouldBe(doors.Length);
    }

    [Fact]
    public async Task PipelinedRecipients_AreAskedTogether_AndAnsweredInOrder()
    {
        await using var sink = new MailSink(Alice, "bob@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        // The first answer comes last from behind.
        sink.On("RCPT", line => line.Contains("alice", StringComparison.Ordinal) ? new SinkAnswer("250 2.1.5 Ok") { Delay = TimeSpan.FromMilliseconds(400) } : null);

        await client.SendAsync($"MAIL FROM:<s@sender.test>\r\nRCPT TO:<{Alice}>\r\nRCPT TO:<nobody@example.test>\r\n"
            + "RCPT TO:<x@foreign.test>\r\nRCPT TO:<bob@example.test>\r\nRCPT TO:<postmaster>\r\n");

        (await client.ReadAsync()).ShouldStartWith("250 ");
        (await client.ReadAsync()).ShouldStartWith("250 ");
        (await client.ReadAsync()).ShouldBe("550 5.1.1 <nobody@example.test>: User unknown");
        (await client.ReadAsync()).ShouldBe("554 5.7.1 <x@foreign.test>: Relay denied");
        (await client.ReadAsync()).ShouldStartWith("250 ");
        (await client.ReadAsync()).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task RecipientOfAnotherDestination_ComesInItsOwnTransaction()
    {
        await using var one = new MailSink("alice@one.test");
        await using var two = new MailSink("bob@two.test");
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("one.test", one.Address), ("two.test", two.Address)));
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.RcptAsync("alice@one.test")).ShouldStartWith("250 ");
        (await client.SayAsync("RCPT TO:<bob@two.test>")).ShouldBe("452 4.5.3 <bob@two.test>: Send to this recipient separately");
        (await client.RcptAsync("bob@two.test")).ShouldStartWith("250 ");
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.OK)]
    [InlineData("/readyz", HttpStatusCode.OK)]
    [InlineData("/api/v1/domains", HttpStatusCode.Unauthorized)]
    [InlineData("/api/v1/verify?address=alice@example.test", HttpStatusCode.Unauthorized)]
    [InlineData("/no-such-page", HttpStatusCode.Unauthorized)]
    public async Task HttpOverTcp_AnswersHealthAlone(string path, HttpStatusCode expected)
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{gateway.HttpPort}{path}"), TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Log_IsOneLineAnEvent_OfTimeLevelEventAndPairs()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Level = "debug" });
        (await Swaks.ToAsync(gateway.Port, Alice)).Exit.ShouldBe(0);
        (await Swaks.ToAsync(gateway.Port, "nobody@example.test")).Exit.ShouldBe(24);

        await gateway.StopAsync();

        var lines = gateway.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Where(line => !Shape.LogLine().IsMatch(line)).ShouldBeEmpty();
        lines.ShouldContain(line => line.Contains(" info ") && line.Contains("nobody@example.test") && line.Contains("invalid") && line.Contains("domain=example.test"));
    }
}
