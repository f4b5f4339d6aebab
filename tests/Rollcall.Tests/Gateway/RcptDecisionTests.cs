using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Gateway;

/// <summary>Every verdict under every policy: doubt is never 5yz.</summary>
public sealed class RcptDecisionTests
{
    [Theory]
    [InlineData(Verdict.Valid, CalloutMode.Callout, UnverifiablePolicy.Defer, "250 2.1.5")]
    [InlineData(Verdict.Valid, CalloutMode.Callout, UnverifiablePolicy.Accept, "250 2.1.5")]
    [InlineData(Verdict.Valid, CalloutMode.Shadow, UnverifiablePolicy.Defer, "250 2.1.5")]
    [InlineData(Verdict.Invalid, CalloutMode.Callout, UnverifiablePolicy.Defer, "550 5.1.1 <bob@example.com>: User unknown")]
    [InlineData(Verdict.Invalid, CalloutMode.Callout, UnverifiablePolicy.Accept, "550 5.1.1 <bob@example.com>: User unknown")]
    [InlineData(Verdict.Invalid, CalloutMode.Shadow, UnverifiablePolicy.Defer, "250 2.1.5")]
    [InlineData(Verdict.Unverifiable, CalloutMode.Callout, UnverifiablePolicy.Defer, "451 4.4.3 <bob@example.com>: Cannot verify recipient, try again later")]
    [InlineData(Verdict.Unverifiable, CalloutMode.Callout, UnverifiablePolicy.Accept, "250 2.1.5")]
    [InlineData(Verdict.Unverifiable, CalloutMode.Shadow, UnverifiablePolicy.Defer, "250 2.1.5")]
    public void Verdict_BecomesReply(Verdict verdict, CalloutMode mode, UnverifiablePolicy policy, string expected)
    {
        var settings = new CalloutSettings { Mode = mode, Unverifiable = policy };

        var reply = RcptDecision.Decide(new Verification(verdict, VerdictSource.Callout, null, null, null), settings, new Mailbox("bob", "example.com"));

        reply.ToString().ShouldStartWith(expected);
    }

    [Theory]
    [InlineData(CalloutMode.Callout)]
    [InlineData(CalloutMode.Shadow)]
    [InlineData(CalloutMode.List)]
    [InlineData(CalloutMode.AcceptsAll)]
    public void PinnedAsInvalid_IsRefusedInEveryMode(CalloutMode mode)
    {
        var pinned = new Verification(Verdict.Invalid, VerdictSource.Pin, null, null, null);

        RcptDecision.Decide(pinned, new CalloutSettings { Mode = mode }, new Mailbox("bob", "example.com")).ToString().ShouldStartWith("550 5.1.1");
    }

    [Fact]
    public void AddressThatNeedsUtf8_IsRefusedAsSuch()
    {
        var doubt = Verification.Doubt("no SMTPUTF8") with { NeedsUtf8 = true };

        RcptDecision.Decide(doubt, new CalloutSettings(), new Mailbox("bob", "example.com")).ToString().ShouldStartWith("550 5.6.7");
    }
}
