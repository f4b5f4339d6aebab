using System.Globalization;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>One question: whom, and in whose name.</summary>
/// <param name="Domain">The domain in normal form.</param>
/// <param name="Recipient">The spelling that RCPT carries.</param>
/// <param name="Sender">The reverse-path; empty is the null one.</param>
/// <param name="FallbackSender">The reverse-path when the first is refused.</param>
/// <param name="Limit">The limit of each reply.</param>
public sealed record Question(string Domain, Mailbox Recipient, string Sender, string FallbackSender, TimeSpan Limit)
{
    /// <summary>A local part that nobody has, to be asked behind a recipient that was accepted; null for none.</summary>
    public string? RandomLocalPart { get; init; }
}

/// <summary>A reply to the question itself, or the failure before or in place of it.</summary>
public readonly record struct Answer(ReplyMeaning Meaning, SmtpReply? Reply, PeerFailure? Failure)
{
    /// <summary>What was said to the random local part; null when it was not asked or there was no reply.</summary>
    public ReplyMeaning? Random { get; init; }
}

/// <summary>
/// Asks questions on an open session: RSET, MAIL, RCPT, and stop; never DATA. One recipient a transaction: many servers refuse several
/// recipients of a null sender.
/// </summary>
public sealed class CalloutSession(PeerSession peer, DestinationMemory memory)
{
    private readonly SmtpChannel _channel = peer.Channel;
    private bool _transactionOpen;

    /// <summary>Whom it asks, as name:port.</summary>
    public string Host => peer.Address.Label;

    /// <summary>One question, with the other sender where the first is refused, and with a control question where the reply is bare.</summary>
    public async ValueTask<Answer> AskAsync(Question question, CancellationToken cancel)
    {
        bool fallbackFirst = memory.WantsFallbackSender && question.FallbackSender != question.Sender;
        var (first, second) = fallbackFirst
            ? (question.FallbackSender, question.Sender)
            : (question.Sender, question.FallbackSender);
        var answer = await TransactionAsync(question, question.Recipient, first, cancel).ConfigureAwait(false);
        if (IsAboutSender(answer) && first != second && !_channel.IsBotched)
        {
            answer = await TransactionAsync(question, question.Recipient, second, cancel).ConfigureAwait(false);
            if (!IsAboutSender(answer) && answer.Reply is not null)
                memory.WantsFallbackSender = !fallbackFirst;
        }
        if (answer.Meaning == ReplyMeaning.BareRefusal && answer.Failure is null)
            answer = await ControlAsync(question, answer, cancel).ConfigureAwait(false);
        if (answer is not { Failure: null, Meaning: ReplyMeaning.Exists })
            return answer;
        memory.Accepted(question.Domain);
        return question.RandomLocalPart is null || _channel.IsBotched
            ? answer
            : answer with { Random = await AskRandomAsync(question, cancel).ConfigureAwait(false) };
    }

    // The verdict stands, whatever becomes of the test; a bare refusal beside an accepted recipient says "no such user".
    private async ValueTask<ReplyMeaning?> AskRandomAsync(Question question, CancellationToken cancel)
    {
        var nobody = new Mailbox(question.RandomLocalPart!, question.Recipient.Domain);
        var sender = memory.WantsFallbackSender ? question.FallbackSender : question.Sender;
        var answer = await TransactionAsync(question, nobody, sender, cancel).ConfigureAwait(false);
        if (answer.Failure is not null)
            return null;
        return answer.Meaning == ReplyMeaning.BareRefusal ? ReplyMeaning.NoSuchUser : answer.Meaning;
    }

    private static bool IsAboutSender(Answer answer) => answer.Failure is { Stage: CalloutStage.Mail, Reply: { Code: not 421 } reply }
        ? reply.IsPermanent || answer.Meaning == ReplyMeaning.AboutSender
        : answer is { Failure: null, Meaning: ReplyMeaning.AboutSender };

