using System.Net;
using System.Net.Sockets;
using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Descriptors are shared: neither the neighbours' services nor HTTP take more than their part, and mail goes on (docs/decisions/0012-descriptors.md).</summary>
public sealed class ShareTests
{
    private const string Bob = "bob@example.com";
    private const int Descriptors = 400; // of which 256 are the program's own
    private const int Services = 18; // an eighth of the rest
    private const int Http = 9; // half of that

    [Fact]
    public async Task ServicesBeyondTheirShare_AreClosedWithoutAWord_AndLoggedOnce_UntilOneEnds()
    {
        await using var sink = new MailSink(Bob);
        int port = FreePort.Take();
        int smtp = FreePort.Take();
        await using var gateway = await Gateway.StartAsync(new GatewayPlan { Descriptors = Descriptors, Whole = Toml(smtp, sink.Address, $"[policy]\nlisten = [\"127.0.0.1:{port}\"]") });
        var held = new List<Socket>();
        for (int i = 0; i < Services; i++)
        {
            held.Add(await ConnectAsync(port));
            (await AskAsync(held[^1])).ShouldBe("action=DUNNO\n\n");
        }

        for (int i = 0; i < 3; i++)
        {
            using var beyond = await ConnectAsync(port);
            (await AskAsync(beyond)).ShouldBeEmpty();
        }

        (await AskAsync(held[0])).ShouldBe("action=DUNNO\n\n");
        await using var client = await RawClient.ConnectAsync(smtp);
        (await client.RcptAsync(Bob)).ShouldStartWith("250 ");
        held.ForEach(socket => socket.Dispose());
        await Wait.UntilAsync(async () =>
        {
            using var again = await ConnectAsync(port);
            return (await AskAsync(again)).Length > 0;
        }, "room again", Wait.Long);
        var full = gateway.CurrentLog.Split('\n').Where(line => line.Contains(" services_full ", StringComparison.Ordinal)).ToList();
        full.Count.ShouldBeInRange(1, 3); // once for each time that the share was used up, not once for each that was closed
        full[0].ShouldContain($" warn services_full listener=127.0.0.1:{port} connections={Services}");
    }

    [Fact]
    public async Task HttpRequestsBeyondTheirShare_AreCut_AndMailAndTheControlSocketGoOn()
    {
        await using var sink = new MailSink(Bob);
        int smtp = FreePort.Take();
        await using var gateway = await Gateway.StartAsync(new GatewayPlan { Descriptors = Descriptors, Whole = Toml(smtp, sink.Address, "") });
        string token = (await gateway.RunAsync("token", "create", "grafana")).Out.TrimEnd('\n');
        sink.On("RCPT", line => line.Contains("slow", StringComparison.Ordinal) ? new SinkAnswer("") { Silent = true } : null);
        var held = new List<Socket>();
        for (int i = 0; i < Http; i++)
        {
            held.Add(await ConnectAsync(gateway.HttpPort));
            (await GetAsync(held[i], "/healthz")).ShouldStartWith("HTTP/1.1 200 ");
        }

        var answers = held.Select((socket, i) => GetAsync(socket, $"/api/v1/verify?address=slow{i}@example.com", token)).ToList();

        (await IsCutAsync(gateway.HttpPort)).ShouldBeTrue();
        (await gateway.CallAsync(HttpMethod.Get, "/readyz")).Status.ShouldBe(200);
        await using var client = await RawClient.ConnectAsync(smtp);
        (await client.RcptAsync("postmaster@example.com")).ShouldStartWith("250 ");
        await Wait.UntilAsync(() => sink.Sessions.Sum(session => session.Commands.Count(command => command.Line.Contains("<slow", StringComparison.Ordinal))) > 1, "questions under way");
        answers.ShouldAllBe(answer => !answer.IsCompleted);
        held.ForEach(socket => socket.Dispose());
        await Wait.UntilAsync(async () => !await IsCutAsync(gateway.HttpPort), "room again", Wait.Long);
    }

    private static string Toml(int smtp, string sink, string services) => $"""
        hostname = "mx.gateway.test"
        state_dir = "./state"
        [smtp]
        listen = ["127.0.0.1:{smtp}"]
        [limits]
        min_free_disk = "1MiB"
        {services}
        [[domain]]
        name = "example.com"
        deliver_to = ["{sink}"]
        """;

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task<string> AskAsync(Socket socket) => SayAsync(socket, $"protocol_state=RCPT\nrecipient={Bob}\n\n");

    private static async Task<bool> IsCutAsync(int port)
    {
        try
        {
            using var socket = await ConnectAsync(port);
            return (await GetAsync(socket, "/healthz")).Length == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset) // so soon
        {
            return true;
        }
    }

    private static Task<string> GetAsync(Socket socket, string path, string token = "") =>
        SayAsync(socket, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n");

    // What comes back at once; nothing when the connection is closed or cut.
    private static async Task<string> SayAsync(Socket socket, string text)
    {
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
            var buffer = new byte[4096];
            int length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            return Encoding.ASCII.GetString(buffer, 0, length);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.OperationAborted)
        {
            return "";
        }
    }
}
