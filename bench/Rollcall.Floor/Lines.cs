using System.Buffers;

namespace Rollcall.Floor;

/// <summary>Lines out of what was read.</summary>
internal static class Lines
{
    /// <summary>Takes the next line off the buffer, without its LF or CRLF; false when it is not whole yet.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return false;
        line = buffer.Slice(0, end);
        if (line.Length > 0 && line.Slice(line.Length - 1).FirstSpan[0] == '\r')
            line = line.Slice(0, line.Length - 1);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    /// <summary>The line in one piece; copied only when it lies in two.</summary>
    public static ReadOnlySpan<byte> Whole(in ReadOnlySequence<byte> line) => line.IsSingleSegment ? line.FirstSpan : line.ToArray();
}