    // A bare 550 is a "no such user" only from a server that takes others of the domain: postmaster must exist (RFC 5321 4.5.1).
    private async ValueTask<Answer> ControlAsync(Question question, Answer bare, CancellationToken cancel)
    {
        var noSuchUser = bare with { Meaning = ReplyMeaning.NoSuchUser };
        if (memory.HasAccepted(question.Domain))
            return noSuchUser;
        if (_channel.IsBotched || RecipientIsPostmaster(question))
            return bare with { Meaning = ReplyMeaning.Policy };
        var postmaster = new Mailbox("postmaster", question.Recipient.Domain);
        var sender = memory.WantsFallbackSender ? question.FallbackSender : question.Sender;
        var control = await TransactionAsync(question, postmaster, sender, cancel).ConfigureAwait(false);
        if (control is not { Failure: null, Meaning: ReplyMeaning.Exists })
            return bare with { Meaning = ReplyMeaning.Policy };
        memory.Accepted(question.Domain);
        return noSuchUser;
    }

    private static bool RecipientIsPostmaster(Question question) => Recipients.RecipientAddress.IsPostmaster(question.Recipient.LocalPart);

    private async ValueTask<Answer> TransactionAsync(Question question, Mailbox recipient, string sender, CancellationToken cancel)
    {
        // RFC 6531 3.2: an internationalized address does not go to a server that does not take it; a domain alone has its A-labels.
        if (recipient.NeedsUtf8 && !peer.Capabilities.Utf8)
        {
            recipient = recipient with { Domain = question.Domain };
            if (recipient.NeedsUtf8)
                return new Answer(default, null, new PeerFailure(CalloutStage.Rcpt, PeerFault.NoUtf8, null, "the server does not offer SMTPUTF8", Host));
        }
        bool reset = _transactionOpen;
        _transactionOpen = true;
        var utf8 = recipient.NeedsUtf8 ? " SMTPUTF8" : "";
        var mail = string.Create(CultureInfo.InvariantCulture, $"MAIL FROM:<{sender}>{utf8}");
        var rcpt = string.Create(CultureInfo.InvariantCulture, $"RCPT TO:<{recipient}>");
        if (peer.Capabilities.Pipelining)
        {
            if (reset)
                _channel.Write("RSET");
            _channel.Write(mail);
            _channel.Write(rcpt);
            return await ReadAnswersAsync(question, recipient, reset, cancel).ConfigureAwait(false);
        }
        if (reset && await StepAsync("RSET", CalloutStage.Mail, question, cancel).ConfigureAwait(false) is { Failure: not null } resetFailed)
            return resetFailed;
        var mailed = await StepAsync(mail, CalloutStage.Mail, question, cancel).ConfigureAwait(false);
        if (mailed.Failure is not null)
            return mailed;
        return Recipient(await _channel.CommandAsync(rcpt, question.Limit, cancel).ConfigureAwait(false), recipient);
    }

    // RFC 2920 3.1: every command of the group has its reply, also those behind a refused MAIL.
    private async ValueTask<Answer> ReadAnswersAsync(Question question, Mailbox recipient, bool reset, CancellationToken cancel)
    {
        if (reset)
        {
            var done = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
            if (done.Reply is null or { Code: 421 })
                return Failed(CalloutStage.Mail, done, question);
        }
        var mail = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        if (mail.Reply is null or { Code: 421 })
            return Failed(CalloutStage.Mail, mail, question);
        var rcpt = await _channel.ReadReplyAsync(question.Limit, cancel).ConfigureAwait(false);
        return mail.IsPositive ? Recipient(rcpt, recipient) : Failed(CalloutStage.Mail, mail, question);
    }

    private async ValueTask<Answer> StepAsync(string command, CalloutStage stage, Question question, CancellationToken cancel)
    {
        var outcome = await _channel.CommandAsync(command, question.Limit, cancel).ConfigureAwait(false);
        return outcome.IsPositive ? default : Failed(stage, outcome, question);
    }

    private Answer Failed(CalloutStage stage, ReplyOutcome outcome, Question question)
    {
        var meaning = outcome.Reply is null ? default : ReplyClassifier.Classify(stage, outcome.Reply, question.Recipient);
        return new Answer(meaning, outcome.Reply, PeerFailure.Of(stage, outcome, Host));
    }

    private Answer Recipient(ReplyOutcome outcome, Mailbox recipient) => outcome.Reply is null
        ? new Answer(default, null, PeerFailure.Of(CalloutStage.Rcpt, outcome, Host))
        : new Answer(ReplyClassifier.Classify(CalloutStage.Rcpt, outcome.Reply, recipient), outcome.Reply, null);
}
