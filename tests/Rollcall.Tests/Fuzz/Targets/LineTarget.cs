using System.Buffers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Lines out of a buffer: a loop over the octets finds the same.</summary>
internal static class LineTarget
{
    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int limit = 2 + input.Choose(64);
        int piece = 1 + input.Choose(16);
        var data = input.Rest();
        Check(data, limit, new ReadOnlySequence<byte>(data));
        Check(data, limit, Segments.Of(data, piece));
        for (int length = 0; length < Math.Min(data.Length, 100); length++)
            Check(data[..length], limit, new ReadOnlySequence<byte>(data, 0, length));
    }

    private static void Check(byte[] data, int limit, in ReadOnlySequence<byte> buffer)
    {
        int end = EndOf(data);
        int length = end < 0 ? data.Length : end + 2;
        var expected = end < 0
            ? length < limit ? LineStatus.Incomplete : LineStatus.TooLong
            : length <= limit ? LineStatus.Ok : LineStatus.TooLong;

        Oracle.Same(expected, LineReader.Read(buffer, limit, out var line, out var next), "line");
        Oracle.Same(expected == LineStatus.Ok ? length : 0, Taken(buffer, next), "octets taken");
        if (expected == LineStatus.Ok)
            Oracle.SameOctets(data.AsSpan(0, end), line.ToArray(), "line");

        Oracle.Same(end >= 0, LineReader.Discard(buffer, out next), "end of a discarded line");
        bool waits = end < 0 && data is [.., (byte)'\r'];
        Oracle.Same(waits ? length - 1 : length, Taken(buffer, next), "octets discarded");
    }

    private static int EndOf(byte[] data)
    {
        for (int at = 0; at + 1 < data.Length; at++)
        {
            if (data[at] == '\r' && data[at + 1] == '\n')
                return at;
        }
        return -1;
    }

    private static int Taken(in ReadOnlySequence<byte> buffer, SequencePosition next) =>
        (int)(buffer.GetOffset(next) - buffer.GetOffset(buffer.Start));
}
