using System.Buffers;
using System.Text;
using CsCheck;
using Rollcall.Protocols;
using Rollcall.Protocols.Services;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Protocols;

public sealed class ProxyHeaderTests
{
    private const string V2 = "\r\n\r\n\0\r\nQUIT\n";
    private static readonly string[] _starts = ["", "PROXY ", "PROXY TCP4 192.0.2.7 ", V2, V2 + "\x21\x11\0", V2 + "\x20"];

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 12345 25\r\n", "192.0.2.7:12345")]
    [InlineData("PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n", "[2001:db8::1]:1")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    [InlineData("PROXY UNKNOWN ffff::1 whatever 1 2\r\n", null)]
    [InlineData(V2 + "\x21\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\x30\x39\0\x19", "192.0.2.7:12345")]
    [InlineData(V2 + "\x21\x11\0\x0f\xc0\0\x02\x07\xc6\x33\x64\x01\x30\x39\0\x19\x04\0\0", "192.0.2.7:12345")]
    [InlineData(V2 + "\x21\x21\0\x24\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02\0\x01\0\x19", "[2001:db8::1]:1")]
    [InlineData(V2 + "\x20\0\0\0", null)]
    [InlineData(V2 + "\x20\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\x30\x39\0\x19", null)]
    [InlineData(V2 + "\x21\0\0\0", null)]
    [InlineData(V2 + "\x21\x31\0\u0002ab", null)]
    public void Header_TellsTheClient_AndWhatFollowsStays(string header, string? source)
    {
        var octets = Encoding.Latin1.GetBytes(header + "EHLO client.test\r\n");

        foreach (int piece in (int[])[1, 5, 1000])
        {
            var buffer = Segments.Of(octets, piece);
            ProxyHeader.Read(buffer, out var read, out var next).ShouldBe(RequestStatus.Ok);
            read.Source?.ToString().ShouldBe(source);
            buffer.Slice(next).ToArray().ShouldBe("EHLO client.test\r\n"u8.ToArray());
        }
        for (int length = 0; length < header.Length; length++)
            ProxyHeader.Read(new ReadOnlySequence<byte>(octets, 0, length), out _, out _).ShouldBe(RequestStatus.Incomplete);
    }

    [Theory]
    [InlineData("EHLO client.test\r\n")]
    [InlineData("PROXY\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 12345\r\n")]
    [InlineData("PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n")]
    [InlineData("PROXY TCP4 192.0.2.7 198.51.100.1 012 25\r\n")]
    [InlineData("PROXY TCP4 010.0.2.7 198.51.100.1 12 25\r\n")]
    [InlineData("PROXY TCP4  192.0.2.7 198.51.100.1 12 25\r\n")]
    [InlineData("PROXY UDP4 192.0.2.7 198.51.100.1 12 25\r\n")]
    [InlineData("PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")]
    [InlineData(V2 + "\x11\x11\0\x0c\xc0\0\x02\x07\xc6\x33\x64\x01\x30\x39\0\x19")]
    [InlineData(V2 + "\x22\x11\0\0")]
    [InlineData(V2 + "\x21\x11\0\x04\xc0\0\x02\x07")]
    [InlineData(V2 + "\x21\x11\xff\xff")]
    [InlineData("\r\n\r\nQUIT\r\n")]
    public void AnythingElse_IsInvalid(string text) =>
        ProxyHeader.Read(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(text)), out _, out _).ShouldBe(RequestStatus.Invalid);

    [Fact]
    public void AnyOctets_AreReadTheSameInAnyCuts() =>
        Gen.Select(Gen.Int[0, _starts.Length - 1].Select(i => _starts[i]), Gen.Byte.Array[0, 40], Gen.Int[1, 9]).Sample((start, rest, piece) =>
        {
            byte[] octets = [.. Encoding.Latin1.GetBytes(start), .. rest];

            var whole = ProxyHeader.Read(new ReadOnlySequence<byte>(octets), out var header, out var end);
            ProxyHeader.Read(Segments.Of(octets, piece), out var cut, out _).ShouldBe(whole);
            cut.ShouldBe(header);
        });
}
