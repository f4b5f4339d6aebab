using System.IO.Pipelines;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// One SMTP session (RFC 5321), from the banner to the end of the connection: read a command, ask the state table, act, answer.
/// Replies go out together, but never later than the next wait (RFC 2920 3.2).
/// </summary>
public sealed class SmtpSession
{
    private const int MaxErrors = 10; // who has not understood us by now never will
    private static readonly TimeSpan _maxHandshake = TimeSpan.FromSeconds(30); // two round trips, whatever the patience with commands is

    private readonly IDuplexPipe _transport;
    private readonly SmtpSessionSettings _settings;
    private readonly ISmtpHandler _handler;
    private readonly TimeProvider _time;
    private SmtpState _state;
    private bool _encrypted;
    private long? _awaiting; // since when the next command is waited for; its last octet counts, not its first
    private int _errors;

    /// <summary>A session over <paramref name="transport"/>, which it closes at its end.</summary>
    public SmtpSession(IDuplexPipe transport, SmtpSessionSettings settings, ISmtpHandler handler, TimeProvider time) =>
        (_transport, _settings, _handler, _time) = (transport, settings, handler, time);

    /// <summary>Null where STARTTLS is not offered.</summary>
    public ITlsUpgrade? Tls { get; init; }

    /// <summary>Whether the peer may use XCLIENT; others are never told of it.</summary>
    public bool OffersXclient { get; init; }

    /// <summary>
    /// Runs to the end of the session. Once <paramref name="stopping"/> fires, the session ends with 421 as soon as no transaction is under way;
    /// once <paramref name="abort"/> fires, at once, unless the final dot was sent: then after its reply. Only a fault of the handler is thrown.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        await using var pipe = new SessionPipe(_transport, _settings.CommandTimeout, _time, stopping, abort);
        try
        {
            await ConverseAsync(pipe, abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            pipe.Write(Replies.Stopping);
        }
        catch
        {
            pipe.Write(Replies.InternalError);
            throw;
        }
        finally
        {
            _handler.Reset();
            await pipe.FlushAsync().ConfigureAwait(false);
        }
    }

    private async Task ConverseAsync(SessionPipe pipe, CancellationToken abort)
    {
        var banner = await Settled(pipe, _handler.ConnectAsync(abort)).ConfigureAwait(false);
        pipe.Write(banner);
        if (!banner.IsPositive) // RFC 5321 3.1: 554 would allow QUIT, but nobody waits for it
            return;
        var commands = new CommandReader(pipe, _settings.Utf8);
        while (await StepAsync(pipe, commands, abort).ConfigureAwait(false))
        {
        }
    }

    // Whether the session goes on.
    private async ValueTask<bool> StepAsync(SessionPipe pipe, CommandReader commands, CancellationToken abort)
    {
        pipe.IsIdle = !SmtpStateTable.InTransaction(_state);
        if (pipe.MustStop)
            return Say(pipe, Replies.Stopping);
        switch (commands.Take(out var command))
        {
            case CommandStatus.Ok:
                _awaiting = null;
                var reply = await AnswerAsync(pipe, commands, command, abort).ConfigureAwait(false);
                return Say(pipe, reply) && (reply != Replies.StartTls || await EncryptAsync(pipe, abort).ConfigureAwait(false));
            case CommandStatus.Incomplete:
                _awaiting ??= _time.GetTimestamp();
                var arrival = await pipe.ReceiveAsync(_settings.CommandTimeout - _time.GetElapsedTime(_awaiting.Value)).ConfigureAwait(false);
                return arrival == Arrival.Octets || Say(pipe, Farewell(arrival));
            case CommandStatus.Endless:
                pipe.Write(Replies.LineTooLong);
                return false;
            default:
                return false;
        }
    }

    // The reply, or null when the session ends without a word.
    private async ValueTask<Reply?> AnswerAsync(SessionPipe pipe, CommandReader commands, SmtpCommand command, CancellationToken abort)
    {
        var step = SmtpStateTable.Find(_state, command.Verb);
        if (step.Refusal is null && command.Verb == SmtpVerb.Rcpt && commands.ReadAhead(command) is { Count: > 0 } together)
            _handler.PrepareRecipients(together);
        Reply reply;
        if ((Unavailable(command.Verb) ?? step.Refusal ?? command.Refusal) is { } refusal)
            reply = Counted(refusal);
        else if (command.Verb == SmtpVerb.Data)
            return await DataAsync(pipe, step, abort).ConfigureAwait(false);
        else
            reply = await Settled(pipe, ActAsync(command, abort)).ConfigureAwait(false);
        _state = step.After(reply);
        if (command.Mail is { } mail && reply.IsPositive) // an illegal MAIL is refused, and changes nothing
            commands.Utf8Transaction = mail.Utf8;
        return reply;
    }

