using System.Text;
using CsCheck;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Protocols.Smtp;

public sealed class MailboxParserTests
{
    private static string Of(char c, int times) => new(c, times);

    [Theory]
    [InlineData("bob@example.com", "bob", "example.com")]
    [InlineData("a.b+c=d!e%f@x", "a.b+c=d!e%f", "x")]
    [InlineData("user%other.test@example.com", "user%other.test", "example.com")]
    [InlineData("host!user@example.com", "host!user", "example.com")]
    [InlineData("{|}~`_^?/'#$&*-@my_host.example.com.", "{|}~`_^?/'#$&*-", "my_host.example.com.")]
    [InlineData("\"a b\\\"@<>,\"@example.com", "\"a b\\\"@<>,\"", "example.com")]
    [InlineData("bob@[192.0.2.1]", "bob", "[192.0.2.1]")]
    [InlineData("bob@[IPv6:2001:db8::1]", "bob", "[IPv6:2001:db8::1]")]
    [InlineData("bob@[ipv6:::ffff:192.0.2.1]", "bob", "[ipv6:::ffff:192.0.2.1]")]
    [InlineData("jürgen@bücher.test", "jürgen", "bücher.test")]
    [InlineData("\"用 户\"@例え.jp", "\"用 户\"", "例え.jp")]
    public void WellFormedAddress_IsKeptAsSpelled(string text, string local, string domain)
    {
        MailboxParser.TryParseAddress(text, out var mailbox, out string error).ShouldBeTrue(error);
        mailbox.ShouldBe(new Mailbox(local, domain));
        error.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("bob")]
    [InlineData("@example.com")]
    [InlineData("bob@")]
    [InlineData("bob@.")]
    [InlineData("bob@.com")]
    [InlineData("bob@a..b")]
    [InlineData("bob@a.b..")]
    [InlineData("bob@a b")]
    [InlineData("bob@a,b")]
    [InlineData(".bob@x")]
    [InlineData("bob.@x")]
    [InlineData("b..b@x")]
    [InlineData("b b@x")]
    [InlineData("b@b@x")]
    [InlineData("<bob@x>")]
    [InlineData("bob@x ")]
    [InlineData("\"bob@x")]
    [InlineData("\"\"@x")]
    [InlineData("\"bob\\\"@x")]
    [InlineData("\"b\"b@x")]
    [InlineData("bob@x\r\n")]
    [InlineData("bob\n@x")]
    [InlineData("\"b\0\"@x")]
    [InlineData("\"b\\\n\"@x")]
    [InlineData("\"b\t\"@x")]
    [InlineData("bob@[192.0.2.1")]
    [InlineData("bob@[192.0.2.01]")]
    [InlineData("bob@[2001:db8::1]")]
    [InlineData("bob@[IPv6:192.0.2.1]")]
    [InlineData("bob@[IPv6:fe80::1%eth0]")]
    [InlineData("bob@[tag:content]")]
    [InlineData("bob@[]")]
    [InlineData("bob@[192.0.2.1]x")]
    public void MalformedAddress_IsRefused(string text)
    {
        MailboxParser.TryParseAddress(text, out var mailbox, out string error).ShouldBeFalse();
        mailbox.IsNull.ShouldBeTrue();
        error.ShouldNotBeEmpty();
    }

    [Fact]
    public void LoneSurrogate_IsRefused() => MailboxParser.TryParseAddress("b\ud800@x", out _, out _).ShouldBeFalse();

    [Fact]
    public void Limits_AreCountedInOctets()
    {
        string domain = string.Join('.', Of('a', 63), Of('b', 63), Of('c', 63), Of('d', 63));
        MailboxParser.TryParseAddress(Of('l', 64) + "@x", out _, out _).ShouldBeTrue();
        MailboxParser.TryParseAddress(Of('l', 65) + "@x", out _, out string local).ShouldBeFalse();
        MailboxParser.TryParseAddress(Of('ä', 33) + "@x", out _, out string utf8).ShouldBeFalse();
        MailboxParser.TryParseAddress("b@" + domain, out _, out _).ShouldBeTrue();
        MailboxParser.TryParseAddress("b@" + domain + ".e", out _, out string whole).ShouldBeFalse();
        MailboxParser.TryParseAddress("b@" + Of('a', 64), out _, out _).ShouldBeFalse();
        local.ShouldBe("the local part is over 64 octets");
        utf8.ShouldBe(local);
        whole.ShouldBe("the domain is over 255 octets");
    }

    [Fact]
    public void NonAscii_NeedsTheUtf8Alphabet()
    {
        byte[] text = Encoding.UTF8.GetBytes("ä@x");
        MailboxParser.Parse(text, AddressAlphabet.Ascii, out _, out _).ShouldBe(AddressFault.NeedsUtf8);
        MailboxParser.Parse(text, AddressAlphabet.Utf8, out _, out int length).ShouldBe(AddressFault.None);
        length.ShouldBe(text.Length);
        MailboxParser.Parse([0xff, (byte)'@', (byte)'x'], AddressAlphabet.Utf8, out _, out _).ShouldBe(AddressFault.Malformed);
    }

    [Fact]
    public void AnyOctets_NeverThrowNorLeaveControlsInAMailbox()
    {
        var octet = Gen.Frequency((3, Gen.OneOf("ab.@\"\\[]:<> \r\n\0%".Select(c => (byte)c).ToArray())), (1, Gen.Byte));
        octet.Array[0, 40].Sample(text =>
        {
            if (MailboxParser.Parse(text, AddressAlphabet.Utf8, out var mailbox, out int length) != AddressFault.None)
                return;
            Encoding.UTF8.GetBytes(mailbox.ToString()).ShouldBe(text[..length]);
            mailbox.ToString().AsSpan().ContainsAnyInRange('\0', '\x1f').ShouldBeFalse();
        }, iter: 10_000);
    }
}
