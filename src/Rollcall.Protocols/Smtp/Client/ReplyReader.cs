using System.Buffers;
using System.Text;

namespace Rollcall.Protocols.Smtp.Client;

/// <summary>How far a parser came.</summary>
public enum ParseStatus
{
    /// <summary>A whole value was read.</summary>
    Ok,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>No further bytes can make it right.</summary>
    Invalid,
}

/// <summary>
/// Reads replies of a server (RFC 5321 4.2). It never waits: bytes in, a reply out. Lines that were read are kept, so a reply that comes
/// byte by byte costs no more than one that comes whole.
/// </summary>
public sealed class ReplyReader
{
    /// <summary>Lines of one reply; the longest real EHLO answers have some 30.</summary>
    public const int MaxLines = 500;

    /// <summary>Octets of one reply, so that a server cannot fill our memory.</summary>
    public const int MaxOctets = 64 * 1024;

    private readonly List<string> _lines = [];
    private int _code;
    private EnhancedStatusCode? _enhanced;
    private long _octets;

    /// <summary>What was wrong with an invalid reply, in our words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Takes lines off the front of <paramref name="buffer"/> until a reply is whole. After Invalid the reader is of no more use.</summary>
    public ParseStatus Read(ref ReadOnlySequence<byte> buffer, out SmtpReply? reply)
    {
        reply = null;
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            _octets += line.Length + 1;
            if (_octets > MaxOctets || _lines.Count == MaxLines)
                return Invalid("a reply of more than 500 lines or 64 KiB");
            var status = TakeLine(Encoding.UTF8.GetString(line), out reply);
            if (status != ParseStatus.Incomplete)
                return status;
        }
        return _octets + buffer.Length > MaxOctets ? Invalid("a reply line without end") : ParseStatus.Incomplete;
    }

    private ParseStatus TakeLine(string line, out SmtpReply? reply)
    {
        reply = null;
        var text = line.AsSpan().TrimEnd('\r');
        if (text.Length < 3 || text[0] is < '2' or > '5' || !char.IsAsciiDigit(text[1]) || !char.IsAsciiDigit(text[2])
            || (text.Length > 3 && text[3] is not (' ' or '-')))
            return Invalid("something that is not an SMTP reply");
        int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
        if (_lines.Count > 0 && code != _code)
            return Invalid("a reply whose lines carry different codes"); // RFC 5321 4.2.1; which one was meant is doubt
        _code = code;
        bool more = text.Length > 3 && text[3] == '-';
        TakeText(text.Length > 4 ? text[4..] : []);
        if (more)
            return ParseStatus.Incomplete;
        reply = new SmtpReply(_code, _enhanced, _lines.ToArray());
        _lines.Clear();
        _enhanced = null;
        _octets = 0;
        return ParseStatus.Ok;
    }

    // RFC 2034 4: every line repeats the code; the first one counts.
    private void TakeText(ReadOnlySpan<char> text)
    {
        if (EnhancedStatusCode.TryParse(text, out var enhanced, out int length) && (_lines.Count == 0 || _enhanced == enhanced))
        {
            _enhanced = enhanced;
            text = text[length..].TrimStart(' ');
        }
        _lines.Add(text.ToString());
    }

    private ParseStatus Invalid(string reason)
    {
        Reason = reason;
        return ParseStatus.Invalid;
    }
}
