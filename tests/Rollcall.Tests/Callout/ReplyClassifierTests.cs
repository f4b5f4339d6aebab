using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

public sealed class ReplyClassifierTests
{
    public static TheoryData<string> Tables { get; } =
    [
        ReplySamples.Unknown, ReplySamples.UnknownElsewhere, ReplySamples.Full, ReplySamplesOfOthers.English,
        ReplySamplesOfOthers.AboutSender, ReplySamplesOfOthers.Elsewhere, ReplySamplesOfOthers.Transient,
    ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void ReplyAtRcpt_MeansWhatThePersonReads(string table)
    {
        var wrong = ReplySamples.Of(table)
            .Select(s => (s, Meaning: AtRcpt(s.Reply)))
            .Where(r => r.Meaning != r.s.Meaning)
            .Select(r => $"{r.s.Meaning} read as {r.Meaning}: {r.s.Reply.Code} {r.s.Reply.EnhancedCode} {r.s.Reply.Text}");

        string.Join('\n', wrong).ShouldBe("");
    }

    private static ReplyMeaning AtRcpt(SmtpReply reply) => ReplyClassifier.Classify(CalloutStage.Rcpt, reply, ReplySamples.Asked);
}
