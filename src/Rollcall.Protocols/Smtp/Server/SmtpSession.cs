using System.Buffers;
using System.IO.Pipelines;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// One SMTP session (RFC 5321): reads commands, asks the state table whether they may come, gives them to the handler and writes the
/// replies. Replies are flushed when the client has to be waited for, or before an answer that takes its time.
/// </summary>
public sealed class SmtpSession(IDuplexPipe transport, ISmtpHandler handler, SmtpSessionSettings settings, TimeProvider time)
{
    private const int MaxErrors = 10; // a client that does not understand us by then never will

    private readonly PipeReader _input = transport.Input;
    private readonly PipeWriter _output = transport.Output;
    private readonly LineReader _lines = new();
    private readonly List<RcptCommand> _recipients = [];
    private SessionState _state = SessionState.Connected;
    private bool _utf8Transaction;
    private int _errors;
    private volatile bool _expired;
    private bool _closing;

    /// <summary>
    /// Serves the session to its end. After <paramref name="stopping"/> it ends where no transaction is open; after <paramref name="abort"/>
    /// wherever it waits for the client. A client that goes away ends it quietly.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        using var timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var onStop = stopping.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), _input);
        using var onAbort = abort.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), _input);
        try
        {
            var banner = await handler.ConnectAsync(abort).ConfigureAwait(false);
            Say(banner);
            _closing |= !banner.IsPositive;
            while (!_closing && await StepAsync(timer, stopping, abort).ConfigureAwait(false))
            {
            }
            await FlushAsync(timer).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The client is gone: nobody is left to be told.
        }
        catch (Exception e)
        {
            bool aborted = e is OperationCanceledException && abort.IsCancellationRequested;
            Say(aborted ? Replies.Stopping : Replies.InternalError);
            await FlushAsync(timer).ConfigureAwait(false);
            if (!aborted)
                throw;
        }
        finally
        {
            handler.Reset();
        }
    }

    private void Expire()
    {
        _expired = true;
        _input.CancelPendingRead();
        _output.CancelPendingFlush();
    }

    // A client that reads nothing is as silent as one that writes nothing.
    private async ValueTask FlushAsync(ITimer timer)
    {
        var flush = _output.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted)
        {
            await flush.ConfigureAwait(false);
            return;
        }
        timer.Change(settings.CommandTimeout, Timeout.InfiniteTimeSpan);
        await flush.ConfigureAwait(false);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    // One command, or the RCPT commands that lie together. False when the client is gone.
    private async ValueTask<bool> StepAsync(ITimer timer, CancellationToken stopping, CancellationToken abort)
    {
        var result = await ReadAsync(timer).ConfigureAwait(false);
        if (MustEnd(result, stopping, abort) is { } reply)
        {
            _input.AdvanceTo(result.Buffer.Start);
            Say(reply);
            return true;
        }
        var buffer = result.Buffer;
        if (_state == SessionState.Connected && !buffer.IsEmpty && buffer.FirstSpan[0] == 0x16) // a TLS ClientHello (RFC 8446 5.1)
        {
            _input.AdvanceTo(buffer.End);
            return false;
        }
        var status = _lines.Read(ref buffer, out var line);
        if (status != LineStatus.Ok)
        {
            _input.AdvanceTo(buffer.Start, status == LineStatus.Incomplete ? buffer.End : buffer.Start);
            return TakeBadLine(status) && !(status == LineStatus.Incomplete && result.IsCompleted);
        }
        bool http = IsHttp(line);
        var command = CommandParser.Parse(line, Extensions());
        if (command.Rcpt is not null)
            TakeRecipients(command.Rcpt, ref buffer);
        _input.AdvanceTo(buffer.Start);
        if (http)
        {
            Say(Replies.UnknownCommand);
            return false;
        }
        await ActAsync(command, timer, abort).ConfigureAwait(false);
        return true;
    }

    private Extensions Extensions() => _utf8Transaction ? settings.Extensions | Server.Extensions.Utf8Transaction : settings.Extensions;

    private async ValueTask<ReadResult> ReadAsync(ITimer timer)
    {
        if (_input.TryRead(out var result))
            return result;
        await FlushAsync(timer).ConfigureAwait(false);
        timer.Change(settings.CommandTimeout, Timeout.InfiniteTimeSpan);
        result = await _input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return result;
    }

    private Reply? MustEnd(ReadResult result, CancellationToken stopping, CancellationToken abort)
    {
        if (_expired)
            return Replies.IdleTooLong;
        if (abort.IsCancellationRequested)
            return Replies.Stopping;
        bool idle = _state is SessionState.Connected or SessionState.Greeted;
        return stopping.IsCancellationRequested && idle && result.Buffer.IsEmpty ? Replies.Stopping : null;
    }

    private bool TakeBadLine(LineStatus status)
    {
        if (status == LineStatus.Incomplete)
            return true;
        if (status == LineStatus.Bad)
        {
            Error(Replies.BadLine);
            return true;
        }
        Say(Replies.BadLine);
        return false;
    }

    // A browser or a scanner: its lines are not commands, and some may have been smuggled into it by a page (RFC 9110 9.1).
    private static bool IsHttp(ReadOnlySequence<byte> line)
    {
        Span<byte> start = stackalloc byte[8];
        int length = (int)Math.Min(line.Length, start.Length);
        line.Slice(0, length).CopyTo(start);
        var word = start[..length];
        return word.StartsWith("GET "u8) || word.StartsWith("POST "u8) || word.StartsWith("HEAD "u8) || word.StartsWith("PUT "u8)
            || word.StartsWith("DELETE "u8) || word.StartsWith("OPTIONS "u8) || word.StartsWith("CONNECT "u8) || word.StartsWith("PATCH "u8)
            || word.StartsWith("TRACE "u8) || word.StartsWith("PRI * "u8);
    }

    // The RCPTs that follow in the buffer; nothing behind the first other command is touched.
    private void TakeRecipients(RcptCommand first, ref ReadOnlySequence<byte> buffer)
    {
        _recipients.Clear();
        _recipients.Add(first);
        while (true)
        {
            var ahead = buffer;
            if (_lines.Read(ref ahead, out var line) != LineStatus.Ok || CommandParser.Parse(line, Extensions()).Rcpt is not { } rcpt)
                return;
            buffer = ahead;
            _recipients.Add(rcpt);
        }
    }

    private async ValueTask ActAsync(Command command, ITimer timer, CancellationToken abort)
    {
        if (command.Verb == Verb.Unknown || command.Fault is not null)
        {
            Error(command.Fault ?? Replies.UnknownCommand);
            return;
        }
        if (SmtpStateTable.Check(_state, command.Verb) is { } refusal)
        {
            for (int i = command.Rcpt is null ? 1 : _recipients.Count; i > 0; i--)
                Refuse(refusal);
            return;
        }
        switch (command.Verb)
        {
            case Verb.Helo or Verb.Ehlo:
                Reset();
                _state = SessionState.Greeted;
                handler.Hello(new HelloCommand(command.Name!, command.Verb == Verb.Ehlo));
                Say(command.Verb == Verb.Ehlo ? settings.EhloReply : settings.HeloReply);
                break;
            case Verb.Mail:
                await MailAsync(command.Mail!, timer, abort).ConfigureAwait(false);
                break;
            case Verb.Rcpt:
                await RecipientsAsync(timer, abort).ConfigureAwait(false);
                break;
            case Verb.Data:
                await DataAsync(timer, abort).ConfigureAwait(false);
                break;
            case Verb.Rset:
                Reset();
                Say(Replies.Ok);
                break;
            default:
                Say(command.Verb switch { Verb.Vrfy => Replies.CannotVrfy, Verb.Help => Replies.Help, Verb.Quit => Replies.Bye, _ => Replies.Ok });
                break;
        }
    }

    private async ValueTask MailAsync(MailCommand mail, ITimer timer, CancellationToken abort)
    {
        var reply = mail.Size > settings.MaxMessageSize
            ? Replies.MessageTooLarge
            : await FlushAndWaitAsync(handler.MailAsync(mail, abort), timer).ConfigureAwait(false);
        if (reply.IsPositive)
        {
            _state = SessionState.Mail;
            _utf8Transaction = mail.Utf8;
        }
        Say(reply);
    }

    private async ValueTask RecipientsAsync(ITimer timer, CancellationToken abort)
    {
        handler.PrepareRecipients(_recipients);
        foreach (var rcpt in _recipients)
        {
            var reply = await FlushAndWaitAsync(handler.RcptAsync(rcpt, abort), timer).ConfigureAwait(false);
            if (reply.IsPositive)
                _state = SessionState.Recipients;
            else if (_state is SessionState.Mail or SessionState.Refused)
                _state = reply.IsTransient ? SessionState.Deferred : SessionState.Refused;
            Say(reply);
            if (_closing)
                return;
        }
    }

    private async ValueTask DataAsync(ITimer timer, CancellationToken abort)
    {
        var go = await FlushAndWaitAsync(handler.DataAsync(abort), timer).ConfigureAwait(false);
        Say(go);
        if (go.Code != 354)
            return;
        var body = new BodyReader(settings.MaxMessageSize);
        var pieces = new List<ReadOnlyMemory<byte>>();
        for (bool ended = false; !ended;)
        {
            var result = await ReadAsync(timer).ConfigureAwait(false);
            if (_expired || abort.IsCancellationRequested)
            {
                _input.AdvanceTo(result.Buffer.Start);
                Say(_expired ? Replies.IdleTooLong : Replies.Stopping);
                return;
            }
            var buffer = result.Buffer;
            ended = body.Read(ref buffer, pieces);
            foreach (var piece in pieces)
                await handler.BodyAsync(piece, abort).ConfigureAwait(false);
            pieces.Clear();
            _input.AdvanceTo(buffer.Start);
            if (!ended && result.IsCompleted)
                throw new IOException("The client is gone before the end of its message.");
        }
        var reply = await FlushAndWaitAsync(handler.EndOfDataAsync(body.Facts, abort), timer).ConfigureAwait(false);
        Over();
        Say(reply);
    }

    // RFC 2920 3.2: what is answered goes out before we wait for what is not.
    private async ValueTask<Reply> FlushAndWaitAsync(ValueTask<Reply> pending, ITimer timer)
    {
        if (!pending.IsCompleted)
            await FlushAsync(timer).ConfigureAwait(false);
        return await pending.ConfigureAwait(false);
    }

    private void Reset()
    {
        handler.Reset();
        Over();
    }

    private void Over()
    {
        _utf8Transaction = false;
        if (_state != SessionState.Connected)
            _state = SessionState.Greeted;
    }

    // A client that pipelines says DATA before it knows that no recipient was taken: no error of its own.
    private void Refuse(Reply refusal)
    {
        if (refusal == Replies.BadSequence)
            Error(refusal);
        else
            Say(refusal);
    }

    private void Error(Reply reply) => Say(++_errors < MaxErrors ? reply : Replies.TooManyErrors);

    private void Say(Reply reply)
    {
        if (_closing)
            return;
        _output.Write(reply.Wire.Span);
        _closing = reply.Closes;
    }
}
