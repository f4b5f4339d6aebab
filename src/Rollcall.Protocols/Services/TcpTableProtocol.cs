using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rollcall.Protocols.Services;

/// <summary>A line of a tcp_table client; a null key is a line that is no get request.</summary>
/// <param name="Key">What is looked up, its %XX undone.</param>
public readonly record struct TcpTableRequest(string? Key);

/// <summary>The wire of Postfix's tcp_table(5), which Exim's readsocket can speak: one line a request, one line an answer.</summary>
public static class TcpTableProtocol
{
    /// <summary>The longest line in octets with its LF, both ways (tcp_table(5)).</summary>
    public const int MaxLine = 4096;

    private static ReadOnlySpan<byte> Get => "get "u8;

    /// <summary>Reads the line at the beginning of <paramref name="buffer"/>. Invalid: a line that is too long.</summary>
    public static RequestStatus Read(in ReadOnlySequence<byte> buffer, out TcpTableRequest request, out SequencePosition next)
    {
        request = default;
        next = buffer.Start;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n'))
            return buffer.Length < MaxLine ? RequestStatus.Incomplete : RequestStatus.Invalid;
        if (line.Length >= MaxLine)
            return RequestStatus.Invalid;
        next = reader.Position;
        request = Parse(line.IsSingleSegment ? line.FirstSpan : line.ToArray());
        return RequestStatus.Ok;
    }

    /// <summary>The answer of the wire; <paramref name="text"/> is encoded, and cut where the line would be too long.</summary>
    public static byte[] Answer(int code, string text)
    {
        var line = new StringBuilder(MaxLine / 16).Append(CultureInfo.InvariantCulture, $"{code} ");
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            if (line.Length + 4 > MaxLine)
                break;
            if (octet is <= (byte)' ' or (byte)'%' or > (byte)'~') // tcp_table(5): %, white space and what cannot be printed
                line.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            else
                line.Append((char)octet);
        }
        return Encoding.ASCII.GetBytes(line.Append('\n').ToString());
    }

    private static TcpTableRequest Parse(ReadOnlySpan<byte> line) =>
        line.StartsWith(Get) && TryUnescape(line[Get.Length..], out var key) ? new TcpTableRequest(key) : default;

    // Blanks that stand as they are come from Exim, whose users write no encoding; all else must be encoded.
    private static bool TryUnescape(ReadOnlySpan<byte> text, out string? key)
    {
        key = null;
        if (text.IsEmpty || text.ContainsAnyInRange((byte)0, (byte)0x1f) || text.Contains((byte)0x7f))
            return false;
        if (!text.Contains((byte)'%'))
            return WireText.TryDecode(text, out key);
        var octets = new byte[text.Length];
        int length = 0;
        for (int at = 0; at < text.Length; at++)
        {
            octets[length] = text[at];
            if (text[at] == '%')
            {
                if (at + 2 >= text.Length || !byte.TryParse(text.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octets[length]))
                    return false;
                at += 2;
            }
            length++;
        }
        return WireText.TryDecode(octets.AsSpan(0, length), out key);
    }
}
