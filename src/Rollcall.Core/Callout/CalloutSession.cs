using System.Globalization;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>
/// Asks questions on an open session: RSET, MAIL, RCPT, and stop; never DATA. One recipient a transaction: many servers refuse several
/// recipients of a null sender.
/// </summary>
public sealed class CalloutSession(PeerSession peer, DestinationMemory memory, TimeProvider time)
{
    private static readonly TimeSpan _hesitation = TimeSpan.FromMilliseconds(500); // a default Postfix sleeps 1 s before it answers a client it dislikes
    private readonly SmtpChannel _channel = peer.Channel;
    private bool _transactionOpen;
    private TimeSpan? _fastest;

    /// <summary>Whom it asks, as name:port.</summary>
    public string Host => peer.Address.Label;

    /// <summary>Transactions so far, those of tests and control questions too.</summary>
    public int Transactions { get; private set; }

    /// <summary>Replies to them that were refusals.</summary>
    public int Refused { get; private set; }

    /// <summary>Replies at RCPT.</summary>
    public int Answers { get; private set; }

    /// <summary>Whether the server took much longer for an answer than it had before.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Why nothing more can be asked; null while something can.</summary>
    public PeerFailure? End { get; private set; }

    private bool MayAskMore => End is null && Refused < Ramp.MaxRefused;

    /// <summary>
    /// Asks them all, in one write where the server offers PIPELINING, and hands over each answer as it is found. A question that has none
    /// afterwards was not answered: <see cref="End"/> says why, or the session has had as many refusals as it may.
    /// </summary>
    public async ValueTask AskAsync(IReadOnlyList<Question> questions, Action<int, Answer> answered, CancellationToken cancel)
    {
        if (questions.Count > 1 && peer.Capabilities.Pipelining)
        {
            await AskTogetherAsync(questions, answered, cancel).ConfigureAwait(false);
            return;
        }
        for (int i = 0; i < questions.Count && MayAskMore; i++)
        {
            var sender = FirstSender(questions[i]);
            var first = await TransactionAsync(questions[i], questions[i].Recipient, sender, cancel).ConfigureAwait(false);
            if (first is { } answer && await FollowAsync(questions[i], sender, answer, cancel).ConfigureAwait(false) is { } whole)
                answered(i, whole);
        }
    }

    // RFC 2920 3.1: every command of the group has its reply, in order. What an answer makes us ask next waits until all have come.
    private async ValueTask AskTogetherAsync(IReadOnlyList<Question> questions, Action<int, Answer> answered, CancellationToken cancel)
    {
        var sent = questions.Select(question => Write(question, question.Recipient, FirstSender(question))).ToArray();
        var open = new List<(int Index, Answer First)>();
        for (int i = 0; i < sent.Length && End is null; i++)
        {
            if (!questions.Skip(i).Any(question => question.IsWanted()))
            {
                End = new PeerFailure(CalloutStage.Rcpt, PeerFault.Timeout, null, "nobody waits any more", Host);
                break;
            }
            var read = sent[i].Unsendable is { } failure ? new Answer(default, null, failure) : await ReadAsync(questions[i], sent[i], cancel).ConfigureAwait(false);
            if (read is not { } answer)
                break;
            if (IsWhole(questions[i], answer))
                answered(i, answer);
            else
                open.Add((i, answer));
        }
        foreach (var (index, first) in open)
        {
            if (await FollowAsync(questions[index], sent[index].Sender, first, cancel).ConfigureAwait(false) is { } whole)
                answered(index, whole);
        }
    }

    private string FirstSender(Question question) => memory.WantsFallbackSender ? question.FallbackSender : question.Sender;

    // Whether nothing is to be asked behind this answer.
    private static bool IsWhole(Question question, Answer answer) =>
        !IsAboutSender(answer) && (answer.Failure is not null || answer.Meaning is not (ReplyMeaning.BareRefusal or ReplyMeaning.Exists)
            || (answer.Meaning == ReplyMeaning.Exists && question.RandomLocalPart is null));

