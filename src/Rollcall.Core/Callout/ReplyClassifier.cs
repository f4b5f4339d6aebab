using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>Decides what a reply of a destination says of the recipient; in doubt it never says that the mailbox does not exist.</summary>
public static class ReplyClassifier
{
    /// <summary>The meaning of <paramref name="reply"/> at <paramref name="stage"/> of a question about <paramref name="asked"/>; takes any reply, never throws.</summary>
    public static ReplyMeaning Classify(CalloutStage stage, SmtpReply reply, Mailbox asked)
    {
        bool speaksOfMailbox = stage is CalloutStage.Rcpt or CalloutStage.Data;
        if (reply.IsPositive)
            return speaksOfMailbox ? ReplyMeaning.Exists : ReplyMeaning.Policy;
        var text = ReplyText.Of(reply, asked);
        var words = ReplyWords.Of(text.Words);
        var code = Deciding(reply.EnhancedCode, text.Code);
        if (reply.IsTransient)
            return Transient(speaksOfMailbox && reply.Code != 421, code, words);
        if (!reply.IsPermanent)
            return ReplyMeaning.Policy;
        if (stage == CalloutStage.Mail)
            return AtMail(reply.Code, code, words);
        if (!speaksOfMailbox)
            return ReplyMeaning.Policy;
        return AtRcpt(reply.Code, code, text, words);
    }

    // RFC 3463: x.0.0 says nothing, so the code inside the text, if any, is the one that was meant.
    private static EnhancedStatusCode? Deciding(EnhancedStatusCode? head, EnhancedStatusCode? inside)
    {
        var code = head is null or { Subject: 0, Detail: 0 } ? inside ?? head : head;
        return code is { Subject: 0, Detail: 0 } ? null : code;
    }

    private static ReplyMeaning Transient(bool speaksOfMailbox, EnhancedStatusCode? code, ReplyWords words)
    {
        if (speaksOfMailbox && code is { Subject: 2, Detail: 2 } && (words.Full || !(words.Rate || words.Policy)))
            return ReplyMeaning.MailboxFull;
        return words.Rate ? ReplyMeaning.RateLimit : ReplyMeaning.Temporary;
    }

    private static ReplyMeaning AtMail(int basic, EnhancedStatusCode? code, ReplyWords words)
    {
        if (words.Rate || basic is < 550 and not 501)
            return ReplyMeaning.Policy;
        if (words.Sender || words.NamesSender || code is { Subject: 1, Detail: 7 or 8 })
            return ReplyMeaning.AboutSender;
        // What is refused at MAIL for no other reason is refused for the reverse-path.
        bool ofSender = code is null or { Subject: 1 };
        return ofSender && !words.Policy && !words.AccessDenied && !words.AccessDeniedRecipient ? ReplyMeaning.AboutSender : ReplyMeaning.Policy;
    }

    private static ReplyMeaning AtRcpt(int basic, EnhancedStatusCode? code, ReplyText text, ReplyWords words)
    {
        if (IsFull(basic, code, words))
            return ReplyMeaning.MailboxFull;
        if (words.Sender && !words.Rate)
            return ReplyMeaning.AboutSender;
        if (words.Policy || words.Rate || words.Full || !text.IsWhole)
            return ReplyMeaning.Policy;
        if (words.AccessDenied)
            return ReplyMeaning.Policy;
        if (words.AccessDeniedRecipient)
            return IsMicrosoftUnknown(code) ? ReplyMeaning.NoSuchUser : ReplyMeaning.Policy;
        // RFC 3463 3.2: bad sender's mailbox or system.
        if (code is { Subject: 1, Detail: 7 or 8 })
            return ReplyMeaning.AboutSender;
        if (SaysGone(basic, code, text, words))
            return ReplyMeaning.NoSuchUser;
        return code is null && basic is 550 or 551 or 553 && BareWords.SayNothing(text.Words) ? ReplyMeaning.BareRefusal : ReplyMeaning.Policy;
    }

    private static bool IsFull(int basic, EnhancedStatusCode? code, ReplyWords words)
    {
        if (words.Rate && !words.Full)
            return false;
        return code is { Subject: 2, Detail: 2 } ? !words.Policy : code is null && basic == 552 && words.Full && !words.Policy;
    }

    // Exchange Online answers so to unknown recipients where it knows the directory.
    private static bool IsMicrosoftUnknown(EnhancedStatusCode? code) => code is { Class: 5, Subject: 4, Detail: 1 };

    private static bool SaysGone(int basic, EnhancedStatusCode? code, ReplyText text, ReplyWords words)
    {
        // Commands, order, TLS and AUTH: these codes never speak of a mailbox (RFC 5321 4.2.2, RFC 4954 6, RFC 7504).
        if (basic is not (501 or 511 or 521 or (>= 550 and <= 555) or 523 or 524 or 571))
            return false;
        // 5.1.2 and 5.4.4: the domain is what is unknown. 5.5.1 and 5.5.2: the command.
        bool syntax = basic == 501 || code is { Subject: 1, Detail: 3 } or { Subject: 5, Detail: 1 or 2 or 4 };
        return words.Gone switch
        {
            GoneWords.Clear => true,
            GoneWords.Invalid => !syntax,
            GoneWords.Weak => !syntax && BareWords.LeaveItToCode(text.Words)
                && (code is null ? basic is not 552 : UsuallySaysGone(code) || code is { Subject: 5, Detail: 0 }),
            // Words that were not understood may be a policy of which nobody thought.
            _ => basic is not (501 or 554) && UsuallySaysGone(code) && BareWords.LeaveItToCode(text.Words),
        };
    }

    private static bool UsuallySaysGone(EnhancedStatusCode? code) =>
        code is { Class: 5, Subject: 1, Detail: 0 or 1 or 6 or 10 } or { Class: 5, Subject: 2, Detail: 1 };
}
