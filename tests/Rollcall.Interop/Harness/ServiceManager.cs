using System.Net.Sockets;
using System.Text;

namespace Rollcall.Interop.Harness;

/// <summary>The socket on which systemd hears of the services that it started (sd_notify).</summary>
internal sealed class ServiceManager : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ServiceManager() => _socket.Bind(new UnixDomainSocketEndPoint(Path));

    public string Path => _folder["notify"];

    /// <summary>The next message.</summary>
    public async Task<string> NextAsync()
    {
        var buffer = new byte[4096];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        int length = await _socket.ReceiveAsync(buffer, limit.Token);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _folder.Dispose();
    }
}
