using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>The normal form of a recipient: made step by step it is the same, it is its own normal form, and the question is about the same mailbox.</summary>
internal static partial class RecipientTarget
{
    private static readonly string[] _separators = ["", "+", "-", "--", "."];

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        bool cased = input.Choose(2) == 1;
        var separator = _separators[input.Choose(_separators.Length)];
        if (!MailboxParser.TryParseAddress(input.Text(), out var mailbox, out _))
            return;
        var isDomain = DomainName.TryNormalize(mailbox.Domain, out var name);
        if (isDomain)
        {
            Oracle.Holds(Domain().IsMatch(name), "no normal form of a domain: " + name);
            Oracle.Holds(DomainName.TryNormalize(name, out var again) && again == name, "the normal form of a domain has another one");
        }
        var host = new Destination([new DestinationHost(HostScheme.Smtp, "mail.test", 25)]);
        var domain = new ProtectedDomain
        {
            Name = isDomain ? name : "example.com",
            DeliverTo = host,
            VerifyAt = host,
            CaseSensitive = cased,
            SubaddressSeparator = separator,
        };
        var expected = Twin(mailbox.LocalPart, cased, separator);
        Oracle.Same(expected is not null, RecipientAddress.TryGetKey(mailbox, domain, out var key), "has a key");
        if (expected is null)
            return;
        Oracle.Same(expected, key.Local, "key");
        CheckAgain(mailbox, domain, key);
    }

    private static void CheckAgain(Mailbox mailbox, ProtectedDomain domain, RecipientKey key)
    {
        var spelling = new Mailbox(RecipientAddress.Quote(key.Local), domain.Name);
        Oracle.Holds(RecipientAddress.TryGetKey(spelling, domain, out var again), "a key is no address");
        Oracle.Same(key, again, "a key has another one");
        var question = RecipientAddress.ForQuestion(mailbox, domain);
        Oracle.Holds(RecipientAddress.TryGetKey(question, domain, out again), "a question is about no address");
        Oracle.Same(key, again, "a question is about another address");
        Oracle.Holds(SlowMailbox.Read(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(question.LocalPart + "@a")), AddressAlphabet.Utf8).Fault
            is AddressFault.None or AddressFault.LocalPartTooLong, "a question that cannot be asked");
    }

    private static string? Twin(string local, bool cased, string separator)
    {
        if (local.StartsWith('"'))
            local = Escape().Replace(local[1..^1], "$1");
        if (Encoding.UTF8.GetByteCount(local) > 64)
            return null;
        if (!cased || Lower(local) == "postmaster")
            local = Lower(local);
        if (local.Any(c => c > 127 && !char.IsSurrogate(c) && c.ToString().Normalize(NormalizationForm.FormC)[0] < 128))
            return null;
        local = local.Normalize(NormalizationForm.FormC);
        if (Encoding.UTF8.GetByteCount(local) > 64)
            return null;
        int tag = separator.Length == 0 ? -1 : local.IndexOf(separator, StringComparison.Ordinal);
        return tag > 0 ? local[..tag] : local;
    }

    private static string Lower(string text) => string.Concat(text.Select(c => c is >= 'A' and <= 'Z' ? (char)(c + 32) : c));

    [GeneratedRegex(@"\\(.)", RegexOptions.Singleline)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\A(?=.{1,255}\z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\z")]
    private static partial Regex Domain();
}
