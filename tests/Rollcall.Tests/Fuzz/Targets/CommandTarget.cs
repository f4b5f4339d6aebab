using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Command lines: words in a table and regular expressions give the same command or the same refusal.</summary>
internal static partial class CommandTarget
{
    private static readonly Dictionary<string, SmtpVerb> _verbs = new(StringComparer.Ordinal)
    {
        ["RCPT"] = SmtpVerb.Rcpt,
        ["MAIL"] = SmtpVerb.Mail,
        ["EHLO"] = SmtpVerb.Ehlo,
        ["HELO"] = SmtpVerb.Helo,
        ["DATA"] = SmtpVerb.Data,
        ["RSET"] = SmtpVerb.Rset,
        ["QUIT"] = SmtpVerb.Quit,
        ["NOOP"] = SmtpVerb.Noop,
        ["HELP"] = SmtpVerb.Help,
        ["VRFY"] = SmtpVerb.Vrfy,
        ["STARTTLS"] = SmtpVerb.StartTls,
        ["XCLIENT"] = SmtpVerb.Xclient,
        ["GET"] = SmtpVerb.Http,
        ["POST"] = SmtpVerb.Http,
        ["PUT"] = SmtpVerb.Http,
        ["HEAD"] = SmtpVerb.Http,
        ["DELETE"] = SmtpVerb.Http,
        ["OPTIONS"] = SmtpVerb.Http,
        ["CONNECT"] = SmtpVerb.Http,
        ["PATCH"] = SmtpVerb.Http,
        ["TRACE"] = SmtpVerb.Http,
        ["PRI"] = SmtpVerb.Http,
    };

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        var context = new CommandContext(input.Choose(2) == 1, input.Choose(2) == 1);
        var line = input.Rest();
        var expected = Twin(SlowMailbox.Characters(line), context);
        if (expected.Verb != SmtpVerb.Xclient) // XclientTarget
            Oracle.Same(expected, CommandParser.Parse(line, context), "command");
    }

    private static SmtpCommand Twin(string line, CommandContext context)
    {
        if (Broken().IsMatch(line))
            return new SmtpCommand(SmtpVerb.Unknown, Replies.BadLine);
        var words = line.TrimEnd(' ', '\t').Split(' ', 2);
        var argument = words.Length > 1 ? words[1] : "";
        if (!_verbs.TryGetValue(Upper(words[0]), out var verb))
            return new SmtpCommand(SmtpVerb.Unknown, Replies.UnknownCommand);
        return verb switch
        {
            SmtpVerb.Data or SmtpVerb.Rset or SmtpVerb.Quit or SmtpVerb.StartTls => new(verb, argument.Length == 0 ? null : Replies.BadArguments),
            SmtpVerb.Vrfy => new(verb, argument.Length > 0 ? null : Replies.BadArguments),
            SmtpVerb.Ehlo or SmtpVerb.Helo => Hello().Match(argument) is { Success: true } hello
                ? new(verb) { Name = hello.Groups[1].Value } : new(verb, Replies.BadArguments),
            SmtpVerb.Mail => Mail(argument, context),
            SmtpVerb.Rcpt => Rcpt(argument, context),
            _ => new(verb),
        };
    }

    private static SmtpCommand Mail(string argument, CommandContext context)
    {
        var from = From().Match(argument);
        if (!from.Success)
            return new(SmtpVerb.Mail, Replies.BadArguments);
        var text = from.Groups[1].Value;
        var path = SlowMailbox.ReadReverse(text, context.Utf8Offered ? AddressAlphabet.Utf8 : AddressAlphabet.Ascii);
        if (path.Fault != AddressFault.None || (text.Length > path.Length && text[path.Length] != ' '))
            return new(SmtpVerb.Mail, Replies.BadAddress);
        var parameters = text[path.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parameters.Select((_, i) => Refusal(parameters[..(i + 1)], context)).FirstOrDefault(refusal => refusal is not null) is { } refused)
            return new(SmtpVerb.Mail, refused);
        var keys = parameters.Select(Upper).ToList();
        if (path.Mailbox.NeedsUtf8 && !keys.Contains("SMTPUTF8"))
            return new(SmtpVerb.Mail, Replies.BadAddress);
        var size = keys.Find(key => key.StartsWith("SIZE=", StringComparison.Ordinal)) is { } said
            ? (long)BigInteger.Min(long.MaxValue, BigInteger.Parse(said[5..], CultureInfo.InvariantCulture)) : (long?)null;
        return new(SmtpVerb.Mail) { Mail = new MailCommand(path.Mailbox, size, keys.Contains("BODY=8BITMIME"), keys.Contains("SMTPUTF8")) };
    }

    // The last parameter in the light of those before it.
    private static Reply? Refusal(string[] parameters, CommandContext context)
    {
        var last = Upper(parameters[^1]);
        var keyword = last.Split('=')[0];
        if (keyword is not ("SIZE" or "BODY" or "") && !(keyword == "SMTPUTF8" && context.Utf8Offered))
            return Replies.UnknownParameter;
        bool twice = parameters[..^1].Any(other => Upper(other).Split('=')[0] == keyword);
        return !twice && Parameter().IsMatch(last) ? null : Replies.BadParameter;
    }

    private static SmtpCommand Rcpt(string argument, CommandContext context)
    {
        var to = To().Match(argument);
        if (!to.Success)
            return new(SmtpVerb.Rcpt, Replies.BadArguments);
        var text = to.Groups[1].Value;
        var path = SlowMailbox.ReadForward(text, context.Utf8Transaction ? AddressAlphabet.Utf8 : AddressAlphabet.Ascii);
        if (path.Fault != AddressFault.None || (text.Length > path.Length && text[path.Length] != ' '))
            return new(SmtpVerb.Rcpt, Replies.BadAddress);
        return text.Length > path.Length ? new(SmtpVerb.Rcpt, Replies.UnknownParameter) : new(SmtpVerb.Rcpt) { Rcpt = new RcptCommand(path.Mailbox) };
    }

    // ASCII alone: the octets of other letters are not letters here.
    private static string Upper(string text) => string.Concat(text.Select(c => char.IsAsciiLetterLower(c) ? (char)(c - 32) : c));

    [GeneratedRegex(@"[\r\n\0]")]
    private static partial Regex Broken();

    [GeneratedRegex(@"\A *([!-~]{1,255})\z")]
    private static partial Regex Hello();

    [GeneratedRegex(@"\A[Ff][Rr][Oo][Mm]: *(.+)\z", RegexOptions.Singleline)]
    private static partial Regex From();

    [GeneratedRegex(@"\A[Tt][Oo]: *(.+)\z", RegexOptions.Singleline)]
    private static partial Regex To();

    [GeneratedRegex(@"\A(SIZE=[0-9]{1,20}|BODY=(7BIT|8BITMIME)|SMTPUTF8)\z")]
    private static partial Regex Parameter();
}