    private ValueTask<Reply> ActAsync(SmtpCommand command, CancellationToken abort) => command.Verb switch
    {
        SmtpVerb.Helo => new(Hello(command)),
        SmtpVerb.Ehlo => new(Hello(command)),
        SmtpVerb.Mail when command.Mail!.Size > _settings.MaxMessageSize => new(Replies.TooLarge), // RFC 1870 6.1
        SmtpVerb.Mail => _handler.MailAsync(command.Mail!, abort),
        SmtpVerb.Rcpt => _handler.RcptAsync(command.Rcpt!, abort),
        SmtpVerb.Rset => new(Reset()),
        SmtpVerb.Noop => new(Replies.Ok),
        SmtpVerb.Vrfy => new(Replies.CannotVrfy),
        SmtpVerb.Help => new(Replies.Help),
        SmtpVerb.Quit => new(Replies.Bye),
        SmtpVerb.StartTls => new(Replies.StartTls),
        SmtpVerb.Xclient => _handler.XclientAsync(command.Xclient!, abort),
        SmtpVerb.Http => new(Replies.NotHttp),
        _ => new(Replies.UnknownCommand),
    };

    private Reply Hello(SmtpCommand command)
    {
        Reset();
        bool extended = command.Verb == SmtpVerb.Ehlo;
        _handler.Hello(new HelloCommand(command.Name, extended, _encrypted));
        // RFC 3207 4.2: not offered again behind the handshake.
        return !extended ? _settings.Helo : _settings.Ehlo((Tls is null || _encrypted ? Offers.None : Offers.StartTls) | (OffersXclient ? Offers.Xclient : Offers.None));
    }

    private Reply? Unavailable(SmtpVerb verb) => verb switch
    {
        SmtpVerb.StartTls => Tls is null ? Replies.UnknownCommand : _encrypted ? Replies.BadSequence : null,
        SmtpVerb.Xclient => OffersXclient ? null : Replies.UnknownCommand,
        _ => null,
    };

    // Behind the invitation there is no reply in clear any more: what fails here ends the session without a word.
    private async ValueTask<bool> EncryptAsync(SessionPipe pipe, CancellationToken abort)
    {
        var patience = _settings.CommandTimeout < _maxHandshake ? _settings.CommandTimeout : _maxHandshake;
        using var late = new CancellationTokenSource(patience, _time);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(late.Token, abort);
        return _encrypted = await pipe.UpgradeAsync(Tls!, cancel.Token).ConfigureAwait(false);
    }

    private Reply Reset()
    {
        if (SmtpStateTable.InTransaction(_state))
            _handler.Reset();
        return Replies.Ok;
    }

    // 354 is not the answer to DATA but an invitation: the answer comes behind the body, and whatever it is ends the transaction.
    private async ValueTask<Reply?> DataAsync(SessionPipe pipe, SmtpStep step, CancellationToken abort)
    {
        var reply = await Settled(pipe, _handler.DataAsync(abort)).ConfigureAwait(false);
        if (!reply.IsPositive)
        {
            _state = step.After(reply);
            return reply;
        }
        pipe.Write(reply);
        var body = new BodyReader(_settings.MaxMessageSize, _settings.BareNewlines);
        long since = _time.GetTimestamp();
        while (!await GiveOnAsync(pipe, body, abort).ConfigureAwait(false))
        {
            var left = _settings.BodyTime(body.Facts.Size) - _time.GetElapsedTime(since);
            bool isSlow = left < _settings.CommandTimeout;
            var arrival = await pipe.ReceiveAsync(isSlow ? left : _settings.CommandTimeout).ConfigureAwait(false);
            if (arrival != Arrival.Octets)
                return arrival == Arrival.TimedOut && isSlow ? Replies.SlowBody : Farewell(arrival);
        }
        _state = step.Positive;
        // Not cancelled by the stop: the destination may be about to take the message, and then the client must hear of it.
        return await pipe.WatchedAsync(gone => _handler.EndOfDataAsync(body.Facts, gone)).ConfigureAwait(false);
    }

    // True when the end of the body was found; else everything that can be judged has been given on.
    private async ValueTask<bool> GiveOnAsync(SessionPipe pipe, BodyReader body, CancellationToken abort)
    {
        while (true)
        {
            var status = body.Read(pipe.Buffer, out var piece, out var consumed);
            if (!piece.IsEmpty)
            {
                var given = _handler.BodyAsync(piece, abort);
                if (!given.IsCompleted)
                    await pipe.FlushAsync().ConfigureAwait(false);
                await given.ConfigureAwait(false);
            }
            pipe.Take(consumed);
            if (status != BodyStatus.More)
                return status == BodyStatus.End;
        }
    }

    private static bool Say(SessionPipe pipe, Reply? reply)
    {
        if (reply is not null)
            pipe.Write(reply);
        return reply is { Closes: false };
    }

    private static Reply? Farewell(Arrival arrival) => arrival switch
    {
        Arrival.TimedOut => Replies.Idle,
        Arrival.Stopped => Replies.Stopping,
        _ => null,
    };

    // The handler's answer; what waits goes out first if the answer is not at hand.
    private static async ValueTask<Reply> Settled(SessionPipe pipe, ValueTask<Reply> answer)
    {
        if (!answer.IsCompleted)
            await pipe.FlushAsync().ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }

    // Orders without a recipient are no fault of the client (RFC 2920 3.1), all else that the session itself refuses is.
    private Reply Counted(Reply refusal)
    {
        if (refusal == Replies.NoValidRecipients || refusal == Replies.RecipientsDeferred)
            return refusal;
        return ++_errors < MaxErrors ? refusal : Replies.TooManyErrors;
    }
}
