using System.Buffers;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// Reads the body behind DATA (RFC 5321 4.1.1.4): it ends at CRLF.CRLF and nowhere else, and the dot that was stuffed before another one is
/// taken off (4.5.2). A bare CR or LF never ends a line, so it can hide no end that another server would see (smuggling).
/// Pure: bytes in, pieces of the same bytes out; it copies nothing.
/// </summary>
public sealed class BodyReader(long maxSize)
{
    private static readonly byte[] _cr = [(byte)'\r'];
    private static readonly SearchValues<byte> _lineEnds = SearchValues.Create("\r\n"u8);
    private Position _position = Position.LineStart;
    private long _size;
    private bool _bareNewline;
    private bool _eightBit;

    private enum Position
    {
        LineStart,  // behind CRLF, or at the very begin
        Dot,        // behind a dot at the begin of a line
        DotCr,      // behind that dot and a CR: LF ends the body
        Text,       // inside a line
        Cr,         // behind a CR inside a line
    }

    /// <summary>What was seen so far.</summary>
    public BodyFacts Facts => new(_size, _size > maxSize, _bareNewline, _eightBit);

    /// <summary>
    /// Takes bytes off the front of <paramref name="buffer"/> up to the end of the body or of the buffer. Pieces of the body go to
    /// <paramref name="pieces"/> in their order, as long as the size is within the limit. True when the body is at its end.
    /// </summary>
    public bool Read(ref ReadOnlySequence<byte> buffer, List<ReadOnlyMemory<byte>> pieces)
    {
        long before = 0;
        foreach (var memory in buffer)
        {
            int used = Take(memory, pieces, out bool ended);
            if (ended)
            {
                buffer = buffer.Slice(before + used);
                return true;
            }
            before += memory.Length;
        }
        buffer = buffer.Slice(buffer.End);
        return false;
    }

    private int Take(ReadOnlyMemory<byte> memory, List<ReadOnlyMemory<byte>> pieces, out bool ended)
    {
        var span = memory.Span;
        int from = 0; // where the piece under way begins
        int at = 0;
        ended = false;
        while (at < span.Length)
        {
            byte next = span[at];
            switch (_position)
            {
                case Position.LineStart when next == (byte)'.':
                    Give(memory[from..at], pieces); // the dot is stuffing, or the end
                    from = ++at;
                    _position = Position.Dot;
                    break;
                case Position.Dot when next == (byte)'\r':
                    at++;
                    _position = Position.DotCr;
                    break;
                case Position.DotCr when next == (byte)'\n':
                    ended = true;
                    return at + 1;
                case Position.DotCr:
                    // A dot and a bare CR: that was text. A CR of the memory before was held back.
                    if (from == at)
                        Give(_cr, pieces);
                    _bareNewline = true;
                    _position = Position.Text;
                    break;
                case Position.Cr:
                    _bareNewline |= next != (byte)'\n';
                    _position = next == (byte)'\n' ? Position.LineStart : Position.Text;
                    at += next == (byte)'\n' ? 1 : 0;
                    break;
                default:
                    at = Text(span, at);
                    break;
            }
        }
        // A CR behind a dot may belong to the end: it is held back until the next byte tells.
        Give(memory[from..(_position == Position.DotCr ? Math.Max(from, at - 1) : at)], pieces);
        return at;
    }

    // Runs through a line up to its end, or to the end of what is there.
    private int Text(ReadOnlySpan<byte> span, int at)
    {
        int length = span[at..].IndexOfAny(_lineEnds);
        if (length < 0)
        {
            _position = Position.Text;
            return span.Length;
        }
        at += length;
        _bareNewline |= span[at] == (byte)'\n';
        _position = span[at] == (byte)'\r' ? Position.Cr : Position.Text;
        return at + 1;
    }

    private void Give(ReadOnlyMemory<byte> piece, List<ReadOnlyMemory<byte>> pieces)
    {
        if (piece.IsEmpty)
            return;
        _size += piece.Length;
        _eightBit = _eightBit || !System.Text.Ascii.IsValid(piece.Span);
        if (_size <= maxSize)
            pieces.Add(piece);
    }
}
