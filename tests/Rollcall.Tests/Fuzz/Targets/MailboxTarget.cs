using System.Text;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Addresses and paths: regular expressions give the same, and what was read reads back from its own spelling.</summary>
internal static class MailboxTarget
{
    private delegate AddressFault Reader(ReadOnlySpan<byte> text, AddressAlphabet alphabet, out Mailbox mailbox, out int length);

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        var alphabet = (AddressAlphabet)input.Choose(2);
        var data = input.Rest();
        var text = SlowMailbox.Characters(data);
        Check(MailboxParser.Parse, SlowMailbox.Read(text, alphabet), data, alphabet);
        Check(PathParser.ParseReverse, SlowMailbox.ReadReverse(text, alphabet), data, alphabet);
        Check(PathParser.ParseForward, SlowMailbox.ReadForward(text, alphabet), data, alphabet);
        CheckWhole(input.Text());
    }

    private static void Check(Reader read, SlowMailbox.Answer expected, byte[] data, AddressAlphabet alphabet)
    {
        var fault = read(data, alphabet, out var mailbox, out int length);
        Oracle.Same(expected, new SlowMailbox.Answer(fault, mailbox, length), read.Method.Name);
        if (fault != AddressFault.None || mailbox.Domain.Length == 0)
            return;
        byte[] spelling = Encoding.UTF8.GetBytes(mailbox.ToString());
        Oracle.Same(AddressFault.None, MailboxParser.Parse(spelling, alphabet, out var again, out length), "its own spelling");
        Oracle.Same((mailbox, spelling.Length), (again, length), "its own spelling");
        Oracle.Same(mailbox.NeedsUtf8, spelling.Any(octet => octet > 127), "needs SMTPUTF8");
    }

    private static void CheckWhole(string text)
    {
        var expected = SlowMailbox.Read(SlowMailbox.Characters(Encoding.UTF8.GetBytes(text)), AddressAlphabet.Utf8);
        bool good = expected.Fault == AddressFault.None && expected.Length == Encoding.UTF8.GetByteCount(text) && !text.Contains('\ufffd', StringComparison.Ordinal);
        Oracle.Same(good, MailboxParser.TryParseAddress(text, out var mailbox, out var error), "whole address");
        Oracle.Same(good ? expected.Mailbox : Mailbox.Null, mailbox, "whole address");
        Oracle.Same(good, error.Length == 0, "has a reason");
    }
}
