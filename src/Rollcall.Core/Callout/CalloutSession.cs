using System.Globalization;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>
/// Asks questions on an open session: MAIL, RCPT, RSET; never DATA. One recipient a transaction: many servers refuse several recipients of a null
/// sender. An answer counts once the reply to RSET has shown that it stands in its place: docs/decisions/0023-replies-in-step.md.
/// </summary>
public sealed class CalloutSession(PeerSession peer, DestinationMemory memory, TimeProvider time)
{
    private const string Reset = "RSET";
    private static readonly TimeSpan _hesitation = TimeSpan.FromMilliseconds(500); // a default Postfix sleeps 1 s before it answers a client it dislikes
    private readonly SmtpChannel _channel = peer.Channel;
    private TimeSpan? _fastest;

    /// <summary>Whom it asks, as name:port.</summary>
    public string Host => peer.Address.Label;

    /// <summary>Transactions so far, those of tests and control questions too.</summary>
    public int Transactions { get; private set; }

    /// <summary>Replies to them that were refusals.</summary>
    public int Refused { get; private set; }

    /// <summary>Replies at RCPT that count.</summary>
    public int Answers { get; private set; }

    /// <summary>Whether the server took much longer for an answer than it had before.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>Why nothing more can be asked; null while something can.</summary>
    public PeerFailure? End { get; private set; }

    /// <summary>Whether several questions may go in one write: a second reply to a command would be found too late there.</summary>
    public bool MayAskTogether => peer.Capabilities.Pipelining && memory.AnswersInStep(Host);

    private bool MayAskMore => End is null && Refused < Ramp.MaxRefused;

    /// <summary>
    /// Asks them all, in one write where the server offers PIPELINING, and hands over each answer once it counts. A question that has none
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
        var read = new List<(int Index, Answer First)>();
        var open = new List<(int Index, Answer First)>();
        for (int i = 0; i < sent.Length && End is null; i++)
        {
            if (!questions.Skip(i).Any(question => question.IsWanted()))
            {
                End = new PeerFailure(CalloutStage.Rcpt, PeerFault.Timeout, null, "nobody waits any more", Host);
                break;
            }
            if (await ReadAsync(questions[i], sent[i], cancel).ConfigureAwait(false) is { } answer)
                read.Add((i, answer));
            if (!_channel.HasMore) // else what is there may show that these replies are out of step
                HandOver();
        }
        HandOver();
        foreach (var (index, first) in open)
        {
            if (await FollowAsync(questions[index], sent[index].Sender, first, cancel).ConfigureAwait(false) is { } whole)
                answered(index, whole);
        }

        void HandOver()
        {
            if (End is { Fault: PeerFault.Protocol })
                return;
            foreach (var (index, answer) in read)
            {
                Note(questions[index], answer);
                if (IsWhole(questions[index], answer))
                    answered(index, answer);
                else
                    open.Add((index, answer));
            }
            read.Clear();
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
        Note(question, answer);
        if (answer.Meaning == ReplyMeaning.BareRefusal)
            return await ControlAsync(question, answer, cancel).ConfigureAwait(false);
        return answer.Meaning != ReplyMeaning.Exists || question.RandomLocalPart is null || !MayAskMore
            ? answer
            : answer with { Random = await AskRandomAsync(question, cancel).ConfigureAwait(false) };
    }

    private void Note(Question question, Answer answer)
    {
        if (answer.Failure is not null)
            return;
        memory.SenderWorks |= answer.Meaning != ReplyMeaning.AboutSender;
        if (answer.Meaning == ReplyMeaning.Exists)
            memory.Accepted(question.Domain);
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
            return await ReadAsync(question, Write(question, recipient, sender), cancel).ConfigureAwait(false);
        var sent = Group(question, recipient, sender);
        if (sent.Unsendable is { } failure)
            return new Answer(default, null, failure);
        _channel.Transcript = question.Transcript;
        var mail = await _channel.CommandAsync(sent.Mail, question.Limit, cancel).ConfigureAwait(false);
        if (IsEnd(CalloutStage.Mail, mail))
            return null;
        if (!mail.IsPositive)
            return Failed(mail, question);
        long begin = time.GetTimestamp();
        var rcpt = await _channel.CommandAsync(sent.Rcpt, question.Limit, cancel).ConfigureAwait(false);
        if (IsEnd(CalloutStage.Rcpt, rcpt))
            return null;
        var answer = Recipient(rcpt, sent, begin);
        return Counts(answer, await _channel.CommandAsync(Reset, question.Limit, cancel).ConfigureAwait(false)) ? answer : null;
    }

    private Sent Write(Question question, Mailbox recipient, string sender)
    {
        var sent = Group(question, recipient, sender);
        if (sent.Unsendable is not null)
            return sent;
        _channel.Transcript = question.Transcript;
        _channel.Write(sent.Mail);
        _channel.Write(sent.Rcpt);
        _channel.Write(Reset);
        return sent;
    }

