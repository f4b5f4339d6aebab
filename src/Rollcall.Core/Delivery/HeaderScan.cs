using System.Buffers;
using System.Text;

namespace Rollcall.Core.Delivery;

/// <summary>
/// What the header of a message says that matters to its way: how often it was received, how often by us, and whether it is ASCII. It
/// sees the octets as they come, keeps one field at a time, and stops at the empty line (RFC 5322 2.1).
/// </summary>
/// <param name="hostName">Our name as Received fields of our nodes have it behind "by".</param>
public sealed class HeaderScan(string hostName)
{
    private const int MaxReceived = 50; // docs/delivery.md, Replies; RFC 5321 6.3 asks for 100 at least only of relays that count nothing else
    private const int MaxOwn = 3;
    private const int KeptOctets = 2048; // of one field: "by" stands near its begin
    private static readonly SearchValues<byte> _space = SearchValues.Create(" \t\r\n"u8);
    private readonly ArrayBufferWriter<byte> _field = new(256);
    private int _lineLength;
    private bool _lastWasCr;
    private int _received;
    private int _own;
    private bool _ended;

    /// <summary>Whether the message goes round in circles.</summary>
    public bool IsLoop => _received >= MaxReceived || _own >= MaxOwn;

    /// <summary>Whether the header has octets over 127 (RFC 6532).</summary>
    public bool IsEightBit { get; private set; }

    /// <summary>The next octets of the message.</summary>
    public void Read(ReadOnlySequence<byte> piece)
    {
        foreach (var memory in piece)
        {
            if (_ended)
                return;
            Read(memory.Span);
        }
    }

    /// <summary>The message is at its end, and so is its header.</summary>
    public void End()
    {
        if (!_ended)
            EndField();
        _ended = true;
    }

    private void Read(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !_ended)
        {
            if (_lineLength == 0 && octets[0] is not ((byte)' ' or (byte)'\t'))
                EndField();
            int end = octets.IndexOf((byte)'\n');
            var line = end < 0 ? octets : octets[..end];
            TakeLine(line);
            if (end < 0)
                return;
            bool cr = line.IsEmpty ? _lastWasCr : line[^1] == (byte)'\r';
            _ended = _lineLength - (cr ? 1 : 0) == 0;
            _lineLength = 0;
            _lastWasCr = false;
            octets = octets[(end + 1)..];
        }
    }

    private void TakeLine(ReadOnlySpan<byte> part)
    {
        _lineLength += part.Length;
        if (part.IsEmpty)
            return;
        _lastWasCr = part[^1] == (byte)'\r';
        IsEightBit |= part.ContainsAnyInRange((byte)0x80, (byte)0xff);
        int room = KeptOctets - _field.WrittenCount;
        if (room > 0)
            _field.Write(part[..Math.Min(room, part.Length)]);
    }

    private void EndField()
    {
        var field = _field.WrittenSpan;
        if (field.Length > 9 && Ascii.EqualsIgnoreCase(field[..9], "received:"u8))
        {
            _received++;
            if (IsByUs(field[9..]))
                _own++;
        }
        _field.ResetWrittenCount();
    }

    // RFC 5321 4.4: "from ... by NAME ...".
    private bool IsByUs(ReadOnlySpan<byte> value)
    {
        bool by = false;
        while (true)
        {
            value = value.TrimStart(" \t\r\n"u8);
            if (value.IsEmpty)
                return false;
            int end = value.IndexOfAny(_space);
            var word = end < 0 ? value : value[..end];
            if (by && Ascii.EqualsIgnoreCase(word.TrimEnd(";"u8), hostName))
                return true;
            by = Ascii.EqualsIgnoreCase(word, "by"u8);
            value = value[word.Length..];
        }
    }
}
