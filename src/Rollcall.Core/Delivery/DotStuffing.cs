using System.Buffers;

namespace Rollcall.Core.Delivery;

/// <summary>Puts a dot before each line of a body that begins with one (RFC 5321 4.5.2). Pure, but for the place in the line.</summary>
public sealed class DotStuffing
{
    private bool _lineStart = true;
    private bool _cr;

    /// <summary>What ends the body: CRLF first where its last line has none.</summary>
    public ReadOnlySpan<byte> End => _lineStart ? ".\r\n"u8 : "\r\n.\r\n"u8;

    /// <summary>Writes <paramref name="piece"/> with its dots.</summary>
    public void Write(ReadOnlySpan<byte> piece, IBufferWriter<byte> output)
    {
        int from = 0;
        for (int at = 0; at < piece.Length;)
        {
            if (_lineStart && piece[at] == (byte)'.')
            {
                output.Write(piece[from..at]);
                output.Write("."u8);
                from = at;
            }
            at = NextLine(piece, at);
        }
        output.Write(piece[from..]);
    }

    private int NextLine(ReadOnlySpan<byte> span, int at)
    {
        int length = span[at..].IndexOf((byte)'\n');
        int end = length < 0 ? span.Length : at + length + 1;
        bool crBefore = length == 0 ? (at == 0 ? _cr : span[at - 1] == (byte)'\r') : length > 0 && span[end - 2] == (byte)'\r';
        _lineStart = length >= 0 && crBefore;
        _cr = span[end - 1] == (byte)'\r';
        return end;
    }
}
