using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Rollcall.Listeners;

/// <summary>
/// The listeners of the process on Kestrel: line protocols and HTTP. Added before the host is built; the host's stop accepts no more, tells the
/// sessions and waits for them; <see cref="AbortSessions"/> hurries them. Connections of all kinds beyond <c>maxConnections</c> are cut.
/// </summary>
internal sealed class ListenerSetup(TimeProvider time, int maxConnections) : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerAndGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const int MaxBuffered = 64 * 1024; // octets a client may send ahead while its session waits; ten thousand do so at once
    private const long MaxRequest = 64 * 1024; // octets of a body; a domain's definition has hundreds, and an import says so itself
    private static readonly TimeSpan _requestHeaders = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _idleHttp = TimeSpan.FromSeconds(60); // scrapers come more often
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5); // a client that does not read its last reply holds nothing longer
    private readonly List<Listener> _listeners = [];
    private readonly CancellationTokenSource _abort = new();
    private int _open;
    private int _openHttp;

    /// <summary>So many connections of HTTP over TCP; those beyond are cut.</summary>
    public int MaxHttp { get; init; } = int.MaxValue;

    /// <summary>Adds a line protocol; its Unix sockets are open to the group.</summary>
    public void AddLine(ListenEndpoint endpoint, Func<ClientConnection, Task> handler) =>
        _listeners.Add(new Listener(endpoint, OwnerAndGroup, options => options.Run(context => AdmitAsync(context, () => ServeAsync(context, endpoint, handler)))));

    /// <summary>Adds HTTP; requests find <see cref="ConnectionDoor"/> among their features.</summary>
    public void AddHttp(ListenEndpoint endpoint, ConnectionKind kind)
    {
        _listeners.Add(new Listener(endpoint, OwnerOnly, options =>
        {
            options.Protocols = HttpProtocols.Http1; // without TLS there is no other
            options.Use(next => context =>
            {
                context.Features.Set(new ConnectionDoor(kind, kind == ConnectionKind.Control ? PeerUser.Of(context) : ""));
                return AdmitAsync(context, () => kind == ConnectionKind.Control ? next(context) : AdmitHttpAsync(context, next));
            });
        }));
    }

    /// <summary>Puts Kestrel with these listeners into the host, and no other.</summary>
    public void Configure(IWebHostBuilder web)
    {
        web.UseKestrelCore();
        web.UseSockets(Configure);
        web.ConfigureKestrel(Configure);
    }

    /// <summary>Starts the host; null, or one sentence that names the address that cannot be had. The host is of no use then.</summary>
    public async Task<string?> StartAsync(IHost host, CancellationToken cancel)
    {
        if (_listeners.Find(listener => !listener.HasRoomForPath) is { } tooLong)
            return new ListenException(tooLong.Endpoint, $"the path has more than {ListenSocket.MaxUnixPath} octets").Message;
        // The first use loads a library. Tried first when all descriptors are gone, it would fail then and ever after.
        _ = ClientConnection.NewId();
        try
        {
            await host.StartAsync(cancel).ConfigureAwait(false);
            return null;
        }
        catch (ListenException e)
        {
            return e.Message;
        }
    }

    /// <summary>Second stage of the stop: sessions say their last reply and end.</summary>
    public void AbortSessions() => _abort.Cancel();

    /// <summary>Releases the token of the second stage; after the host has stopped.</summary>
    public void Dispose() => _abort.Dispose();

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequest;
        kestrel.Limits.RequestHeadersTimeout = _requestHeaders;
        kestrel.Limits.KeepAliveTimeout = _idleHttp;
        kestrel.Limits.MaxConcurrentConnections = null; // would close without a word; the handlers say 421
        foreach (var listener in _listeners.Where(listener => listener.HasRoomForPath))
        {
            if (listener.Endpoint.Tcp is { } tcp)
                kestrel.Listen(tcp, listener.Options);
            else
                kestrel.ListenUnixSocket(listener.Endpoint.UnixPath!, listener.Options);
        }
    }

    private void Configure(SocketTransportOptions sockets)
    {
        sockets.IOQueueCount = 0; // measured: 2 to 6 % more sessions, and a third off the slowest percent
        sockets.MaxReadBufferSize = MaxBuffered;
        sockets.MaxWriteBufferSize = MaxBuffered;
        sockets.CreateBoundListenSocket = Bind;
    }

    private Socket Bind(EndPoint endpoint)
    {
        var listener = _listeners.First(listener => listener.Is(endpoint));
        return ListenSocket.Open(listener.Endpoint, listener.Mode);
    }

    private async Task AdmitAsync(ConnectionContext context, Func<Task> serve)
    {
        try
        {
            if (Interlocked.Increment(ref _open) <= maxConnections)
                await serve().ConfigureAwait(false);
            else
                context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task AdmitHttpAsync(ConnectionContext context, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _openHttp) <= MaxHttp)
                await next(context).ConfigureAwait(false);
            else
                context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _openHttp);
        }
    }

    private async Task ServeAsync(ConnectionContext context, ListenEndpoint endpoint, Func<ClientConnection, Task> handler)
    {
        try
        {
            await handler(new ClientConnection(context, endpoint, _abort.Token)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException)
        {
            // The client is gone.
        }
        finally
        {
            await SayFarewellAsync(context).ConfigureAwait(false);
        }
    }

    // Kestrel would wait without end for a client that does not read what was said to it last.
    private async Task SayFarewellAsync(ConnectionContext context)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = context.ConnectionClosed.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), closed);
        await context.Transport.Output.CompleteAsync().ConfigureAwait(false);
        try
        {
            await closed.Task.WaitAsync(_farewell, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }

    private sealed record Listener(ListenEndpoint Endpoint, UnixFileMode Mode, Action<ListenOptions> Options)
    {
        public bool HasRoomForPath => Endpoint.UnixPath is not { } path || Encoding.UTF8.GetByteCount(path) <= ListenSocket.MaxUnixPath;

        public bool Is(EndPoint endpoint) => endpoint is IPEndPoint tcp
            ? tcp.Equals(Endpoint.Tcp)
            : Endpoint.UnixPath is { } path && endpoint.ToString() == path;
    }
}
