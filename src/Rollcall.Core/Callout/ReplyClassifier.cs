using Rollcall.Protocols.Smtp;
namespace Rollcall.Core.Callout;
/// <summary>TEMP.</summary>
public static class ReplyClassifier
{
    /// <summary>TEMP.</summary>
    public static ReplyMeaning Classify(CalloutStage stage, SmtpReply reply, Mailbox asked) =>
        reply.IsPositive ? ReplyMeaning.Exists : reply.IsTransient ? ReplyMeaning.Temporary : reply.EnhancedCode is { Subject: 1, Detail: 1 } ? ReplyMeaning.NoSuchUser : ReplyMeaning.Policy;
}
