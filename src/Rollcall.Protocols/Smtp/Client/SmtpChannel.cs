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
/// error it is botched: nothing more is to be sent on it (which reply belongs to which command is not known any more).
/// </summary>
public sealed class SmtpChannel(IDuplexPipe transport, TimeProvider time)
{
    private readonly ReplyReader _reader = new();
    private IDuplexPipe _transport = transport;
    private bool _unflushed;
    private bool _moreCame; // octets behind the last reply

    /// <summary>Where the lines are noted, or null.</summary>
    public Transcript? Transcript { get; set; }

    /// <summary>Whether nothing more may be sent.</summary>
    public bool IsBotched { get; private set; }

    /// <summary>Octets of commands sent in clear or before encryption.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Octets of replies received, likewise.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Goes on over another transport: what came before is forgotten (RFC 3207 4.2).</summary>
    public void Replace(IDuplexPipe encrypted) => (_transport, _moreCame) = (encrypted, false);

    /// <summary>Puts a command line, without its CRLF, among those that the next flush sends. It must not hold CR, LF or NUL.</summary>
    public void Write(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException("A command line holds CR, LF or NUL.", nameof(line));
        Transcript?.Sent(line);
        BytesSent += Encoding.UTF8.GetBytes(line, Output) + 2;
        Output.Write("\r\n"u8);
    }

    /// <summary>Sends what was written, then reads one reply within <paramref name="limit"/>.</summary>
    public ValueTask<ReplyOutcome> ReadReplyAsync(TimeSpan limit, CancellationToken cancel)
    {
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
            Transcript?.Received(reply!);
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