    private async ValueTask<Answer?> ReadAsync(Question question, Sent sent, CancellationToken cancel)
    {
        if (sent.Unsendable is { } failure)
            return new Answer(default, null, failure);
        _channel.Transcript = question.Transcript;
        long begin = time.GetTimestamp();
        var mail = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (IsEnd(CalloutStage.Mail, mail))
            return null;
        var rcpt = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (IsEnd(mail.IsPositive ? CalloutStage.Rcpt : CalloutStage.Mail, rcpt))
            return null;
        var answer = mail.IsPositive ? Recipient(rcpt, sent, begin) : Failed(mail, question);
        if (!mail.IsPositive)
            Refused++; // RCPT is an error of ours there as well
        var reset = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (mail.IsPositive || !rcpt.IsPositive)
            return Counts(answer, reset) ? answer : null;
        OutOfStep("RCPT was accepted behind a refused MAIL");
        return null;
    }

    // Whether the reply at RCPT is the one to RCPT. If an earlier command had two replies, this is the one to MAIL, and what comes in the place of that
    // to RSET is the true one to RCPT: a refusal shows it, and an acceptance says the same as what was read.
    private bool Counts(Answer answer, ReplyOutcome reset)
    {
        bool isRefusal = answer.Reply is not { IsPositive: true };
        bool counts = isRefusal || Transactions == 1 || reset.IsPositive;
        if (reset.Reply is { } reply && !reply.IsPositive && !IsLimit(reply, Answers > 0))
            counts = OutOfStep("RSET was not answered 2xx");
        else if (reset.Fault == ChannelFault.Protocol)
            counts = OutOfStep(reset.Cause);
        else if (!reset.IsPositive)
            End = PeerFailure.Of(CalloutStage.Mail, reset, Host); // a limit of the server, behind its answer
        else if (_channel.HasSurplus)
            counts = OutOfStep("more replies than commands");
        else if (isRefusal && Transactions > 1 && answer.Failure is null)
            memory.InStep(Host);
        if (counts && answer.Failure is null)
            Answers++;
        return counts;
    }

    // docs/callouts.md: what such a group answered is doubt, and nothing more is sent.
    private bool OutOfStep(string cause)
    {
        memory.OutOfStep(Host);
        End = new PeerFailure(CalloutStage.Rcpt, PeerFault.Protocol, null, cause, Host);
        return false;
    }

    private Sent Group(Question question, Mailbox recipient, string sender)
    {
        if (recipient.NeedsUtf8 && !peer.Capabilities.Utf8) // RFC 6531 3.2
            return new Sent { Unsendable = new PeerFailure(CalloutStage.Rcpt, PeerFault.NoUtf8, null, "the server does not offer SMTPUTF8", Host) };
        Transactions++;
        var utf8 = recipient.NeedsUtf8 ? " SMTPUTF8" : "";
        return new Sent
        {
            Recipient = recipient,
            Sender = sender,
            Mail = string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<{sender}>{utf8}"),
            Rcpt = string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<{recipient}>"),
        };
    }

    // docs/callouts.md: a 421 ends the session; so does a 554 that is no answer to a question, once there were answers (Exim, after 11 RSETs).
    private bool IsEnd(CalloutStage stage, ReplyOutcome outcome)
    {
        if (outcome.Reply is { } reply && !IsLimit(reply, stage == CalloutStage.Mail && Answers > 0))
            return false;
        End = PeerFailure.Of(stage, outcome, Host);
        return true;
    }

    private static bool IsLimit(SmtpReply reply, bool hasAnswered) => reply.Code == 421 || (reply.Code == 554 && hasAnswered);

    private Answer Failed(ReplyOutcome mail, Question question)
    {
        Refused++;
        var meaning = ReplyClassifier.Classify(CalloutStage.Mail, mail.Reply!, question.Recipient);
        return new Answer(meaning, mail.Reply, PeerFailure.Of(CalloutStage.Mail, mail, Host));
    }

    private Answer Recipient(ReplyOutcome rcpt, Sent sent, long begin)
    {
        var took = time.GetElapsedTime(begin);
        IsSlow |= _fastest is { } fastest && took > _hesitation + 5 * fastest;
        _fastest = _fastest < took ? _fastest : took;
        if (!rcpt.IsPositive)
            Refused++;
        return new Answer(ReplyClassifier.Classify(CalloutStage.Rcpt, rcpt.Reply!, sent.Recipient), rcpt.Reply, null);
    }

    private readonly record struct Sent(Mailbox Recipient, string Sender, string Mail, string Rcpt)
    {
        public PeerFailure? Unsendable { get; init; }
    }
}
