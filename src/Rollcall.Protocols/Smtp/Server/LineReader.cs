using System.Buffers;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What a command line is.</summary>
public enum LineStatus
{
    /// <summary>A line that ends with CRLF and holds no CR, LF or NUL.</summary>
    Ok,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>The line ended, but it is too long, or holds a bare CR, a bare LF or NUL; it is thrown away whole.</summary>
    Bad,

    /// <summary>So long without an end that the session is given up.</summary>
    Hopeless,
}

/// <summary>Cuts command lines off the front of what came. Pure, but for the count of octets thrown away.</summary>
public sealed class LineReader
{
    /// <summary>Octets of a command line without CRLF; RFC 5321 4.5.3.1.4 asks for 512 and room for extensions.</summary>
    public const int MaxLine = 4096;

    /// <summary>Octets of one line that are thrown away in the hope of its end.</summary>
    public const int MaxThrownAway = 64 * 1024;

    private int _thrownAway;

    /// <summary>Takes a line, without its CRLF, off the front of <paramref name="buffer"/>.</summary>
    public LineStatus Read(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            if (_thrownAway + buffer.Length <= MaxLine)
                return LineStatus.Incomplete;
            _thrownAway += (int)Math.Min(buffer.Length, MaxThrownAway);
            buffer = buffer.Slice(buffer.End);
            return _thrownAway > MaxThrownAway ? LineStatus.Hopeless : LineStatus.Incomplete;
        }
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        bool whole = _thrownAway == 0 && line.Length is > 0 and <= MaxLine + 1;
        _thrownAway = 0;
        if (!whole || !EndsWithCr(ref line) || HoldsControl(line))
            return LineStatus.Bad;
        return LineStatus.Ok;
    }

    // RFC 5321 2.3.8: only CRLF ends a line; what a bare LF would end here, another server may read otherwise.
    private static bool EndsWithCr(ref ReadOnlySequence<byte> line)
    {
        var rest = line.Slice(0, line.Length - 1);
        bool ends = line.Slice(rest.End).FirstSpan[0] == (byte)'\r';
        line = rest;
        return ends;
    }

    private static bool HoldsControl(ReadOnlySequence<byte> line)
    {
        foreach (var piece in line)
        {
            if (piece.Span.ContainsAny((byte)'\r', (byte)'\0'))
                return true;
        }
        return false;
    }
}