    // With the other sender where the first is refused, a control question where the reply is bare, a test where one is wanted. Null: not answered.
    private async ValueTask<Answer?> FollowAsync(Question question, string sender, Answer first, CancellationToken cancel)
    {
        var answer = first;
        var other = sender == question.Sender ? question.FallbackSender : question.Sender;
        if (IsAboutSender(answer) && other != sender)
        {
            memory.SenderWorks = false;
            if (!MayAskMore || await TransactionAsync(question, question.Recipient, other, cancel).ConfigureAwait(false) is not { } second)
                return null;
            answer = second;
            if (!IsAboutSender(answer) && answer.Reply is not null)
                memory.WantsFallbackSender = other == question.FallbackSender;
        }
        if (answer.Failure is not null)
            return answer;
        if (answer.Meaning != ReplyMeaning.AboutSender)
            memory.SenderWorks = true;
        if (answer.Meaning == ReplyMeaning.BareRefusal)
            return await ControlAsync(question, answer, cancel).ConfigureAwait(false);
        if (answer.Meaning != ReplyMeaning.Exists)
            return answer;
        memory.Accepted(question.Domain);
        return question.RandomLocalPart is null || !MayAskMore
            ? answer
            : answer with { Random = await AskRandomAsync(question, cancel).ConfigureAwait(false) };
    }

    // The verdict stands, whatever becomes of the test; a bare refusal beside an accepted recipient says "no such user".
    private async ValueTask<ReplyMeaning?> AskRandomAsync(Question question, CancellationToken cancel)
    {
        var nobody = new Mailbox(question.RandomLocalPart!, question.Recipient.Domain);
        var answer = await TransactionAsync(question, nobody, FirstSender(question), cancel).ConfigureAwait(false);
        if (answer is not { Failure: null, Meaning: var meaning })
            return null;
        return meaning == ReplyMeaning.BareRefusal ? ReplyMeaning.NoSuchUser : meaning;
    }

    private static bool IsAboutSender(Answer answer) => answer.Failure is { Stage: CalloutStage.Mail, Reply: { } reply }
        ? reply.IsPermanent || answer.Meaning == ReplyMeaning.AboutSender
        : answer is { Failure: null, Meaning: ReplyMeaning.AboutSender };

    // A bare 550 is a "no such user" only from a server that takes others of the domain: postmaster must exist (RFC 5321 4.5.1).
    private async ValueTask<Answer?> ControlAsync(Question question, Answer bare, CancellationToken cancel)
    {
        var noSuchUser = bare with { Meaning = ReplyMeaning.NoSuchUser };
        if (memory.HasAccepted(question.Domain))
            return noSuchUser;
        if (Recipients.RecipientAddress.IsPostmaster(question.Recipient.LocalPart))
            return bare with { Meaning = ReplyMeaning.Policy };
        var postmaster = new Mailbox("postmaster", question.Recipient.Domain);
        if (!MayAskMore || await TransactionAsync(question, postmaster, FirstSender(question), cancel).ConfigureAwait(false) is not { } control)
            return Answers > 1 ? null : bare with { Meaning = ReplyMeaning.Policy };
        if (control is not { Failure: null, Meaning: ReplyMeaning.Exists })
            return bare with { Meaning = ReplyMeaning.Policy };
        memory.Accepted(question.Domain);
        return noSuchUser;
    }

    // Null when the session ended in place of an answer.
    private async ValueTask<Answer?> TransactionAsync(Question question, Mailbox recipient, string sender, CancellationToken cancel)
    {
        if (peer.Capabilities.Pipelining)
        {
            var sent = Write(question, recipient, sender);
            return sent.Unsendable is { } failure ? new Answer(default, null, failure) : await ReadAsync(question, sent, cancel).ConfigureAwait(false);
        }
        var group = Group(question, recipient, sender);
        if (group.Unsendable is { } cannot)
            return new Answer(default, null, cannot);
        _channel.Transcript = question.Transcript;
        foreach (var command in group.Reset ? new[] { "RSET", group.Mail } : [group.Mail])
        {
            var outcome = await _channel.CommandAsync(command, question.Limit, cancel).ConfigureAwait(false);
            if (!outcome.IsPositive)
                return Failed(CalloutStage.Mail, outcome, question);
        }
        long begin = time.GetTimestamp();
        return Recipient(await _channel.CommandAsync(group.Rcpt, question.Limit, cancel).ConfigureAwait(false), group, begin);
    }

