using System.Buffers;

namespace Rollcall.Protocols.Smtp;

/// <summary>What lies at the beginning of a buffer.</summary>
public enum LineStatus
{
    /// <summary>A whole line.</summary>
    Ok,

    /// <summary>The beginning of a line that may still be short enough.</summary>
    Incomplete,

    /// <summary>A line over the limit, whether its end is there or not.</summary>
    TooLong,
}

/// <summary>Cuts lines out of a buffer. A line ends at CRLF and nowhere else (RFC 5321 2.3.8).</summary>
public static class LineReader
{
    private static ReadOnlySpan<byte> CrLf => "\r\n"u8;

    /// <summary>
    /// Finds the line at the beginning of <paramref name="buffer"/>: its bytes without CRLF, and where the next line begins.
    /// <paramref name="limit"/> is in octets and counts the CRLF (RFC 5321 4.5.3.1.4). Without Ok nothing is consumed.
    /// </summary>
    public static LineStatus Read(in ReadOnlySequence<byte> buffer, int limit, out ReadOnlySequence<byte> line, out SequencePosition next)
    {
        line = default;
        next = buffer.Start;
        var first = buffer.FirstSpan;
        int end = first.IndexOf(CrLf);
        if (end >= 0)
            return Cut(buffer, end, limit, out line, out next);
        if (buffer.IsSingleSegment)
            return first.Length < limit ? LineStatus.Incomplete : LineStatus.TooLong;
        var reader = new SequenceReader<byte>(buffer);
        if (reader.TryReadTo(out ReadOnlySequence<byte> found, CrLf))
            return Cut(buffer, found.Length, limit, out line, out next);
        return buffer.Length < limit ? LineStatus.Incomplete : LineStatus.TooLong;
    }

    /// <summary>
    /// Throws away a line that was too long: true when its end was found and <paramref name="next"/> is behind it; else everything up to
    /// <paramref name="next"/> may go, a last CR excepted, whose LF may still come.
    /// </summary>
    public static bool Discard(in ReadOnlySequence<byte> buffer, out SequencePosition next)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (reader.TryReadTo(out ReadOnlySequence<byte> _, CrLf))
        {
            next = reader.Position;
            return true;
        }
        next = buffer.End;
        if (!buffer.IsEmpty)
        {
            reader.Advance(buffer.Length - 1);
            if (reader.IsNext((byte)'\r'))
                next = reader.Position;
        }
        return false;
    }

    private static LineStatus Cut(
        in ReadOnlySequence<byte> buffer, long end, int limit, out ReadOnlySequence<byte> line, out SequencePosition next)
    {
        if (end + CrLf.Length > limit)
        {
            line = default;
            next = buffer.Start;
            return LineStatus.TooLong;
        }
        line = buffer.Slice(0, end);
        next = buffer.GetPosition(end + CrLf.Length);
        return LineStatus.Ok;
    }
}
