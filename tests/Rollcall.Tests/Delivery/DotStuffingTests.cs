using System.Buffers;
using System.Text;
using CsCheck;
using Rollcall.Core.Delivery;

namespace Rollcall.Tests.Delivery;

/// <summary>Dots before lines that begin with one, wherever the pieces are cut.</summary>
public sealed class DotStuffingTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData("a\r\n.b\r\n", "a\r\n..b\r\n.\r\n")]
    [InlineData("no end", "no end\r\n.\r\n")]
    [InlineData("a\n.b\r\n", "a\n.b\r\n.\r\n")] // a bare LF begins no line
    public void Body_IsStuffedAndEnded(string body, string wire) => Stuff([Encoding.Latin1.GetBytes(body)]).ShouldBe(wire);

    [Fact]
    public void AnyCut_GivesTheSameWire() =>
        Gen.Select(Gen.OneOf(Gen.Const('.'), Gen.Const('\r'), Gen.Const('\n'), Gen.Const('x')).Array[0, 40], Gen.Int[1, 7]).Sample((characters, size) =>
        {
            var body = Encoding.Latin1.GetBytes(characters);
            Stuff(body.Chunk(size)).ShouldBe(Oracle(new string(characters)));
        });

    private static string Oracle(string body)
    {
        var lines = body.Split("\r\n").Select(line => line.StartsWith('.') ? "." + line : line);
        var stuffed = string.Join("\r\n", lines);
        return stuffed + (body.Length == 0 || body.EndsWith("\r\n", StringComparison.Ordinal) ? ".\r\n" : "\r\n.\r\n");
    }

    private static string Stuff(IEnumerable<byte[]> pieces)
    {
        var stuffing = new DotStuffing();
        var wire = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces)
            stuffing.Write(piece, wire);
        wire.Write(stuffing.End);
        return Encoding.Latin1.GetString(wire.WrittenSpan);
    }
}
