using System.Buffers;
using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>
/// What a reply means: there is no second classifier, but there are changes of a reply that must not change its meaning, and others that must make a
/// "no" a doubt.
/// </summary>
internal static class ClassifierTarget
{
    private static readonly Mailbox _asked = new("jane.doe", "kunde.example");

    private static readonly string[] _doubts =
    [
        "Your IP address is blocked", "Relay access denied", "Too many connections from your host", "Message rejected as spam", "Greylisted, try again later",
        "Must issue a STARTTLS command first", "Authentication required", "Ihre IP-Adresse ist gesperrt", "Sender verify failed",
    ];

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        var stage = (CalloutStage)input.Choose(7);
        var doubt = _doubts[input.Choose(_doubts.Length)];
        var buffer = new ReadOnlySequence<byte>(input.Rest());
        if (new ReplyReader().Read(ref buffer, out var reply) != ParseStatus.Ok)
            return;
        var meaning = ReplyClassifier.Classify(stage, reply!, _asked);
        Oracle.Holds(Enum.IsDefined(meaning), "no meaning");
        Oracle.Same(meaning, ReplyClassifier.Classify(stage, reply!, _asked), "the same reply once more");
        Oracle.Holds(!IsNo(meaning) || (reply!.IsPermanent && stage is CalloutStage.Rcpt or CalloutStage.Data), $"{meaning} without a 5yz at RCPT");
        Oracle.Holds(meaning != ReplyMeaning.Exists || (reply!.IsPositive && stage is CalloutStage.Rcpt or CalloutStage.Data), "Exists without a 2yz at RCPT");
        CheckSpelling(stage, reply!, meaning);
        if (!reply!.IsPermanent)
            return;
        IReadOnlyList<string> lines = [doubt, .. reply.Lines];
        Oracle.Holds(!IsNo(ReplyClassifier.Classify(stage, reply with { Lines = lines }, _asked)), $"a no in spite of: {doubt}");
        // Where the server has brackets or quotes of its own they would close around ours.
        if (reply.Lines.Sum(line => line.Length) > ReplyTextRoom || reply.Lines.Any(line => line.AsSpan().ContainsAny("<>\"`'")))
            return;
        IReadOnlyList<string> echo = [$"<{_asked}>: {reply.Lines[0]}", .. reply.Lines.Skip(1)];
        Oracle.Same(meaning, ReplyClassifier.Classify(stage, reply with { Lines = echo }, _asked), "the address asked about in front");
    }

    private const int ReplyTextRoom = 8000; // below the length of which the rest is not read

    private static bool IsNo(ReplyMeaning meaning) => meaning is ReplyMeaning.NoSuchUser or ReplyMeaning.BareRefusal;

    // ASCII letters in upper and lower case, where the text has no names whose case tells what they are.
    private static void CheckSpelling(CalloutStage stage, SmtpReply reply, ReplyMeaning meaning)
    {
        if (reply.Lines.Any(line => line.Contains('.', StringComparison.Ordinal) || line.Any(c => c > 127)))
            return;
        IReadOnlyList<string> upper = [.. reply.Lines.Select(line => line.ToUpperInvariant())];
        IReadOnlyList<string> lower = [.. reply.Lines.Select(line => line.ToLowerInvariant())];
        Oracle.Same(meaning, ReplyClassifier.Classify(stage, reply with { Lines = upper }, _asked), "in capitals");
        Oracle.Same(meaning, ReplyClassifier.Classify(stage, reply with { Lines = lower }, _asked), "in small letters");
    }
}
