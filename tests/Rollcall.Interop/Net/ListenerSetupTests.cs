using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rollcall.Interop.Harness;
using Rollcall.Listeners;

namespace Rollcall.Interop.Net;

public sealed class ListenerSetupTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ListenerSetup _listeners = new(TimeProvider.System, maxConnections: 1000);
    private readonly ConcurrentQueue<ClientConnection> _clients = new();
    private WebApplication? _app;

    [Fact]
    public async Task AnyAddress_BindsItsOwnFamilyAlone()
    {
        var port = FreePort.Take();
        _listeners.AddLine(At(IPAddress.Any, port), SayAsync("four"));
        _listeners.AddLine(At(IPAddress.IPv6Any, port), SayAsync("six"));

        (await StartAsync()).ShouldBeNull();

        (await ReadAllAsync(new IPEndPoint(IPAddress.Loopback, port))).ShouldBe("four");
        (await ReadAllAsync(new IPEndPoint(IPAddress.IPv6Loopback, port))).ShouldBe("six");
        _clients.Select(client => client.RemoteAddress).ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback]);
        _clients.ShouldAllBe(client => client.Id.Length == 12 && client.RemotePort > 0 && client.Local!.Port == port);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task TakenPort_IsOneSentence(string address)
    {
        var endpoint = new IPEndPoint(IPAddress.Parse(address), 0);
        using var other = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(endpoint);
        other.Listen();
        var taken = (IPEndPoint)other.LocalEndPoint!;
        _listeners.AddLine(At(IPAddress.Loopback, FreePort.Take()), SayAsync("fine"));
        _listeners.AddLine(ListenEndpoint.At(taken), SayAsync("never"));

        (await StartAsync()).ShouldBe($"cannot listen at {taken}: the address is in use");
    }

    [Fact]
    public async Task ForeignAddress_IsOneSentence()
    {
        _listeners.AddLine(At(IPAddress.Parse("192.0.2.1"), 2525), SayAsync("never"));

        (await StartAsync()).ShouldBe("cannot listen at 192.0.2.1:2525: this machine does not have the address");
    }

    [Fact]
    public async Task UnixSockets_HaveTheirModes()
    {
        _listeners.AddLine(ListenEndpoint.AtUnix(_folder["line.sock"]), SayAsync("unix"));
        _listeners.AddHttp(ListenEndpoint.AtUnix(_folder["rollcall.sock"]), ConnectionKind.Control);

        (await StartAsync()).ShouldBeNull();

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(_folder["rollcall.sock"]).ShouldBe(Owner);
        File.GetUnixFileMode(_folder["line.sock"]).ShouldBe(Owner | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        (await ReadAllAsync(new UnixDomainSocketEndPoint(_folder["line.sock"]))).ShouldBe("unix");
        var client = _clients.ShouldHaveSingleItem();
        client.RemoteAddress.ShouldBeNull();
        client.Local.ShouldBeNull();
    }

    [Fact]
    public async Task LeftOverSocket_IsReplaced()
    {
        var path = _folder["left.sock"];
        using (var ended = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Under another name, the runtime does not remove the file when the socket is closed; a kill -9 leaves it so too.
            ended.Bind(new UnixDomainSocketEndPoint(path + ".1"));
            File.Move(path + ".1", path);
        }
        File.Exists(path).ShouldBeTrue();
        _listeners.AddLine(ListenEndpoint.AtUnix(path), SayAsync("new"));

        (await StartAsync()).ShouldBeNull();

        (await ReadAllAsync(new UnixDomainSocketEndPoint(path))).ShouldBe("new");
    }

    [Fact]
    public async Task SocketOfALivingProcess_Stays()
    {
        var path = _folder["live.sock"];
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(path));
        other.Listen();
        _listeners.AddLine(ListenEndpoint.AtUnix(path), SayAsync("never"));

        (await StartAsync()).ShouldBe($"cannot listen at unix:{path}: the address is in use");

        File.Exists(path).ShouldBeTrue();
    }

    [Fact]
    public async Task FileThatIsNoSocket_Stays()
    {
        var path = _folder.Write("precious", "text");
        _listeners.AddLine(ListenEndpoint.AtUnix(path), SayAsync("never"));

        (await StartAsync()).ShouldBe($"cannot listen at unix:{path}: something that is no socket is there");

        File.ReadAllText(path).ShouldBe("text");
    }

    [Fact]
    public async Task LongPath_IsOneSentence()
    {
        var path = _folder[new string('x', 108)];
        _listeners.AddLine(ListenEndpoint.AtUnix(path), SayAsync("never"));

        (await StartAsync()).ShouldBe($"cannot listen at unix:{path}: the path has more than 107 octets");
    }

    [Fact]
    public async Task Http_KnowsItsDoor()
    {
        var port = FreePort.Take();
        _listeners.AddHttp(At(IPAddress.Loopback, port), ConnectionKind.Public);
        _listeners.AddHttp(ListenEndpoint.AtUnix(_folder["rollcall.sock"]), ConnectionKind.Control);
        (await StartAsync()).ShouldBeNull();

        using var tcp = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        using var unix = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_folder["rollcall.sock"]), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://localhost/") };

        (await tcp.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("Public");
        (await unix.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldBe("Control");
    }

    [Fact]
    public async Task Stop_TellsTheSessionsFirstAndHurriesThemThen()
    {
        var port = FreePort.Take();
        var stages = new ConcurrentQueue<string>();
        _listeners.AddLine(At(IPAddress.Loopback, port), async client =>
        {
            _clients.Enqueue(client);
            await Ended(client.Stopping);
            stages.Enqueue("told");
            await Ended(client.Abort);
            stages.Enqueue("hurried");
            await client.Transport.Output.WriteAsync("421 4.3.2 Stopping\r\n"u8.ToArray());
        });
        (await StartAsync()).ShouldBeNull();
        var session = ReadAllAsync(new IPEndPoint(IPAddress.Loopback, port));
        await Wait.UntilAsync(() => !_clients.IsEmpty, "the session");

        var stop = _app!.StopAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => stages.Contains("told"), "the first stage");
        await Wait.ForClosedPortAsync(port);
        stop.IsCompleted.ShouldBeFalse();
        _listeners.AbortSessions();

        (await session).ShouldBe("421 4.3.2 Stopping\r\n");
        await stop;
        stages.ShouldBe(["told", "hurried"]);
    }

    [Fact]
    public async Task Cut_ClosesTheConnection()
    {
        var port = FreePort.Take();
        _listeners.AddLine(At(IPAddress.Loopback, port), client =>
        {
            client.Cut();
            return Ended(client.Closed);
        });
        (await StartAsync()).ShouldBeNull();

        (await ReadAllAsync(new IPEndPoint(IPAddress.Loopback, port))).ShouldBe("");
    }

    // Kestrel alone waits for such a client without end, and the stop with it.
    [Fact]
    public async Task ClientThatReadsNothing_IsCutSoonAfterItsHandlerEnded()
    {
        var port = FreePort.Take();
        _listeners.AddLine(At(IPAddress.Loopback, port), client =>
        {
            _clients.Enqueue(client);
            _ = client.Transport.Output.WriteAsync(new byte[16 << 20]).AsTask();
            return Task.CompletedTask;
        });
        (await StartAsync()).ShouldBeNull();
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await deaf.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);

        await Wait.UntilAsync(() => _clients.TryPeek(out var client) && client.Closed.IsCancellationRequested, "the cut");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _listeners.Dispose();
        _folder.Dispose();
    }

    private static ListenEndpoint At(IPAddress address, int port) => ListenEndpoint.At(new IPEndPoint(address, port));

    private static Task Ended(CancellationToken token)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(ended.SetResult);
        return ended.Task;
    }

    private static async Task<string> ReadAllAsync(EndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        using var all = new MemoryStream();
        try
        {
            await socket.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // A reset is an end as well.
        }
        return Encoding.ASCII.GetString(all.ToArray());
    }

    private Func<ClientConnection, Task> SayAsync(string text) => async client =>
    {
        _clients.Enqueue(client);
        await client.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(text));
    };

    private Task<string?> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        _listeners.Configure(builder.WebHost);
        _app = builder.Build();
        _app.Run(context => context.Response.WriteAsync(context.Features.Get<ConnectionDoor>()?.Kind.ToString() ?? "none"));
        return _listeners.StartAsync(_app, TestContext.Current.CancellationToken);
    }
}
