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

    /// <summary>Where the lines are noted, or null.</summary>
    public Transcript? Transcript { get; set; }

    /// <summary>Whether nothing more may be sent.</summary>
    public bool IsBotched { get; private set; }

    /// <summary>Octets of commands sent in clear or before encryption.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Octets of replies received, likewise.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Goes on over another transport: what came before is forgotten (RFC 3207 4.2).</summary>
    public void Replace(IDuplexPipe encrypted) => _transport = encrypted;

    /// <summary>Puts a command line, without its CRLF, among those that the next flush sends. It must not hold CR, LF or NUL.</summary>
    public void Write(string line)
    {
        if (line.AsSpan().ContainsAny('\r', '\n', '\0'))
            throw new ArgumentException("A command line holds CR, LF or NUL.", nameof(line));
        Transcript?.Sent(line);
        BytesSent += Encoding.UTF8.GetBytes(line, _transport.Output) + 2;
        _transport.Output.Write("\r\n"u8);
    }

    /// <summary>Sends what was written, then reads one reply within <paramref name="limit"/>.</summary>
    public async ValueTask<ReplyOutcome> ReadReplyAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
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
    public IBufferWriter<byte> Output => _transport.Output;

    /// <summary>Sends what was written within <paramref name="limit"/>; None when it was taken.</summary>
    public async ValueTask<ChannelFault> FlushAsync(TimeSpan limit, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
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
            var result = await _transport.Input.ReadAsync(cancel).ConfigureAwait(false);
            var buffer = result.Buffer;
            long before = buffer.Length;
            var status = _reader.Read(ref buffer, out var reply);
            BytesReceived += before - buffer.Length;
            _transport.Input.AdvanceTo(buffer.Start, status == ParseStatus.Ok ? buffer.Start : buffer.End);
            if (status == ParseStatus.Ok)
            {
                Transcript?.Received(reply!);
                return new ReplyOutcome(reply, ChannelFault.None, "");
            }
            if (status == ParseStatus.Invalid)
                return Botch(ChannelFault.Protocol, _reader.Reason);
            if (result.IsCompleted || result.IsCanceled)
                return Botch(ChannelFault.Dropped, "connection closed by the server");
        }
    }

    private ReplyOutcome Botch(ChannelFault fault, string cause)
    {
        IsBotched = true;
        Transcript?.Note(cause);
        return new ReplyOutcome(null, fault, cause);
    }
}
