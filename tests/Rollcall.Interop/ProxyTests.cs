using System.Net;
using System.Net.Sockets;
using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Clients behind a proxy: the PROXY protocol of a real HAProxy by the recipe of docs/integrations.md, and XCLIENT.</summary>
public sealed class ProxyTests
{
    private const string Bob = "bob@example.com";

    [Theory]
    [InlineData("send-proxy-v2")]
    [InlineData("send-proxy")]
    public async Task HaproxyInFront_LimitsGoByTheClient(string version)
    {
        var recipes = new Recipes();
        await using var sink = new MailSink(Bob);
        var plan = new GatewayPlan(("example.com", sink.Address));
        var allowed = recipes.Get("smtp", ("[smtp]\n", ""), ("listen = [\"127.0.0.1:2525\"]\n", ""));
        await using var gateway = await Gateway.StartAsync(plan with { Smtp = allowed + "max_connections_per_client = 1" });
        int front = FreePort.Take();
        using var folder = new TempFolder();
        var cfg = recipes.Get("haproxy", ("127.0.0.1:2525", $"127.0.0.1:{gateway.Port}"), ("127.0.0.1:25\n", $"127.0.0.1:{front}\n"), ("send-proxy-v2", version));
        await using var haproxy = ProcessUnderTest.Start("/usr/sbin/haproxy", ["-db", "-f", folder.Write("haproxy.cfg", cfg)]);
        await Wait.ForPortAsync(front, () => haproxy.Error);

        var first = await ConnectFromAsync("127.0.0.2", front);
        var other = await ConnectFromAsync("127.0.0.3", front);
        var second = await ConnectFromAsync("127.0.0.2", front);

        first.Greeting.ShouldStartWith("220 ", customMessage: haproxy.Error + gateway.CurrentLog);
        other.Greeting.ShouldStartWith("220 ");
        second.Greeting.ShouldStartWith("421 4.7.0 ");
        foreach (var (stream, _) in (ReadOnlySpan<(NetworkStream, string)>)[first, other, second])
            stream.Dispose();
    }

    [Fact]
    public async Task ProxyWithoutHeader_IsClosedWithoutAWord_OthersNeedNone()
    {
        await using var sink = new MailSink(Bob);
        await using var gateway = await Gateway.StartAsync(
            new GatewayPlan(("example.com", sink.Address)) { Smtp = "proxy_protocol_from = [\"127.0.0.2/32\"]" });

        var silent = ConnectFromAsync("127.0.0.2", gateway.Port);
        (await ConnectFromAsync("127.0.0.2", gateway.Port, "EHLO client.test\r\n")).Greeting.ShouldBeEmpty();
        (await ConnectFromAsync("127.0.0.2", gateway.Port, "PROXY UNKNOWN\r\n")).Greeting.ShouldStartWith("220 ");
        (await ConnectFromAsync("127.0.0.1", gateway.Port)).Greeting.ShouldStartWith("220 ");
        (await silent).Greeting.ShouldBeEmpty();
    }

    [Fact]
    public async Task Xclient_SetsTheAddressForCounts_AndIsRefusedToOthers()
    {
        await using var sink = new MailSink(Bob);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.com", sink.Address))
        {
            Smtp = "xclient_from = [\"127.0.0.1/32\"]",
            Limits = "min_free_disk = \"1MiB\"\n[harvest]\nunknown = 3\nban_factor = 2",
        });
        await using var proxy = await RawClient.ConnectAsync(gateway.Port);
        (await proxy.SayAsync("XCLIENT ADDR=203.0.113.9 NAME=guesser.test")).ShouldStartWith("220 ");
        (await proxy.SayAsync("EHLO proxy.test")).ShouldContain("XCLIENT NAME ADDR PORT PROTO HELO");
        for (int i = 0; i < 3; i++)
            (await proxy.RcptAsync($"guess{i}@example.com")).ShouldStartWith("550 5.1.1 ");
        (await proxy.RcptAsync("new@example.com")).ShouldStartWith("451 4.7.1 ");

        await proxy.SayAsync("RSET");
        (await proxy.SayAsync("XCLIENT ADDR=IPV6:2001:db8::9")).ShouldStartWith("220 ");
        (await proxy.SayAsync("EHLO proxy.test")).ShouldStartWith("250");
        (await proxy.RcptAsync("new@example.com")).ShouldStartWith("550 5.1.1 ");
        (await gateway.RunAsync("status")).Out.ShouldContain("client 203.0.113.9: ");
        var (stranger, _) = await ConnectFromAsync("127.0.0.2", gateway.Port);
        await stranger.WriteAsync("XCLIENT ADDR=203.0.113.10\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        (await ReadAsync(stranger)).ShouldStartWith("500 5.5.2 ");
    }

    private static async Task<(NetworkStream Stream, string Greeting)> ConnectFromAsync(string source, int port, string first = "")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(first), TestContext.Current.CancellationToken);
        return (stream, await ReadAsync(stream));
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var buffer = new byte[1000];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, limit.Token));
        }
        catch (IOException)
        {
            return ""; // what we had sent was not read before the connection was closed
        }
    }
}
