using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>The verbs that a session knows.</summary>
public enum Verb
{
    /// <summary>None of them.</summary>
    Unknown,

    /// <summary>RFC 5321 4.1.1.1.</summary>
    Helo,

    /// <summary>RFC 5321 4.1.1.1.</summary>
    Ehlo,

    /// <summary>RFC 5321 4.1.1.2.</summary>
    Mail,

    /// <summary>RFC 5321 4.1.1.3.</summary>
    Rcpt,

    /// <summary>RFC 5321 4.1.1.4.</summary>
    Data,

    /// <summary>RFC 5321 4.1.1.5.</summary>
    Rset,

    /// <summary>RFC 5321 4.1.1.6.</summary>
    Vrfy,

    /// <summary>RFC 5321 4.1.1.8.</summary>
    Help,

    /// <summary>RFC 5321 4.1.1.9.</summary>
    Noop,

    /// <summary>RFC 5321 4.1.1.10.</summary>
    Quit,
}

/// <summary>A command line as a value: the verb with what belongs to it, or the reply that its fault deserves.</summary>
public readonly record struct Command(Verb Verb)
{
    /// <summary>The name after HELO and EHLO.</summary>
    public string? Name { get; init; }

    /// <summary>What came with MAIL.</summary>
    public MailCommand? Mail { get; init; }

    /// <summary>What came with RCPT.</summary>
    public RcptCommand? Rcpt { get; init; }

    /// <summary>The reply to a line that cannot be understood; null for a good one.</summary>
    public Reply? Fault { get; init; }
}

/// <summary>Reads command lines. Pure: bytes in, a value out.</summary>
public static class CommandParser
{
    private const int MaxName = 255; // RFC 5321 4.5.3.1.2

    /// <summary>Reads one line without CRLF; with <paramref name="extensions"/> SMTPUTF8 the parameter and UTF-8 addresses are known.</summary>
    public static Command Parse(ReadOnlySequence<byte> line, Extensions extensions)
    {
        Span<char> buffer = stackalloc char[LineReader.MaxLine];
        int length = line.IsSingleSegment ? Encoding.UTF8.GetChars(line.FirstSpan, buffer) : Encoding.UTF8.GetChars(line, buffer);
        ReadOnlySpan<char> text = buffer[..length];
        int space = text.IndexOf(' ');
        var word = space < 0 ? text : text[..space];
        var arguments = space < 0 ? [] : text[(space + 1)..].Trim(' ');
        return VerbOf(word) switch
        {
            Verb.Helo => Hello(Verb.Helo, arguments),
            Verb.Ehlo => Hello(Verb.Ehlo, arguments),
            Verb.Mail => ParseMail(arguments, extensions),
            Verb.Rcpt => ParseRcpt(arguments, extensions),
            var verb and (Verb.Data or Verb.Rset or Verb.Quit) => Bare(verb, arguments),
            Verb.Vrfy when arguments.IsEmpty => new Command(Verb.Vrfy) { Fault = Replies.BadArguments },
            var verb and not Verb.Unknown => new Command(verb),
            _ => new Command(Verb.Unknown) { Fault = Replies.UnknownCommand },
        };
    }

    private static Verb VerbOf(ReadOnlySpan<char> word)
    {
        if (word.Length != 4) // every verb we know has four letters
            return Verb.Unknown;
        Span<char> upper = stackalloc char[4];
        word.ToUpperInvariant(upper);
        return upper switch
        {
            "HELO" => Verb.Helo,
            "EHLO" => Verb.Ehlo,
            "MAIL" => Verb.Mail,
            "RCPT" => Verb.Rcpt,
            "DATA" => Verb.Data,
            "RSET" => Verb.Rset,
            "VRFY" => Verb.Vrfy,
            "HELP" => Verb.Help,
            "NOOP" => Verb.Noop,
            "QUIT" => Verb.Quit,
            _ => Verb.Unknown,
        };
    }

    // Names in the field are odd; refusing them refuses good mail (RFC 5321 4.1.4 forbids it for names that do not resolve).
    private static Command Hello(Verb verb, ReadOnlySpan<char> name) =>
        name.IsEmpty || name.Length > MaxName || name.ContainsAnyExceptInRange('!', '~')
            ? new Command(verb) { Fault = Replies.BadArguments }
            : new Command(verb) { Name = name.ToString() };

    // RFC 5321 4.1.1: commands without parameters refuse them.
    private static Command Bare(Verb verb, ReadOnlySpan<char> arguments) =>
        new(verb) { Fault = arguments.IsEmpty ? null : Replies.BadArguments };

