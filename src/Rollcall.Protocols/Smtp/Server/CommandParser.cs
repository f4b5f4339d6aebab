using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What a line means depends on: was SMTPUTF8 offered, and does the transaction under way use it (RFC 6531 3.4)?</summary>
public readonly record struct CommandContext(bool Utf8Offered, bool Utf8Transaction);

/// <summary>From a command line to a value. Never throws, never waits, and knows no order of commands.</summary>
public static class CommandParser
{
    private const int MaxName = 255; // RFC 5321 4.5.3.1.2: a domain has no more octets.

    private delegate SmtpCommand ArgumentParser(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context);

    private sealed record Word(string Text, SmtpVerb Verb, ArgumentParser Parse)
    {
        public byte[] Octets { get; } = Encoding.ASCII.GetBytes(Text);
    }

    // RCPT is by far the most frequent word, so it is looked at first. What is not here is unknown: EXPN, TURN, BDAT, AUTH.
    private static readonly Word[] _words =
    [
        new("RCPT", SmtpVerb.Rcpt, ParseRcpt),
        new("MAIL", SmtpVerb.Mail, ParseMail),
        new("EHLO", SmtpVerb.Ehlo, ParseHello),
        new("HELO", SmtpVerb.Helo, ParseHello),
        new("DATA", SmtpVerb.Data, Nothing),
        new("RSET", SmtpVerb.Rset, Nothing),
        new("QUIT", SmtpVerb.Quit, Nothing),
        new("NOOP", SmtpVerb.Noop, Anything), // RFC 5321 4.1.1.9: its argument is ignored
        new("HELP", SmtpVerb.Help, Anything),
        new("VRFY", SmtpVerb.Vrfy, Something),
        new("STARTTLS", SmtpVerb.StartTls, Nothing), // RFC 3207 4: it takes no argument
        new("XCLIENT", SmtpVerb.Xclient, ParseXclient),
        new("GET", SmtpVerb.Http, Anything),
        new("POST", SmtpVerb.Http, Anything),
        new("PUT", SmtpVerb.Http, Anything),
        new("HEAD", SmtpVerb.Http, Anything),
        new("DELETE", SmtpVerb.Http, Anything),
        new("OPTIONS", SmtpVerb.Http, Anything),
        new("CONNECT", SmtpVerb.Http, Anything),
        new("PATCH", SmtpVerb.Http, Anything),
        new("TRACE", SmtpVerb.Http, Anything),
        new("PRI", SmtpVerb.Http, Anything), // the preface of HTTP/2 (RFC 9113 3.4)
    ];

    /// <summary>Reads a line without its CRLF. A bad one carries the reply that it gets.</summary>
    public static SmtpCommand Parse(ReadOnlySpan<byte> line, CommandContext context)
    {
        if (line.ContainsAny((byte)'\r', (byte)'\n', (byte)0))
            return new SmtpCommand(SmtpVerb.Unknown, Replies.BadLine);
        line = line.TrimEnd(" \t"u8); // RFC 5321 4.1.1: trailing white space is tolerated
        int end = line.IndexOf((byte)' ');
        var text = end < 0 ? line : line[..end];
        var argument = end < 0 ? default : line[(end + 1)..];
        foreach (var word in _words)
        {
            if (Ascii.EqualsIgnoreCase(text, word.Octets)) // RFC 5321 2.4: in any case
                return word.Parse(word.Verb, argument, context);
        }
        return new SmtpCommand(SmtpVerb.Unknown, Replies.UnknownCommand);
    }

    private static SmtpCommand Nothing(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context) =>
        new(verb, argument.IsEmpty ? null : Replies.BadArguments);

    private static SmtpCommand Something(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context) =>
        new(verb, argument.IsEmpty ? Replies.BadArguments : null);

    private static SmtpCommand Anything(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context) => new(verb);

    // A domain or address literal should stand here (RFC 5321 4.1.1.1), but names like "my_pc" are common and harmless: it is only logged.
    private static SmtpCommand ParseHello(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context)
    {
        argument = argument.TrimStart((byte)' ');
        if (argument.Length is 0 or > MaxName || argument.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return new SmtpCommand(verb, Replies.BadArguments);
        return new SmtpCommand(verb) { Name = Encoding.ASCII.GetString(argument) };
    }

    private static SmtpCommand ParseMail(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context)
    {
        if (!TrySkip(ref argument, "FROM:"u8))
            return new SmtpCommand(verb, Replies.BadArguments);
        // Whether SMTPUTF8 was asked for stands behind the path.
        var alphabet = context.Utf8Offered ? AddressAlphabet.Utf8 : AddressAlphabet.Ascii;
        if (PathParser.ParseReverse(argument, alphabet, out var path, out int length) != AddressFault.None)
            return new SmtpCommand(verb, Replies.BadAddress);
        if (!TrySplit(argument, length, out var parameters))
            return new SmtpCommand(verb, Replies.BadAddress);
        var refusal = MailParameters.Parse(parameters, context, path, out var mail);
        return new SmtpCommand(verb, refusal) { Mail = mail };
    }

    private static SmtpCommand ParseRcpt(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context)
    {
        if (!TrySkip(ref argument, "TO:"u8))
            return new SmtpCommand(verb, Replies.BadArguments);
        var alphabet = context.Utf8Transaction ? AddressAlphabet.Utf8 : AddressAlphabet.Ascii;
        if (PathParser.ParseForward(argument, alphabet, out var path, out int length) != AddressFault.None)
            return new SmtpCommand(verb, Replies.BadAddress);
        if (!TrySplit(argument, length, out var parameters))
            return new SmtpCommand(verb, Replies.BadAddress);
        if (!parameters.IsEmpty) // none is offered: DSN (RFC 3461) is the destination's own
            return new SmtpCommand(verb, Replies.UnknownParameter);
        return new SmtpCommand(verb) { Rcpt = new RcptCommand(path) };
    }

    private static SmtpCommand ParseXclient(SmtpVerb verb, ReadOnlySpan<byte> argument, CommandContext context) =>
        XclientParser.Parse(argument) is { } client ? new(verb) { Xclient = client } : new(verb, Replies.BadArguments);

    // Spaces behind the colon are wrong, but so common that RFC 5321 3.3 warns of them; they are harmless.
    private static bool TrySkip(ref ReadOnlySpan<byte> argument, ReadOnlySpan<byte> prefix)
    {
        if (argument.Length <= prefix.Length || !Ascii.EqualsIgnoreCase(argument[..prefix.Length], prefix))
            return false;
        argument = argument[prefix.Length..].TrimStart((byte)' ');
        return true;
    }

    // Behind the path stands the end of the line or a space.
    private static bool TrySplit(ReadOnlySpan<byte> argument, int length, out ReadOnlySpan<byte> parameters)
    {
        parameters = argument[length..];
        if (!parameters.IsEmpty && parameters[0] != ' ')
            return false;
        parameters = parameters.TrimStart((byte)' ');
        return true;
    }
}
