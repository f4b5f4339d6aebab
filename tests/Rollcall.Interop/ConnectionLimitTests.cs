using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Many connections: what is refused, what is held, and what is left when descriptors run out.</summary>
public sealed class ConnectionLimitTests
{
    private const string Alice = "alice@example.test";
    private const int Idle = 10_000;
    private const int IdleEncrypted = 1000;

    [Fact]
    public async Task ClientBeyondItsOwnLimit_Is421_UntilOneOfItsConnectionsEnds()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "max_connections_per_client = 2");
        await using var one = await RawClient.ConnectAsync(gateway.Port);
        await using (await RawClient.ConnectAsync(gateway.Port))
        {
            (await GreetingAsync(gateway.Port)).ShouldBe("421 4.7.0 Too many connections from your address, try again later");
            (await GreetingAsync(new IPEndPoint(IPAddress.IPv6Loopback, gateway.Port))).ShouldStartWith("220 ");
            (await GreetingAsync(new UnixDomainSocketEndPoint(gateway.SmtpSocket))).ShouldStartWith("220 ");
        }

        // The other client hung up without QUIT.
        await Wait.UntilAsync(async () => (await GreetingAsync(gateway.Port)).StartsWith("220 ", StringComparison.Ordinal), "room again", Wait.Long);
        gateway.CurrentLog.ShouldContain(" info connections_refused client=127.0.0.1 refused=1 reply=\"421 4.7.0 ");
    }

    [Fact]
    public async Task ConnectionsBeyondTheLimitOfAll_Are421_EvenOfTrustedClients()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "max_connections = 3\nmax_connections_per_client = 1\ntrusted_clients = [\"127.0.0.0/8\"]");
        await using var one = await RawClient.ConnectAsync(gateway.Port);
        await using var two = await RawClient.ConnectAsync(gateway.Port);
        await using var three = await RawClient.ConnectAsync(gateway.Port);

        (await GreetingAsync(gateway.Port)).ShouldBe("421 4.3.2 Too many connections, try again later");
        (await GreetingAsync(new UnixDomainSocketEndPoint(gateway.SmtpSocket))).ShouldStartWith("421 4.3.2 ");
        (await one.RcptAsync(Alice)).ShouldStartWith("250 ");
    }

    // The runtime ends a process that makes a thread without a descriptor, and makes new ones after twenty seconds at rest.
    [Fact]
    public async Task MoreClientsThanDescriptors_AreRefused_OrCut_AndTheProcessLivesAndServes()
    {
        const int limit = 400;
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.test", sink.Address)) { Smtp = "max_connections_per_client = 10000", Descriptors = limit });
        gateway.CurrentLog.ShouldContain(" warn few_descriptors max_connections=10000 used=108");
        await using var before = await RawClient.ConnectAsync(gateway.Port);
        (await before.RcptAsync(Alice)).ShouldStartWith("250 ");

        var crowd = new List<Socket>();
        int cut = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(25))
        {
            for (int i = 0; i < 20 && crowd.Count < 4000; i++)
            {
                try
                {
                    crowd.Add(await ConnectAsync(i % 2 == 0 ? gateway.Port : gateway.HttpPort));
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
                {
                    cut++;
                }
            }
            Directory.GetFiles($"/proc/{gateway.ProcessId}/fd").Length.ShouldBeLessThan(limit);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
        }

        (await before.SayAsync("NOOP")).ShouldStartWith("250 ", customMessage: "those who are in are served");
        (crowd.Count + cut).ShouldBeGreaterThan(limit);
        crowd.ForEach(socket => socket.Dispose());
        await Wait.UntilAsync(async () => (await GreetingAsync(gateway.Port)).StartsWith("220 ", StringComparison.Ordinal), "a new session", Wait.Long);
        await using var after = await RawClient.ConnectAsync(gateway.Port);
        (await after.RcptAsync(Alice)).ShouldStartWith("250 ");
    }

    [Fact]
    public async Task TenThousandIdleClients_LeaveRoomForOneMore()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink, "max_connections = 12000\nmax_connections_per_client = 12000");
        int possible = Math.Min(Idle, Math.Min(Descriptors("/proc/self/limits"), Descriptors($"/proc/{gateway.ProcessId}/limits") * 3 / 4) - 500);
        long before = Resident(gateway.ProcessId);
        var idle = new List<RawClient>();

        while (idle.Count < possible)
            idle.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(100, possible - idle.Count)).Select(_ => RawClient.ConnectAsync(gateway.Port))));
        await using var oneMore = await RawClient.ConnectAsync(gateway.Port);
        (await oneMore.RcptAsync(Alice)).ShouldStartWith("250 ");

        long resident = Resident(gateway.ProcessId);
        TestContext.Current.TestOutputHelper!.WriteLine($"{idle.Count} idle connections: {resident >> 20} MiB resident, {before >> 20} MiB before");
        resident.ShouldBeLessThan(400L << 20);
        await Task.WhenAll(idle.Select(client => client.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task IdleEncryptedClients_AreNotMuchHeavier()
    {
        await using var sink = new MailSink(Alice);
        using var tls = new TlsFiles("mx.gateway.test");
        await using var gateway = await StartAsync(sink, "max_connections_per_client = 12000\n" + tls.Toml);
        var idle = new List<RawClient>();

        while (idle.Count < IdleEncrypted)
            idle.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EncryptedAsync(gateway.Port))));

        long resident = Resident(gateway.ProcessId);
        TestContext.Current.TestOutputHelper!.WriteLine($"{idle.Count} idle encrypted connections: {resident >> 20} MiB resident");
        resident.ShouldBeLessThan(400L << 20);
        await Task.WhenAll(idle.Select(client => client.DisposeAsync().AsTask()));
    }

    private static Task<Gateway> StartAsync(MailSink sink, string smtp) => Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = smtp });

    private static Task<string> GreetingAsync(int port) => GreetingAsync(new IPEndPoint(IPAddress.Loopback, port));

    // What refuses must close as well.
    private static async Task<string> GreetingAsync(EndPoint peer)
    {
        var (client, greeting) = await RawClient.OpenAsync(peer);
        await using var opened = client;
        if (greeting.StartsWith("421 ", StringComparison.Ordinal))
            (await client.ReadAsync()).ShouldBeEmpty();
        return greeting;
    }

    private static async Task<RawClient> EncryptedAsync(int port)
    {
        var client = await RawClient.ConnectAsync(port);
        (await client.SayAsync("STARTTLS")).ShouldStartWith("220 ");
        await client.HandshakeAsync();
        (await client.SayAsync("EHLO client.test")).ShouldStartWith("250");
        return client;
    }

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static int Descriptors(string limits) =>
        int.Parse(File.ReadLines(limits).First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
            CultureInfo.InvariantCulture);

    private static long Resident(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture);
}
