using System.Net;
using Rollcall.Protocols;
using Rollcall.Protocols.Services;

namespace Rollcall.Listeners;

/// <summary>Reads the PROXY protocol before the banner, from proxies that must then send it.</summary>
internal sealed partial class ProxyPreamble(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5); // proxy-protocol.txt 2: it comes first, and in one piece

    /// <summary>Takes the header off the connection; false when there is none in 5 s, and nothing may be said to this peer.</summary>
    public async Task<bool> TakeAsync(ClientConnection connection)
    {
        using var late = new CancellationTokenSource(_patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, connection.Stopping, connection.Abort);
        try
        {
            if (await ReadAsync(connection, end.Token).ConfigureAwait(false))
                return true;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Too late, or the proxy is gone: a health check of TCP alone does so.
        }
        NoHeader(log, connection.RemoteAddress);
        return false;
    }

    private static async Task<bool> ReadAsync(ClientConnection connection, CancellationToken cancel)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancel).ConfigureAwait(false);
            var status = ProxyHeader.Read(result.Buffer, out var header, out var next);
            if (status == RequestStatus.Ok)
            {
                input.AdvanceTo(next); // what lies behind it is the session's
                if (header.Source is { } source)
                    connection.SpeaksFor(source);
                return true;
            }
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (status == RequestStatus.Invalid || result.IsCompleted)
                return false;
        }
    }

    [LoggerMessage(EventName = "proxy_header_missing", Level = LogLevel.Information, Message = "{Client}")]
    private static partial void NoHeader(ILogger log, IPAddress? client);
}
