using System.Buffers;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What <see cref="BodyReader.Read"/> came to.</summary>
public enum BodyStatus
{
    /// <summary>There is more to do in the same buffer: call again with what was not consumed.</summary>
    More,

    /// <summary>The buffer is used up but for at most two octets that cannot be judged yet: call again with them and what comes next.</summary>
    Incomplete,

    /// <summary>The end of the body was found and consumed.</summary>
    End,
}

/// <summary>What is done with a CR or LF that stands alone in a body.</summary>
public enum BareNewlinePolicy
{
    /// <summary>Given on as it is; the facts say that it was there.</summary>
    Keep,

    /// <summary>Given on as CRLF; the facts say that it was there.</summary>
    Normalize,
}

/// <summary>
/// Reads the body behind DATA piece by piece: finds its end, undoes dot-stuffing (RFC 5321 4.5.2), counts. Its end is CRLF.CRLF and nothing
/// else (RFC 5321 4.1.1.4): a bare CR or LF neither ends a line nor makes the dot behind it special, or a message could be smuggled.
/// Lines may have any length. Pieces are slices of the input.
/// </summary>
/// <param name="limit">The largest body in octets, dots undone. Over it the end is still looked for, but nothing is given on.</param>
/// <param name="bareNewlines">What becomes of them.</param>
public sealed class BodyReader(long limit, BareNewlinePolicy bareNewlines)
{
    private static readonly ReadOnlySequence<byte> _crLf = new("\r\n"u8.ToArray());

    private bool _atLineStart = true;
    private bool _owesNewline;
    private bool _bareNewline;
    private bool _eightBit;
    private bool _nul;
    private long _size;

    /// <summary>What was seen so far.</summary>
    public BodyFacts Facts => new(_size, _size > limit, _bareNewline, _eightBit, _nul);

    /// <summary>Reads on: the next piece of the body, which may be empty, and up to where <paramref name="buffer"/> is used up.</summary>
    public BodyStatus Read(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> piece, out SequencePosition consumed)
    {
        if (_owesNewline)
        {
            _owesNewline = false;
            consumed = buffer.Start;
            piece = Count(_crLf);
            return BodyStatus.More;
        }
        var reader = new SequenceReader<byte>(buffer);
        var status = ReadDot(ref reader);
        var start = reader.Position;
        var end = start;
        if (status == BodyStatus.More)
            status = ReadLines(ref reader, out end);
        consumed = reader.Position;
        piece = Count(buffer.Slice(start, end));
        return status;
    }

    // RFC 5321 4.5.2: a dot at the beginning of a line ends the body if nothing else is on the line, else it is taken off.
    private BodyStatus ReadDot(ref SequenceReader<byte> reader)
    {
        if (!_atLineStart || !reader.IsNext((byte)'.'))
            return BodyStatus.More;
        if (!reader.TryPeek(1, out byte second))
            return BodyStatus.Incomplete;
        if (second == '\r')
        {
            if (!reader.TryPeek(2, out byte third))
                return BodyStatus.Incomplete;
            if (third == '\n')
            {
                reader.Advance(3);
                return BodyStatus.End;
            }
        }
        reader.Advance(1);
        _atLineStart = false;
        return BodyStatus.More;
    }

    // Reads to where the piece cannot go on: a dot at the beginning of a line, a newline to be replaced, or the end of the buffer.
    private BodyStatus ReadLines(ref SequenceReader<byte> reader, out SequencePosition end)
    {
        while (true)
        {
            reader.Advance(OrdinaryLength(reader.UnreadSpan));
            if (!reader.TryAdvanceToAny("\r\n"u8, advancePastDelimiter: false))
            {
                _atLineStart &= reader.End;
                reader.AdvanceToEnd();
                end = reader.Position;
                return BodyStatus.Incomplete;
            }
            end = reader.Position;
            if (reader.IsNext((byte)'\r'))
            {
                if (!reader.TryPeek(1, out byte next))
                {
                    _atLineStart = false;
                    return BodyStatus.Incomplete;
                }
                if (next == '\n')
                {
                    reader.Advance(2);
                    _atLineStart = true;
                    end = reader.Position;
                    if (reader.IsNext((byte)'.'))
                        return BodyStatus.More;
                    continue;
                }
            }
            _bareNewline = true;
            _atLineStart = false;
            reader.Advance(1);
            if (bareNewlines == BareNewlinePolicy.Normalize)
            {
                _owesNewline = true;
                return BodyStatus.More;
            }
        }
    }

    // Nearly all of a body is lines that end in CRLF with no dot behind: they are passed over in a loop that does nothing else.
    private static int OrdinaryLength(ReadOnlySpan<byte> span)
    {
        int at = 0;
        while (true)
        {
            int line = span[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (line < 0 || at + line + 2 >= span.Length)
                return at;
            at += line;
            if (span[at] != '\r' || span[at + 1] != '\n' || span[at + 2] == '.')
                return at;
            at += 2;
        }
    }

    private ReadOnlySequence<byte> Count(in ReadOnlySequence<byte> piece)
    {
        foreach (var segment in piece)
        {
            _eightBit = _eightBit || !Ascii.IsValid(segment.Span);
            _nul = _nul || segment.Span.Contains((byte)0);
        }
        // One octet over the limit stands for all that follow, so that the count does not depend on how the body was cut.
        _size = Math.Min(_size + piece.Length, limit + 1);
        return _size > limit ? ReadOnlySequence<byte>.Empty : piece;
    }
}
