using System.Buffers;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What a session does with what lies in its buffer.</summary>
internal enum CommandStatus
{
    /// <summary>A command was taken.</summary>
    Ok,

    /// <summary>No whole line is there.</summary>
    Incomplete,

    /// <summary>A line over all limits has no end yet: the session ends with a reply.</summary>
    Endless,

    /// <summary>The client speaks TLS: it could not read a reply.</summary>
    NotSmtp,
}

/// <summary>
/// Takes commands out of the buffer of a session, one at a time, but RCPT commands that lie there one after the other together
/// (nothing behind the first other command is looked at). Never waits.
/// </summary>
internal sealed class CommandReader(SessionPipe pipe, bool utf8Offered)
{
    public const int MaxLine = 4096; // octets with CRLF; RFC 5321 4.5.3.1.4 and 4.5.3.1.5 ask for 512 and more for extensions
    private const int MaxDiscard = 64 * 1024; // of a line that is too long: a mistake may be so long, beyond it is not SMTP
    private const int MaxTogether = 128; // RCPT commands looked up together; bounds what a pipelining client makes us hold
    private const byte TlsHandshake = 0x16; // RFC 8446 5.1: the first octet of a ClientHello

    private static ReadOnlySpan<byte> Rcpt => "RCPT"u8;

    private readonly Queue<SmtpCommand> _ahead = new(0);
    private readonly List<RcptCommand> _together = new(0);
    private long _discarded = -1; // octets of the line that is being thrown away; -1 for none
    private bool _begun;
    private bool _fresh;

    /// <summary>Whether the transaction under way has SMTPUTF8 (RFC 6531 3.4).</summary>
    public bool Utf8Transaction { get; set; }

    /// <summary>The next command, also of those that were read ahead.</summary>
    public CommandStatus Take(out SmtpCommand command)
    {
        _fresh = !_ahead.TryDequeue(out command);
        if (!_fresh)
            return CommandStatus.Ok;
        if (pipe.Buffer.IsEmpty)
        {
            Shrink();
            return CommandStatus.Incomplete;
        }
        if (!_begun && new SequenceReader<byte>(pipe.Buffer).IsNext(TlsHandshake))
            return CommandStatus.NotSmtp;
        _begun = true;
        return _discarded >= 0 ? Discard(out command) : TakeLine(out command);
    }

    /// <summary>
    /// With a RCPT just taken, reads those directly behind it too. The good ones of all, in order, to be looked up together; the list is
    /// only valid until the next call. Empty when <paramref name="first"/> was read ahead itself.
    /// </summary>
    public IReadOnlyList<RcptCommand> ReadAhead(SmtpCommand first)
    {
        _together.Clear();
        if (!_fresh)
            return _together;
        Add(first);
        while (_together.Count < MaxTogether && TryTakeRcpt(out var command))
        {
            _ahead.Enqueue(command);
            Add(command);
        }
        return _together;
    }

    private void Add(SmtpCommand command)
    {
        if (command.Rcpt is { } rcpt)
            _together.Add(rcpt);
    }

    // Before a wait: an idle session holds on to nothing.
    private void Shrink()
    {
        _together.Clear();
        if (_together.Capacity > 16)
            _together.Capacity = 0;
        if (_ahead.Capacity > 16)
            _ahead.TrimExcess();
    }

    private CommandStatus TakeLine(out SmtpCommand command)
    {
        command = default;
        switch (LineReader.Read(pipe.Buffer, MaxLine, out var line, out var next))
        {
            case LineStatus.Ok:
                command = Parse(line);
                pipe.Take(next);
                return CommandStatus.Ok;
            case LineStatus.TooLong:
                _discarded = 0;
                return Discard(out command);
            default:
                return CommandStatus.Incomplete;
        }
    }

    private CommandStatus Discard(out SmtpCommand command)
    {
        command = new SmtpCommand(SmtpVerb.Unknown, Replies.LineTooLong);
        long before = pipe.Buffer.Length;
        bool ended = LineReader.Discard(pipe.Buffer, out var next);
        pipe.Take(next);
        _discarded += before - pipe.Buffer.Length;
        if (_discarded > MaxDiscard)
            return CommandStatus.Endless;
        if (!ended)
            return CommandStatus.Incomplete;
        _discarded = -1;
        return CommandStatus.Ok;
    }

    // A line that does not begin with RCPT is not read, for it may only be read once the RCPTs are decided.
    private bool TryTakeRcpt(out SmtpCommand command)
    {
        command = default;
        if (LineReader.Read(pipe.Buffer, MaxLine, out var line, out var next) != LineStatus.Ok || line.Length < Rcpt.Length)
            return false;
        Span<byte> word = stackalloc byte[4];
        line.Slice(0, word.Length).CopyTo(word);
        if (!Ascii.EqualsIgnoreCase(word, Rcpt))
            return false;
        command = Parse(line);
        if (command.Verb != SmtpVerb.Rcpt)
            return false;
        pipe.Take(next);
        return true;
    }

    private SmtpCommand Parse(in ReadOnlySequence<byte> line)
    {
        var context = new CommandContext(utf8Offered, Utf8Transaction);
        if (line.IsSingleSegment)
            return CommandParser.Parse(line.FirstSpan, context);
        Span<byte> copy = stackalloc byte[MaxLine];
        line.CopyTo(copy);
        return CommandParser.Parse(copy[..(int)line.Length], context);
    }
}
