using System.Buffers;
using System.IO.Pipelines;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Protocols.Services;

/// <summary>What a protocol of requests and answers does with them. Calls never overlap.</summary>
/// <typeparam name="TRequest">A request as a value.</typeparam>
public interface IRequestHandler<TRequest>
{
    /// <summary>Reads the request at the beginning of a buffer; never waits, never throws.</summary>
    RequestStatus Read(in ReadOnlySequence<byte> buffer, out TRequest request, out SequencePosition next);

    /// <summary>The octets of the answer; none closes the connection without one.</summary>
    ValueTask<ReadOnlyMemory<byte>> AnswerAsync(TRequest request, CancellationToken cancel);

    /// <summary>What is said before the connection is closed over octets that are no request; none for nothing.</summary>
    ReadOnlyMemory<byte> Rejection { get; }
}

/// <summary>How long a client may take.</summary>
/// <param name="Idle">Between two requests.</param>
/// <param name="Whole">From the first octet of a request to its last, and for reading our answers.</param>
public sealed record RequestTimes(TimeSpan Idle, TimeSpan Whole);

/// <summary>
/// A connection that carries requests one after the other, also several in one write; answers go out together, but never later than the next
/// wait. A client that closes its half gets the answers to what it sent (Exim's readsocket does so); then the connection is closed.
/// </summary>
public sealed class RequestSession<TRequest>(IDuplexPipe transport, IRequestHandler<TRequest> handler, RequestTimes times, TimeProvider time)
{
    /// <summary>
    /// Runs to the end of the connection, which is closed then. Once <paramref name="stopping"/> fires it ends between two requests; once
    /// <paramref name="abort"/> fires, at once. Only a fault of the handler is thrown.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        await using var pipe = new SessionPipe(transport, times.Whole, time, stopping, abort);
        try
        {
            await ConverseAsync(pipe, abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // Closed without an answer: every one of these clients asks again, or takes it as doubt.
        }
        finally
        {
            await pipe.FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task ConverseAsync(SessionPipe pipe, CancellationToken abort)
    {
        long? begun = null; // since when a request is being sent; its last octet counts, not its first
        while (true)
        {
            pipe.IsIdle = pipe.Buffer.IsEmpty;
            if (pipe.MustStop)
                return;
            switch (handler.Read(pipe.Buffer, out var request, out var next))
            {
                case RequestStatus.Ok:
                    begun = null;
                    pipe.Take(next);
                    if (!await AnswerAsync(pipe, request, abort).ConfigureAwait(false))
                        return;
                    break;
                case RequestStatus.Incomplete:
                    if (!pipe.Buffer.IsEmpty)
                        begun ??= time.GetTimestamp();
                    var patience = begun is { } since ? times.Whole - time.GetElapsedTime(since) : times.Idle;
                    if (await pipe.ReceiveAsync(patience).ConfigureAwait(false) != Arrival.Octets)
                        return;
                    break;
                default:
                    pipe.Write(handler.Rejection.Span);
                    return;
            }
        }
    }

    private async ValueTask<bool> AnswerAsync(SessionPipe pipe, TRequest request, CancellationToken abort)
    {
        var answering = handler.AnswerAsync(request, abort);
        if (!answering.IsCompleted)
            await pipe.FlushAsync().ConfigureAwait(false);
        var answer = await answering.ConfigureAwait(false);
        pipe.Write(answer.Span);
        return !answer.IsEmpty;
    }
}
