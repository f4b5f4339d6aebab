using System.Text;
using CsCheck;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class CommandParserTests
{
    private static readonly CommandContext _context = new(Utf8Offered: true, Utf8Transaction: false);

    private static SmtpCommand Parse(string line) => CommandParser.Parse(Encoding.UTF8.GetBytes(line), _context);

    [Theory]
    [InlineData("HELO a", SmtpVerb.Helo)]
    [InlineData("eHlO a", SmtpVerb.Ehlo)]
    [InlineData("DATA  ", SmtpVerb.Data)]
    [InlineData("NOOP x y", SmtpVerb.Noop)]
    [InlineData("VRFY bob", SmtpVerb.Vrfy)]
    [InlineData("HELP", SmtpVerb.Help)]
    [InlineData("RSET\t", SmtpVerb.Rset)]
    [InlineData("quit", SmtpVerb.Quit)]
    [InlineData("GET / HTTP/1.1", SmtpVerb.Http)]
    [InlineData("PRI * HTTP/2.0", SmtpVerb.Http)]
    public void KnownWord_IsReadInAnyCase(string line, SmtpVerb verb)
    {
        Parse(line).Verb.ShouldBe(verb);
        Parse(line).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" NOOP")]
    [InlineData("NOOPS")]
    [InlineData("MAILFROM:<a@b.test>")]
    [InlineData("EXPN x")]
    public void UnknownWord_Is500(string line) => Parse(line).ShouldBe(new SmtpCommand(SmtpVerb.Unknown, Replies.UnknownCommand));

    [Theory]
    [InlineData("MAIL")]
    [InlineData("MAIL FROM:")]
    [InlineData("MAIL TO:<a@b.test>")]
    [InlineData("MAIL FROM <a@b.test>")]
    [InlineData("RCPT FROM:<a@b.test>")]
    [InlineData("RCPT TO")]
    [InlineData("EHLO a b")]
    [InlineData("EHLO \u00e9")]
    [InlineData("QUIT now")]
    public void BadArguments_Are501(string line) => Parse(line).Refusal.ShouldBe(Replies.BadArguments);

    [Theory]
    [InlineData("MAIL FROM:<a@b.test>SIZE=1")]
    [InlineData("MAIL FROM:<postmaster>")]
    [InlineData("RCPT TO:<>")]
    [InlineData("RCPT TO:a@b.test")]
    public void BadPath_Is553(string line) => Parse(line).Refusal.ShouldBe(Replies.BadAddress);

    [Fact]
    public void Name_IsOddButBounded()
    {
        Parse("EHLO my_pc!?").Name.ShouldBe("my_pc!?");
        Parse("EHLO " + new string('x', 255)).Refusal.ShouldBeNull();
        Parse("EHLO " + new string('x', 256)).Refusal.ShouldBe(Replies.BadArguments);
    }

    [Fact]
    public void MailParameters_AreRead()
    {
        var mail = Parse("MAIL FROM:<ä@b.test> body=8BITMIME  SIZE=18446744073709551616 smtputf8").Mail.ShouldNotBeNull();
        mail.ReversePath.LocalPart.ShouldBe("ä");
        mail.Size.ShouldBe(long.MaxValue);
        mail.EightBitMime.ShouldBeTrue();
        mail.Utf8.ShouldBeTrue();
        Parse("MAIL FROM:<> BODY=7bit").Mail.ShouldBe(new MailCommand(Rollcall.Protocols.Smtp.Mailbox.Null, null, false, false));
    }

    [Fact]
    public void Rcpt_AllocatesLittleMoreThanItsMailbox()
    {
        byte[] line = Encoding.ASCII.GetBytes("RCPT TO:<bob@example.com>");
        CommandParser.Parse(line, _context).Rcpt.ShouldNotBeNull();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            CommandParser.Parse(line, _context);
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1000;
        each.ShouldBeLessThanOrEqualTo(160); // two strings, Mailbox, RcptCommand
    }

    [Fact]
    public void AnyOctets_NeverThrow()
    {
        var prefix = Gen.OneOf("", "MAIL FROM:", "RCPT TO:", "RCPT TO:<a@b", "MAIL FROM:<> ", "EHLO ", "VRFY");
        var octet = Gen.Frequency((2, Gen.OneOf("<>@:,\"\\=[] .aB1".Select(c => (byte)c).ToArray())), (1, Gen.Byte));
        Gen.Select(prefix, octet.Array[0, 60]).Sample((word, rest) =>
        {
            var command = CommandParser.Parse([.. Encoding.ASCII.GetBytes(word), .. rest], _context);
            bool good = command.Refusal is null;
            (command.Mail is not null).ShouldBe(good && command.Verb == SmtpVerb.Mail);
            (command.Rcpt is not null).ShouldBe(good && command.Verb == SmtpVerb.Rcpt);
        }, iter: 10_000);
    }
}
