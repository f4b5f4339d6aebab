using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Listeners;
using Rollcall.Protocols.Services;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>The way in behind a proxy: the twin of the header says who the client is, and the session finds exactly what stands behind it.</summary>
internal static class PreambleTarget
{
    private static readonly IPEndPoint _proxy = new(IPAddress.Parse("192.0.2.99"), 99);

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + input.Choose(64);
        var data = input.Rest();
        var pipe = new Pipe(new PipeOptions(minimumSegmentSize: 16, pauseWriterThreshold: 0, useSynchronizationContext: false, readerScheduler: PipeScheduler.Inline));
        var context = new DefaultConnectionContext { RemoteEndPoint = _proxy, LocalEndPoint = _proxy, Transport = new Ends(pipe.Reader, new Pipe().Writer) };
        var connection = new ClientConnection(context, ListenEndpoint.At(_proxy), CancellationToken.None);

        var taking = new ProxyPreamble(TimeProvider.System, NullLogger.Instance).TakeAsync(connection);
        for (int at = 0; at < data.Length; at += piece)
            pipe.Writer.WriteAsync(data.AsMemory(at, Math.Min(piece, data.Length - at))).AsTask().GetAwaiter().GetResult();
        pipe.Writer.Complete();

        Oracle.Holds(taking.IsCompleted, "all is there, and it waits");
        var expected = ProxyTarget.Twin(data);
        Oracle.Same(expected.Status == RequestStatus.Ok, taking.GetAwaiter().GetResult(), "has a header");
        var client = expected.Value.Source ?? _proxy;
        Oracle.Same((client.Address, client.Port), (connection.RemoteAddress!, connection.RemotePort), "client");
        if (expected.Status != RequestStatus.Ok)
            return;
        var left = pipe.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();
        Oracle.SameOctets(data.AsSpan(expected.Length), System.Buffers.BuffersExtensions.ToArray(left.Buffer), "what is left for the session");
    }
}
