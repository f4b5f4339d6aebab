using System.Text;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Protocols.Smtp;

public sealed class PathParserTests
{
    [Theory]
    [InlineData("<bob@example.com>", "bob@example.com", 17)]
    [InlineData("<bob@example.com> SIZE=1", "bob@example.com", 17)]
    [InlineData("<@relay.test:bob@example.com>", "bob@example.com", 29)]
    [InlineData("<@one,@[192.0.2.1]:bob@example.com>", "bob@example.com", 35)]
    [InlineData("<\"a> b\"@example.com>", "\"a> b\"@example.com", 20)]
    [InlineData("<postmaster>", "postmaster", 12)]
    [InlineData("<PostMaster> X", "PostMaster", 12)]
    public void ForwardPath_IsReadToItsBracket(string text, string expected, int length)
    {
        PathParser.ParseForward(Encoding.UTF8.GetBytes(text), AddressAlphabet.Ascii, out var mailbox, out int read).ShouldBe(AddressFault.None);
        mailbox.ToString().ShouldBe(expected);
        read.ShouldBe(length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("<")]
    [InlineData("bob@example.com")]
    [InlineData("<bob@example.com")]
    [InlineData("<bob@example.com >")]
    [InlineData("< bob@example.com>")]
    [InlineData("<bob>")]
    [InlineData("<<bob@example.com>>")]
    [InlineData("<@relay.test>")]
    [InlineData("<@relay.test,bob@example.com>")]
    [InlineData("<@:bob@example.com>")]
    [InlineData("<@relay.test,>")]
    [InlineData("<@a:@b:bob@example.com>")]
    public void BadForwardPath_IsMalformed(string text) =>
        PathParser.ParseForward(Encoding.UTF8.GetBytes(text), AddressAlphabet.Ascii, out _, out _).ShouldBe(AddressFault.Malformed);

    [Fact]
    public void ReversePath_MayBeNullButNotPostmasterAlone()
    {
        PathParser.ParseReverse("<> X"u8, AddressAlphabet.Ascii, out var mailbox, out int length).ShouldBe(AddressFault.None);
        mailbox.ShouldBe(Mailbox.Null);
        length.ShouldBe(2);
        PathParser.ParseReverse("<postmaster>"u8, AddressAlphabet.Ascii, out _, out _).ShouldBe(AddressFault.Malformed);
    }

    [Theory]
    [InlineData(63, AddressFault.None)]
    [InlineData(64, AddressFault.PathTooLong)]
    public void PathOver256Octets_IsTooLong(int local, AddressFault expected)
    {
        string domain = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 62));
        string path = $"<{new string('l', local)}@{domain}>";
        path.Length.ShouldBe(local + 193);
        PathParser.ParseForward(Encoding.ASCII.GetBytes(path), AddressAlphabet.Ascii, out _, out _).ShouldBe(expected);
    }
}
