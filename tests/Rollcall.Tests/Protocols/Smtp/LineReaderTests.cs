using System.Buffers;
using System.Text;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Protocols.Smtp;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("NOOP\r\nQUIT\r\n", "NOOP", 6)]
    [InlineData("\r\n", "", 2)]
    [InlineData("a\nb\rc\r\n", "a\nb\rc", 7)]
    [InlineData("a\r\r\n", "a\r", 4)]
    [InlineData("12345678\r\n", "12345678", 10)]
    public void WholeLine_IsCutAtCrLfAlone_HoweverTheBufferIsCut(string text, string expected, int consumed)
    {
        foreach (int size in new[] { 1, 2, 3, 100 })
        {
            var buffer = Segments.Of(Encoding.Latin1.GetBytes(text), size);
            LineReader.Read(buffer, 10, out var line, out var next).ShouldBe(LineStatus.Ok);
            Encoding.Latin1.GetString(line.ToArray()).ShouldBe(expected);
            buffer.Slice(0, next).Length.ShouldBe(consumed);
        }
    }

    [Theory]
    [InlineData("", LineStatus.Incomplete)]
    [InlineData("NOOP\r", LineStatus.Incomplete)]
    [InlineData("NOOP\n", LineStatus.Incomplete)]
    [InlineData("123456789", LineStatus.Incomplete)]
    [InlineData("1234567890", LineStatus.TooLong)]
    [InlineData("123456789\r\n", LineStatus.TooLong)]
    public void LineWithoutEndOrTooLong_ConsumesNothing(string text, LineStatus expected)
    {
        foreach (int size in new[] { 1, 4, 100 })
        {
            var buffer = Segments.Of(Encoding.Latin1.GetBytes(text), size);
            LineReader.Read(buffer, 10, out _, out var next).ShouldBe(expected);
            buffer.Slice(0, next).Length.ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("xxx\r\nNOOP", true, 5)]
    [InlineData("xxx", false, 3)]
    [InlineData("xxx\r", false, 3)]
    [InlineData("\n", false, 1)]
    [InlineData("", false, 0)]
    public void Discard_KeepsOnlyACrWhoseLfMayCome(string text, bool ended, int consumed)
    {
        foreach (int size in new[] { 1, 3, 100 })
        {
            var buffer = Segments.Of(Encoding.Latin1.GetBytes(text), size);
            LineReader.Discard(buffer, out var next).ShouldBe(ended);
            buffer.Slice(0, next).Length.ShouldBe(consumed);
        }
    }
}
