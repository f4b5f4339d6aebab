using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Rollcall.Protocols.Smtp.Client;

/// <summary>Why no reply came.</summary>
public enum ChannelFault
{
    /// <summary>One came.</summary>
    None,

    /// <summary>Nothing, or not all of it, within the limit.</summary>
    Timeout,

    /// <summary>The server closed or reset the connection.</summary>
    Dropped,

    /// <summary>What came is not SMTP.</summary>
    Protocol,
}

/// <summary>A reply, or why there is none and the cause in our words.</summary>
public readonly record struct ReplyOutcome(SmtpReply? Reply, ChannelFault Fault, string Cause)
{
    /// <summary>Whether the reply is 2yz.</summary>
    public bool IsPositive => Reply is { IsPositive: true };
}

/// <summary>
/// The client's side of one SMTP connection: writes command lines, reads replies, each within a limit. After a time-out or a protocol
/// error it is botched: nothing more is to be sent on it (which reply belongs to which command is not known any more). Octets that have come
/// before the command that they could answer are such an error.
/// </summary>
public sealed class SmtpChannel(IDuplexPipe transport, TimeProvider time)
{
    private readonly ReplyReader _reader = new();
    private IDuplexPipe _transport = transport;
    private bool _unflushed;
    private bool _moreCame; // octets behind the last reply
    private int _due = 1; // replies that are yet to come; the first is the banner
    private ValueTask<ReadResult>? _listening; // begun before the commands whose first reply it is to bring
    private ReplyOutcome? _tooEarly; // why nothing was sent

    /// <summary>Where the lines are noted, or null.</summary>
    public Transcript? Transcript { get; set; }

    /// <summary>Whether nothing more may be sent.</summary>
    public bool IsBotched { get; private set; }

    /// <summary>Octets of commands sent in clear or before encryption.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Octets of replies received, likewise.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Whether octets have come behind the last reply.</summary>
    public bool HasMore => _moreCame;

    /// <summary>Whether octets have come for which no reply is due.</summary>
    public bool HasSurplus => _moreCame && _due == 0;

    /// <summary>Goes on over another transport: what came before is forgotten (RFC 3207 4.2).</summary>
    public void Replace(IDuplexPipe encrypted) => (_transport, _moreCame, _due) = (encrypted, false, 0);

    /// <summary>
    /// Puts a command line, without its CRLF, among those that the next flush sends. It must not hold CR, LF or NUL. Nothing is sent, and the next
    /// read says why, when octets have come for which no reply is due.
    /// </summary>
    public void Write(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException("A command line holds CR, LF or NUL.", nameof(line));
        if (_due++ == 0)
            Listen();
        if (_tooEarly is not null)
            return;
        Transcript?.Sent(line);
        BytesSent += Encoding.UTF8.GetBytes(line, Output) + 2;
        Output.Write("\r\n"u8);
    }

    /// <summary>Sends what was written, then reads one reply within <paramref name="limit"/>.</summary>
    public ValueTask<ReplyOutcome> ReadReplyAsync(TimeSpan limit, CancellationToken cancel)
    {
        if (_tooEarly is { } early)
            return new(early);
        // The replies to a group mostly come together: for those behind the first, nothing has to be waited for.
        if (!_unflushed && _moreCame && _transport.Input.TryRead(out var result) && TryTake(result, out var outcome))
            return new(outcome);
        return WaitForReplyAsync(limit, cancel);
    }

    private async ValueTask<ReplyOutcome> WaitForReplyAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            _unflushed = false;
            await _transport.Output.FlushAsync(linked.Token).ConfigureAwait(false);
            if (_listening is { } listening && TryTake(await ListenedAsync(listening, linked.Token).ConfigureAwait(false), out var outcome))
                return outcome;
            return await ReadAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Botch(ChannelFault.Timeout, "no reply in time");
        }
        catch (OperationCanceledException)
        {
            IsBotched = true;
            throw;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            return Botch(ChannelFault.Dropped, "connection lost");
        }
    }

    /// <summary>Sends a command line and reads its reply.</summary>
    public ValueTask<ReplyOutcome> CommandAsync(string line, TimeSpan limit, CancellationToken cancel)
    {
        Write(line);
        return ReadReplyAsync(limit, cancel);
    }

    /// <summary>Takes the raw bytes of a message, which the next flush sends.</summary>
    public IBufferWriter<byte> Output
    {
        get
        {
            _unflushed = true;
            return _transport.Output;
        }
    }

    /// <summary>Sends what was written within <paramref name="limit"/>; None when it was taken.</summary>
    public async ValueTask<ChannelFault> FlushAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            _unflushed = false;
            var flush = await _transport.Output.FlushAsync(linked.Token).ConfigureAwait(false);
            return flush.IsCompleted ? Botch(ChannelFault.Dropped, "connection lost").Fault : ChannelFault.None;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Botch(ChannelFault.Timeout, "the server takes no more").Fault;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            return Botch(ChannelFault.Dropped, "connection lost").Fault;
        }
    }

    // RFC 5321 4.2: one reply for each command. One that came before its command, or a second one, would be taken for the answer to the next.
    private void Listen()
    {
        var read = _transport.Input.ReadAsync(CancellationToken.None);
        if (!read.IsCompletedSuccessfully)
        {
            _listening = read; // its fault, if it has one, is that of the reply
            return;
        }
        // RFC 5321 3.8: a server may say 421 or close when nobody uses the session.
        bool hasEnded = TryTake(read.Result, out var outcome) && outcome.Reply is null or { Code: 421 };
        _tooEarly = hasEnded ? outcome : Botch(ChannelFault.Protocol, "octets that answer no command");
        IsBotched = true;
    }

    private async ValueTask<ReadResult> ListenedAsync(ValueTask<ReadResult> listening, CancellationToken cancel)
    {
        _listening = null;
        using var ending = cancel.Register(static input => ((PipeReader)input!).CancelPendingRead(), _transport.Input);
        var result = await listening.ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        return result;
    }

    private async ValueTask<ReplyOutcome> ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(await _transport.Input.ReadAsync(cancel).ConfigureAwait(false), out var outcome))
                return outcome;
        }
    }

    // False while the reply is not whole.
    private bool TryTake(ReadResult result, out ReplyOutcome outcome)
    {
        var buffer = result.Buffer;
        long before = buffer.Length;
        var status = _reader.Read(ref buffer, out var reply);
        BytesReceived += before - buffer.Length;
        _moreCame = status == ParseStatus.Ok && !buffer.IsEmpty;
        _transport.Input.AdvanceTo(buffer.Start, status == ParseStatus.Ok ? buffer.Start : buffer.End);
        if (status == ParseStatus.Ok)
        {
            Transcript?.Received(reply!);
            _due = Math.Max(0, _due - 1); // the reply to a body's end has no command
        }
        outcome = status switch
        {
            ParseStatus.Ok => new ReplyOutcome(reply, ChannelFault.None, ""),
            ParseStatus.Invalid => Botch(ChannelFault.Protocol, _reader.Reason),
            _ when result.IsCompleted || result.IsCanceled => Botch(ChannelFault.Dropped, "connection closed by the server"),
            _ => default,
        };
        return outcome != default;
    }

    private ReplyOutcome Botch(ChannelFault fault, string cause)
    {
        IsBotched = true;
        Transcript?.Note(cause);
        return new ReplyOutcome(null, fault, cause);
    }
}
