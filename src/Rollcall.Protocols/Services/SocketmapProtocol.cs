using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rollcall.Protocols.Services;

/// <summary>A query of a socketmap; a null map is a query without one, or whose text is not UTF-8.</summary>
/// <param name="Map">The name of the map.</param>
/// <param name="Key">What is looked up.</param>
public readonly record struct SocketmapRequest(string? Map, string Key);

/// <summary>The wire of socketmaps (socketmap_table(5), Sendmail's op.me): netstrings both ways.</summary>
public static class SocketmapProtocol
{
    /// <summary>The longest query in octets (socketmap_table(5) asks for 10,000).</summary>
    public const int MaxQuery = 10_000;

    private const int MaxReply = 100_000; // socketmap_table(5)
    private const int MaxDigits = 5; // of 10000

    /// <summary>Reads the query at the beginning of <paramref name="buffer"/>. Invalid: no netstring, or one that is too long.</summary>
    public static RequestStatus Read(in ReadOnlySequence<byte> buffer, out SocketmapRequest request, out SequencePosition next)
    {
        request = default;
        next = buffer.Start;
        Span<byte> head = stackalloc byte[MaxDigits + 1];
        var begin = buffer.Slice(0, Math.Min(buffer.Length, head.Length));
        begin.CopyTo(head);
        head = head[..(int)begin.Length];
        int digits = head.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0)
            return head.Length <= MaxDigits && !IsPadded(head) ? RequestStatus.Incomplete : RequestStatus.Invalid;
        if (digits == 0 || head[digits] != ':' || IsPadded(head[..digits]))
            return RequestStatus.Invalid;
        int length = int.Parse(head[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        if (length > MaxQuery)
            return RequestStatus.Invalid;
        long end = digits + 1L + length;
        if (buffer.Length <= end)
            return RequestStatus.Incomplete;
        if (buffer.Slice(end).FirstSpan is not [(byte)',', ..])
            return RequestStatus.Invalid;
        next = buffer.GetPosition(end + 1);
        request = Parse(buffer.Slice(digits + 1, length));
        return RequestStatus.Ok;
    }

    /// <summary>The reply of the wire: a word such as OK, a space, and its data.</summary>
    public static byte[] Answer(string word, string data)
    {
        var reply = Encoding.UTF8.GetBytes($"{word} {WireText.OneLine(data)}");
        int length = Math.Min(reply.Length, MaxReply);
        return [.. Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)), (byte)':', .. reply.AsSpan(0, length), (byte)','];
    }

    // The one spelling of a length: whoever pads it with zeros speaks something else.
    private static bool IsPadded(ReadOnlySpan<byte> digits) => digits is [(byte)'0', _, ..];

    private static SocketmapRequest Parse(in ReadOnlySequence<byte> query)
    {
        if (!WireText.TryDecode(query.IsSingleSegment ? query.FirstSpan : query.ToArray(), out var text))
            return default;
        int space = text!.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? new SocketmapRequest(text[..space], text[(space + 1)..]) : default;
    }
}
