using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>From what a check found to its kind and its sentence; pure.</summary>
internal static class FilteringCheckVerdict
{
    private static readonly string[] _greylistWords = ["greylist", "graylist", "grey list", "gray list", "grey-list", "gray-list"];

    public static CheckKind Decide(CheckFindings found)
    {
        if (found.Random is not { } random)
            return OfFailure(found.Failure);
        if (random.IsAccepted)
            return RefusesData(found.Data) ? CheckKind.FiltersAfterData : CheckKind.AcceptsAll;
        if (random.IsPostponed) // 421 is said by busy servers more than by greylisting ones
            return random.Reply is { Code: 421 } && !SpeaksOfGreylisting(random.Reply) ? CheckKind.Unreachable : CheckKind.Greylists;
        if (random.Reply is null)
            return random.Failure is { Stage: CalloutStage.Rcpt, Fault: PeerFault.Dropped } ? CheckKind.RefusesCallouts : CheckKind.Unreachable;
        return FiltersAtRcpt(found, random) ? CheckKind.FiltersAtRcpt : CheckKind.RefusesCallouts;
    }

    /// <summary>Whether unknown recipients are refused, but not in words that a call-out may take for "no such user".</summary>
    public static bool IsUnclear(CheckFindings found) =>
        found.Random is { IsRefused: true, IsNoSuchUser: false, Meaning: not ReplyMeaning.BareRefusal } && Takes(found.Known);

    /// <summary>Whether a reply says greylisting in so many words.</summary>
    public static bool SpeaksOfGreylisting(SmtpReply? reply) =>
        reply is { IsTransient: true } && _greylistWords.Any(word => reply.Text.Contains(word, StringComparison.OrdinalIgnoreCase));

    public static string Sentence(CheckKind kind, CheckFindings found)
    {
        var title = found.Family.Title() is { } family ? $" ({family})" : "";
        var host = (found.Host ?? "The destination") + title;
        return kind switch
        {
            CheckKind.FiltersAtRcpt when IsUnclear(found) =>
                $"{host} refuses unknown recipients at RCPT, but in words that do not say so ({Said(found.Random)}): Rollcall answers 451 for them.",
            CheckKind.FiltersAtRcpt => $"{host} refuses unknown recipients at RCPT ({Said(found.Random)}): call-outs work.",
            CheckKind.FiltersAfterData => $"{host} accepts unknown recipients at RCPT and refuses them only at DATA ({Said(found.Data)}): call-outs cannot see who exists.",
            CheckKind.AcceptsAll => $"{host} accepts unknown recipients at RCPT: call-outs cannot tell who exists{AfterData(found)}.",
            CheckKind.RefusesCallouts => $"{host} {Refusal(found)}.",
            CheckKind.Greylists => $"{host} puts questions off ({Said(found.Random) ?? Cause(found.Failure)}): nothing can be concluded now, try again later.",
            _ => Unreachable(found, host),
        };
    }

    private static CheckKind OfFailure(PeerFailure? failure) => failure switch
    {
        { Reply.IsPermanent: true } => CheckKind.RefusesCallouts,
        { Reply: { } reply } when SpeaksOfGreylisting(reply) => CheckKind.Greylists,
        _ => CheckKind.Unreachable,
    };

    private static bool FiltersAtRcpt(CheckFindings found, CheckAnswer random)
    {
        if (random.Failure is not null)
            return false;
        // A server that refuses one who is said to exist, and postmaster too, refuses us.
        if (random.IsNoSuchUser)
            return found.Known is not { IsRefused: true } || Takes(found.Postmaster);
        // Postmaster is often let through blocklists, a common mailbox is not.
        return random.Meaning == ReplyMeaning.BareRefusal ? Takes(found.Known) || Takes(found.Postmaster) : Takes(found.Known);
    }

    private static bool Takes(CheckAnswer? answer) =>
        answer is { IsAccepted: true } or { Failure: null, Meaning: ReplyMeaning.MailboxFull, Reply: not null };

    // "554 no valid recipients" is what a server says that has noted at RCPT what it did not tell.
    private static bool RefusesData(CheckAnswer? data) => data is { IsRefused: true, Failure: null, Reply: { } reply }
        && (data.Meaning is ReplyMeaning.NoSuchUser or ReplyMeaning.BareRefusal || reply.Text.Contains("recipient", StringComparison.OrdinalIgnoreCase));

    private static string AfterData(CheckFindings found) => found.Data switch
    {
        { Reply.Code: 354 } => ", and opens DATA for one too",
        { Reply: not null } data => $" (DATA for one was answered {Said(data)})",
        _ => "",
    };

    private static string Refusal(CheckFindings found) => found switch
    {
        { Random: null } => $"refuses this host ({Cause(found.Failure)}): no question can be asked",
        { Random.Failure: { Stage: CalloutStage.Mail } } => $"refuses the senders of call-outs ({Said(found.Random)}): no question can be asked",
        { Random.Reply: null } => $"hangs up at RCPT ({Cause(found.Random!.Failure)}): nothing can be concluded",
        { Known.IsRefused: true } => $"refuses every recipient, also the known one ({Said(found.Known)}): nothing can be concluded",
        { Random.Meaning: ReplyMeaning.BareRefusal } => $"refuses an unknown recipient without saying why ({Said(found.Random)}), and no other was accepted: nothing can be concluded",
        _ => $"refuses the question for a reason that is not the recipient ({Said(found.Random)}): nothing can be concluded",
    };

    private static string Unreachable(CheckFindings found, string host)
    {
        var cause = found.Failure is { } failure ? Cause(failure)
            : found.Random is { } random ? Said(random) ?? Cause(random.Failure)
            : "no answer within the time of a check";
        return found.Failure is { Reply: null } ? $"{host} cannot be asked: {cause}." : $"{host} is reached, but cannot be asked now: {cause}.";
    }

    private static string? Said(CheckAnswer? answer) => answer?.Reply is { } reply ? Said(reply) : null;

    private static string Said(SmtpReply reply) =>
        Evidence.Clean($"{reply.Code} {(reply.EnhancedCode is { } code ? code + " " : "")}{reply.Text}".TrimEnd());

    private static string Cause(PeerFailure? failure) => failure?.Reply is { } reply ? Said(reply) : failure?.Cause ?? "no answer";
}