    private static Command ParseMail(ReadOnlySpan<char> arguments, Extensions extensions)
    {
        if (!TryPath(arguments, "FROM:", out var path, out var parameters))
            return new Command(Verb.Mail) { Fault = Replies.BadArguments };
        var mail = new MailCommand(Mailbox.Null, null, false, false);
        if (ReadParameters(parameters, extensions, ref mail) is { } fault)
            return new Command(Verb.Mail) { Fault = fault };
        if (path.Length > 0)
        {
            if (Address(path, mail.Utf8 ? Extensions.SmtpUtf8 : Extensions.None, out var sender) is { } bad)
                return new Command(Verb.Mail) { Fault = bad };
            mail = mail with { ReversePath = sender };
        }
        return new Command(Verb.Mail) { Mail = mail };
    }

    private static Command ParseRcpt(ReadOnlySpan<char> arguments, Extensions extensions)
    {
        if (!TryPath(arguments, "TO:", out var path, out var parameters))
            return new Command(Verb.Rcpt) { Fault = Replies.BadArguments };
        if (!parameters.IsEmpty)
            return new Command(Verb.Rcpt) { Fault = Replies.UnknownParameter };
        if (path.Equals("postmaster", StringComparison.OrdinalIgnoreCase)) // RFC 5321 4.1.1.3: the one mailbox without a domain
            return new Command(Verb.Rcpt) { Rcpt = new RcptCommand(new Mailbox(path.ToString(), "")) };
        var known = extensions.HasFlag(Extensions.Utf8Transaction) ? Extensions.SmtpUtf8 : Extensions.None;
        return Address(path, known, out var recipient) is { } bad
            ? new Command(Verb.Rcpt) { Fault = bad }
            : new Command(Verb.Rcpt) { Rcpt = new RcptCommand(recipient) };
    }

    private static bool TryPath(ReadOnlySpan<char> arguments, string keyword, out ReadOnlySpan<char> inside, out ReadOnlySpan<char> parameters)
    {
        inside = parameters = [];
        if (!arguments.StartsWith(keyword, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = arguments[keyword.Length..].TrimStart(' '); // old clients put a space behind the colon
        int length = MailboxParser.PathLength(rest);
        if (length == 0)
            return false;
        inside = rest[1..(length - 1)];
        parameters = rest[length..];
        if (!parameters.IsEmpty && parameters[0] != ' ')
            return false;
        parameters = parameters.Trim(' ');
        return true;
    }

    private static Reply? Address(ReadOnlySpan<char> path, Extensions extensions, out Mailbox mailbox)
    {
        if (!MailboxParser.TryParsePath(path, out mailbox, out var reason))
            return Replies.BadAddress(reason);
        return mailbox.NeedsUtf8 && !extensions.HasFlag(Extensions.SmtpUtf8) ? Replies.BadAddress("it is outside ASCII and SMTPUTF8 was not asked for") : null;
    }

    // RFC 1870 6: up to 20 digits; what is over 63 bits is over every limit.
    private static bool TrySize(ReadOnlySpan<char> value, out long size)
    {
        size = long.MaxValue;
        return value.Length is > 0 and <= 20 && !value.ContainsAnyExceptInRange('0', '9')
            && (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out size) || (size = long.MaxValue) > 0);
    }

    private static Reply? ReadParameters(ReadOnlySpan<char> parameters, Extensions extensions, ref MailCommand mail)
    {
        bool body = false;
        foreach (var range in parameters.Split(' '))
        {
            var parameter = parameters[range];
            if (parameter.IsEmpty)
                continue;
            int equals = parameter.IndexOf('=');
            var key = equals < 0 ? parameter : parameter[..equals];
            var value = equals < 0 ? [] : parameter[(equals + 1)..];
            if (key.Equals("SIZE", StringComparison.OrdinalIgnoreCase))
            {
                if (mail.Size is not null || !TrySize(value, out long size))
                    return Replies.BadArguments;
                mail = mail with { Size = size };
            }
            else if (key.Equals("BODY", StringComparison.OrdinalIgnoreCase))
            {
                bool eight = value.Equals("8BITMIME", StringComparison.OrdinalIgnoreCase);
                if (body || (!eight && !value.Equals("7BIT", StringComparison.OrdinalIgnoreCase)))
                    return Replies.BadArguments;
                body = true;
                mail = mail with { EightBitMime = eight };
            }
            else if (key.Equals("SMTPUTF8", StringComparison.OrdinalIgnoreCase) && extensions.HasFlag(Extensions.SmtpUtf8))
            {
                if (mail.Utf8 || equals >= 0)
                    return Replies.BadArguments;
                mail = mail with { Utf8 = true };
            }
            else
                return Replies.UnknownParameter;
        }
        return null;
    }
}

/// <summary>Extensions that change what a command line may hold.</summary>
[Flags]
public enum Extensions
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>RFC 6531: SMTPUTF8 is offered.</summary>
    SmtpUtf8 = 1,

    /// <summary>RFC 6531 3.4: MAIL asked for SMTPUTF8, so RCPT may carry UTF-8.</summary>
    Utf8Transaction = 2,
}
