using System.Buffers;
using System.IO.Pipelines;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>Why a session woke up.</summary>
internal enum Arrival
{
    /// <summary>There are new octets in the buffer.</summary>
    Octets,

    /// <summary>The client is gone.</summary>
    Gone,

    /// <summary>The client kept us waiting for the whole time-out.</summary>
    TimedOut,

    /// <summary>The server is being stopped, and the session may not go on.</summary>
    Stopped,
}

/// <summary>
/// The two ends of a connection as a session sees them: octets that came and are not taken yet, replies that go out together, one timer
/// for all waiting. It holds no buffer of its own, so that an idle session costs little. Failures of the connection are values.
/// </summary>
internal sealed class SessionPipe : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private readonly CancellationToken _stopping;
    private readonly CancellationToken _abort;
    private readonly CancellationTokenRegistration _onStopping;
    private readonly CancellationTokenRegistration _onAbort;
    private volatile PipeReader _input;
    private volatile PipeWriter _output;
    private volatile bool _mayStop;
    private volatile bool _flushing;
    private Task<ReadResult>? _early; // begun to see the client go; what it brings is the next thing to be received
    private bool _reading;
    private bool _unflushed;
    private bool _ended; // no octet will come any more, but the client may still listen
    private bool _broken;

    public SessionPipe(IDuplexPipe transport, TimeSpan timeout, TimeProvider time, CancellationToken stopping, CancellationToken abort)
    {
        (_input, _output, _time, _timeout) = (transport.Input, transport.Output, time, timeout);
        (_stopping, _abort) = (stopping, abort);
        _timer = time.CreateTimer(static pipe => ((SessionPipe)pipe!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _onStopping = stopping.UnsafeRegister(static pipe => ((SessionPipe)pipe!).WakeIfIdle(), this);
        _onAbort = abort.UnsafeRegister(static pipe => ((SessionPipe)pipe!).Wake(), this);
    }

    /// <summary>What came and was not taken.</summary>
    public ReadOnlySequence<byte> Buffer { get; private set; }

    /// <summary>Whether the session has to end now, because it is idle while the server stops, or because even transactions have to.</summary>
    public bool MustStop => _abort.IsCancellationRequested || (_mayStop && _stopping.IsCancellationRequested);

    /// <summary>Whether the session is between transactions, where a stop may end it.</summary>
    public bool IsIdle
    {
        get => _mayStop;
        set
        {
            if (_mayStop == value)
                return;
            _mayStop = value;
            // With the fence, either the stop sees that we are idle or we see the stop.
            Interlocked.MemoryBarrier();
        }
    }

    /// <summary>Everything before <paramref name="position"/> has been read.</summary>
    public void Take(SequencePosition position) => Buffer = Buffer.Slice(position);

    /// <summary>Puts a reply behind those that wait to go out.</summary>
    public void Write(Reply reply) => Write(reply.Wire.Span);

    /// <summary>The same for octets of another protocol.</summary>
    public void Write(ReadOnlySpan<byte> octets)
    {
        _output.Write(octets);
        _unflushed = true;
    }

    /// <summary>Waits for octets beyond those in the buffer. Replies go out before it really waits; with no patience left it does not.</summary>
    public async ValueTask<Arrival> ReceiveAsync(TimeSpan patience)
    {
        try
        {
            long before = Buffer.Length;
            if (_reading)
                _input.AdvanceTo(Buffer.Start, Buffer.End);
            _reading = false;
            Buffer = default;
            long since = _time.GetTimestamp();
            while (!_ended && !_broken && !MustStop)
            {
                var rest = patience - _time.GetElapsedTime(since);
                if (rest <= TimeSpan.Zero)
                    return Arrival.TimedOut;
                ReadResult result = default;
                if (_early is not null || !_input.TryRead(out result))
                    result = await WaitAsync(rest).ConfigureAwait(false);
                if (!_broken && Accept(result, before))
                    return Arrival.Octets;
            }
        }
        catch (Exception e) when (IsBroken(e))
        {
            _broken = true;
        }
        return _ended || _broken ? Arrival.Gone : Arrival.Stopped;
    }

    /// <summary>Sends what waits. A client that is gone, or reads nothing for the whole time-out, is noticed at the next receive.</summary>
    public async ValueTask FlushAsync()
    {
        if (!_unflushed || _broken)
            return;
        _unflushed = false;
        try
        {
            var flush = _output.FlushAsync(CancellationToken.None);
            _flushing = !flush.IsCompleted;
            if (_flushing)
                Arm(_timeout);
            var result = await flush.ConfigureAwait(false);
            if (_flushing)
                Arm(Timeout.InfiniteTimeSpan);
            _broken |= result.IsCompleted || (result.IsCanceled && _flushing);
            _flushing = false;
        }
        catch (Exception e) when (IsBroken(e))
        {
            _broken = true;
        }
    }

    /// <summary>Waits for work whose token fires once the client is gone: its connection is reset, or it hung up and has nothing more to say.</summary>
    public async ValueTask<Reply> WatchedAsync(Func<CancellationToken, ValueTask<Reply>> work)
    {
        using var gone = new CancellationTokenSource();
        var answer = work(gone.Token).AsTask();
        if (!answer.IsCompleted)
        {
            await FlushAsync().ConfigureAwait(false);
            if (await GoesBeforeAsync(answer).ConfigureAwait(false))
                await gone.CancelAsync().ConfigureAwait(false);
        }
        return await answer.ConfigureAwait(false);
    }

    /// <summary>
    /// Sends the invitation and goes over to the encrypted connection; false when there is none. What came in clear before is thrown away:
    /// anybody on the way may have put it there (RFC 3207 4.2, CVE-2011-0411).
    /// </summary>
    public async ValueTask<bool> UpgradeAsync(ITlsUpgrade tls, CancellationToken cancel)
    {
        try
        {
            IsIdle = false; // a wake would break the handshake
            _input.AdvanceTo(Buffer.End);
            (Buffer, _reading) = (default, false);
            while (!_ended && _input.TryRead(out var early))
            {
                _ended = early.IsCompleted;
                _input.AdvanceTo(early.Buffer.End);
            }
            await FlushAsync().ConfigureAwait(false);
            if (_ended || _broken || await tls.UpgradeAsync(cancel).ConfigureAwait(false) is not { } encrypted)
                return false;
            (_input, _output) = (encrypted.Input, encrypted.Output);
            return true;
        }
        catch (Exception e) when (IsBroken(e))
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _onStopping.DisposeAsync().ConfigureAwait(false);
        await _onAbort.DisposeAsync().ConfigureAwait(false);
        if (_early is not null)
        {
            // Its buffer must not go back to the pool under it.
            _input.CancelPendingRead();
            await ((Task)_early).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await _input.CompleteAsync().ConfigureAwait(false);
        await _output.CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask<ReadResult> WaitAsync(TimeSpan rest)
    {
        await FlushAsync().ConfigureAwait(false);
        if (_broken)
            return default;
        Arm(rest);
        var read = _early is null ? _input.ReadAsync(CancellationToken.None) : new ValueTask<ReadResult>(_early);
        _early = null;
        var result = await read.ConfigureAwait(false);
        Arm(Timeout.InfiniteTimeSpan);
        return result;
    }

    // Whether the client went before the work was done. Behind commands that it had sent ahead its end is no sign: it may only have closed its half.
    private async Task<bool> GoesBeforeAsync(Task work)
    {
        if (_broken)
            return true;
        if (!Buffer.IsEmpty || _ended)
            return false;
        try
        {
            if (_reading)
                _input.AdvanceTo(Buffer.End);
            (Buffer, _reading) = (default, false);
            _early = _input.ReadAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(work, _early).ConfigureAwait(false) == work)
                return false;
            var read = _early;
            _early = null;
            return !Accept(await read.ConfigureAwait(false), 0) && _ended;
        }
        catch (Exception e) when (IsBroken(e))
        {
            return _broken = true;
        }
    }

    // A read that was only woken gives back what it holds; at the end of the input, what came with it is still served.
    private bool Accept(ReadResult result, long before)
    {
        if (result.Buffer.Length > before)
        {
            Buffer = result.Buffer;
            return _reading = true;
        }
        _ended = result.IsCompleted;
        _input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        return false;
    }

    private void Arm(TimeSpan due) => _timer.Change(due, Timeout.InfiniteTimeSpan);

    private void WakeIfIdle()
    {
        Interlocked.MemoryBarrier();
        // A needless wake may break a read below us that cannot be cancelled without loss (TLS).
        if (_mayStop)
            Wake();
    }

    private void Wake()
    {
        if (_flushing)
            _output.CancelPendingFlush();
        else
            _input.CancelPendingRead();
    }

    // Kestrel reports a reset connection as IOException and an aborted one as OperationCanceledException; a closed stream is disposed of.
    private static bool IsBroken(Exception e) => e is IOException or OperationCanceledException or ObjectDisposedException;
}
