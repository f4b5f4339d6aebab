using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

public sealed class SmtpStateTableTests
{
    // C connected, R ready, M mail, D deferred, F refused, P recipients. Of each state: after 2yz, 4yz, 5yz; --- is 503, 554 and 451 themselves.
    private static readonly Dictionary<SmtpVerb, string> _expected = new()
    {
        [SmtpVerb.Helo] = "RCC RRR RMM RDD RFF RPP",
        [SmtpVerb.Ehlo] = "RCC RRR RMM RDD RFF RPP",
        [SmtpVerb.Mail] = "--- MRR --- --- --- ---",
        [SmtpVerb.Rcpt] = "--- --- PDF PDF PFF PPP",
        [SmtpVerb.Data] = "--- --- 554 451 554 RPP",
        [SmtpVerb.Rset] = "CCC RRR RMM RDD RFF RPP",
        [SmtpVerb.StartTls] = "--- CRR --- --- --- ---",
        [SmtpVerb.Xclient] = "CCC CRR --- --- --- ---",
        [SmtpVerb.Noop] = "CCC RRR MMM DDD FFF PPP",
        [SmtpVerb.Vrfy] = "CCC RRR MMM DDD FFF PPP",
        [SmtpVerb.Help] = "CCC RRR MMM DDD FFF PPP",
        [SmtpVerb.Quit] = "CCC RRR MMM DDD FFF PPP",
        [SmtpVerb.Http] = "CCC RRR MMM DDD FFF PPP",
        [SmtpVerb.Unknown] = "CCC RRR MMM DDD FFF PPP",
    };

    public static TheoryData<SmtpVerb> Verbs() => [.. Enum.GetValues<SmtpVerb>()];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void EveryCell_IsAsTheRfcSays(SmtpVerb verb) =>
        string.Join(' ', Enum.GetValues<SmtpState>().Select(state => Show(SmtpStateTable.Find(state, verb)))).ShouldBe(_expected[verb]);

    [Theory]
    [MemberData(nameof(Verbs))]
    public void RefusedOrder_LeavesTheState(SmtpVerb verb)
    {
        foreach (var state in Enum.GetValues<SmtpState>())
        {
            if (SmtpStateTable.Find(state, verb) is { Refusal: { } refusal } step)
                step.After(refusal).ShouldBe(state);
        }
    }

    [Fact]
    public void EveryReplyWithAnEnhancedCode_HasOneClass()
    {
        var replies = typeof(Replies).GetProperties().Select(p => (Reply)p.GetValue(null)!).ToList();
        var mailbox = new Mailbox("bob", "example.com");
        replies.AddRange([Replies.RelayDenied(mailbox), Replies.UserUnknown(mailbox), Replies.CannotVerify(mailbox), Replies.PassedOn("x")]);
        replies.ShouldAllBe(r => r == Replies.StartData || r.EnhancedCode!.Value.Class == r.Code / 100);
        Replies.RelayDenied(mailbox).ToString().ShouldBe("554 5.7.1 <bob@example.com>: Relay denied");
        Replies.UserUnknown(mailbox).ToString().ShouldBe("550 5.1.1 <bob@example.com>: User unknown");
        Replies.CannotVerify(mailbox).ToString().ShouldBe("451 4.4.3 <bob@example.com>: Cannot verify recipient, try again later");
        Replies.SendSeparately(mailbox).ToString().ShouldBe("452 4.5.3 <bob@example.com>: Send to this recipient separately");
    }

    private static string Show(SmtpStep step)
    {
        if (step.Refusal == Replies.BadSequence)
            return "---";
        if (step.Refusal is not null)
            return step.Refusal.ToString()[..3];
        return $"{Letter(step.Positive)}{Letter(step.Transient)}{Letter(step.Permanent)}";
    }

    private static char Letter(SmtpState state) => "CRMDFP"[(int)state];
}