    private Sent Write(Question question, Mailbox recipient, string sender)
    {
        var group = Group(question, recipient, sender);
        if (group.Unsendable is not null)
            return group;
        _channel.Transcript = question.Transcript;
        if (group.Reset)
            _channel.Write("RSET");
        _channel.Write(group.Mail);
        _channel.Write(group.Rcpt);
        return group;
    }

    private async ValueTask<Answer?> ReadAsync(Question question, Sent sent, CancellationToken cancel)
    {
        _channel.Transcript = question.Transcript;
        long begin = time.GetTimestamp();
        if (sent.Reset)
        {
            var reset = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
            if (IsEnd(CalloutStage.Mail, reset))
                return null;
        }
        var mail = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (IsEnd(CalloutStage.Mail, mail))
            return null;
        var rcpt = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (mail.IsPositive)
            return Recipient(rcpt, sent, begin);
        var refused = Failed(CalloutStage.Mail, mail, question);
        if (IsEnd(CalloutStage.Mail, rcpt))
            return null;
        Refused++; // it counts as an error of ours there
        return refused;
    }

    private Sent Group(Question question, Mailbox recipient, string sender)
    {
        if (recipient.NeedsUtf8 && !peer.Capabilities.Utf8) // RFC 6531 3.2
            return new Sent { Unsendable = new PeerFailure(CalloutStage.Rcpt, PeerFault.NoUtf8, null, "the server does not offer SMTPUTF8", Host) };
        Transactions++;
        bool reset = _transactionOpen;
        _transactionOpen = true;
        var utf8 = recipient.NeedsUtf8 ? " SMTPUTF8" : "";
        return new Sent
        {
            Recipient = recipient,
            Sender = sender,
            Reset = reset,
            Mail = string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<{sender}>{utf8}"),
            Rcpt = string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<{recipient}>"),
        };
    }

    // 2-callout.md: a 421 ends the session; so does a 554 that is no answer to a question, once there were answers (Exim, after 11 RSETs).
    private bool IsEnd(CalloutStage stage, ReplyOutcome outcome)
    {
        if (outcome.Reply is { } reply && reply.Code != 421 && !(reply.Code == 554 && stage == CalloutStage.Mail && Answers > 0))
            return false;
        End = PeerFailure.Of(stage, outcome, Host);
        return true;
    }

    private Answer? Failed(CalloutStage stage, ReplyOutcome outcome, Question question)
    {
        if (IsEnd(stage, outcome))
            return null;
        Refused++;
        var meaning = ReplyClassifier.Classify(stage, outcome.Reply!, question.Recipient);
        return new Answer(meaning, outcome.Reply, PeerFailure.Of(stage, outcome, Host));
    }

    private Answer? Recipient(ReplyOutcome outcome, Sent sent, long begin)
    {
        if (IsEnd(CalloutStage.Rcpt, outcome))
            return null;
        var took = time.GetElapsedTime(begin);
        IsSlow |= _fastest is { } fastest && took > _hesitation + 5 * fastest;
        _fastest = _fastest < took ? _fastest : took;
        Answers++;
        if (!outcome.IsPositive)
            Refused++;
        return new Answer(ReplyClassifier.Classify(CalloutStage.Rcpt, outcome.Reply!, sent.Recipient), outcome.Reply, null);
    }

    private readonly record struct Sent(Mailbox Recipient, string Sender, bool Reset, string Mail, string Rcpt)
    {
        public PeerFailure? Unsendable { get; init; }
    }
}
