using System.Buffers;
using Rollcall.Protocols.Services;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz;

/// <summary>What a slow twin says of the beginning of a buffer: what it is, its value, and its octets when it is whole.</summary>
internal readonly record struct Slow<T>(RequestStatus Status, T? Value = default, int Length = 0)
{
    public static Slow<T> Incomplete => new(RequestStatus.Incomplete);

    public static Slow<T> Invalid => new(RequestStatus.Invalid);
}

/// <summary>Holds a parser of requests against its slow twin, in whole and in any cuts.</summary>
internal static class Wire
{
    private const int MaxPrefix = 200; // every beginning up to here, then some

    public delegate RequestStatus Reader<T>(in ReadOnlySequence<byte> buffer, out T request, out SequencePosition next);

    /// <summary>All requests of <paramref name="octets"/>, one after the other, and every beginning of the first one.</summary>
    public static void Check<T>(Reader<T> read, Func<byte[], Slow<T>> twin, byte[] octets, int piece)
    {
        byte[] left = octets;
        for (int i = 0; i < 20; i++)
        {
            var expected = twin(left);
            Compare(read, expected, new ReadOnlySequence<byte>(left), "whole");
            Compare(read, expected, Segments.Of(left, piece), "in pieces");
            if (i == 0)
                CheckBeginnings(read, twin, left, expected);
            if (expected.Status != RequestStatus.Ok)
                return;
            left = left[expected.Length..];
        }
    }

    private static void CheckBeginnings<T>(Reader<T> read, Func<byte[], Slow<T>> twin, byte[] octets, Slow<T> whole)
    {
        for (int length = 0; length < octets.Length; length += length < MaxPrefix ? 1 : 1 + (octets.Length / 8))
        {
            var begin = twin(octets[..length]);
            Compare(read, begin, new ReadOnlySequence<byte>(octets, 0, length), $"the first {length}");
            Oracle.Holds(begin.Status == RequestStatus.Incomplete || begin == whole, $"the first {length} octets are judged otherwise than all");
        }
    }

    private static void Compare<T>(Reader<T> read, Slow<T> expected, in ReadOnlySequence<byte> buffer, string how)
    {
        var status = read(buffer, out var request, out var next);
        Oracle.Same(expected.Status, status, how);
        Oracle.Same(expected.Length, (int)(buffer.GetOffset(next) - buffer.GetOffset(buffer.Start)), how + ", octets taken");
        if (status == RequestStatus.Ok)
            Oracle.Same(expected.Value, request, how);
    }
}
