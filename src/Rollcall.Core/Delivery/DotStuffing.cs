namespace Rollcall.Core.Delivery;

/// <summary>Puts a dot before each line of a body that begins with one (RFC 5321 4.5.2). Pure, but for the place in the line.</summary>
public sealed class DotStuffing
{
    private static readonly byte[] _dot = [(byte)'.'];
    private bool _lineStart = true;
    private bool _cr;

    /// <summary>What ends the body: CRLF first where its last line has none.</summary>
    public ReadOnlyMemory<byte> End => _lineStart ? ".\r\n"u8.ToArray() : "\r\n.\r\n"u8.ToArray();

    /// <summary>The parts of <paramref name="piece"/> with the dots between them.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> piece)
    {
        int from = 0;
        for (int at = 0; at < piece.Length;)
        {
            if (_lineStart && piece.Span[at] == (byte)'.')
            {
                if (at > from)
                    yield return piece[from..at];
                yield return _dot;
                from = at;
            }
            at = NextLine(piece.Span, at);
        }
        if (from < piece.Length)
            yield return piece[from..];
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
