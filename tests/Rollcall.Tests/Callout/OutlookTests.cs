using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Tests.Callout;

/// <summary>What a person is told of the next mails of a recipient, in every situation.</summary>
public sealed class OutlookTests
{
    private static readonly long _begin = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(1, "accepted from memory until 2030-01-02T00:00:00Z|the first mail after 2030-01-01T18:00:00Z has it asked again in the background|then asked about when a mail comes; while that ends in doubt, accepted as stale until 2030-01-08T00:00:00Z, after that deferred with 451")]
    [InlineData(18, "accepted from memory until 2030-01-02T00:00:00Z|the next mail has it asked again in the background|then asked about when a mail comes; while that ends in doubt, accepted as stale until 2030-01-08T00:00:00Z, after that deferred with 451")]
    [InlineData(24, "asked about when the next mail comes; if that ends in doubt, accepted as stale until 2030-01-08T00:00:00Z, after that deferred with 451")]
    [InlineData(7 * 24, "asked about when the next mail comes; if that ends in doubt, deferred with 451")]
    public void ValidOne(int hours, string expected) => Next(Entry(Verdict.Valid), hours * 60, new CalloutSettings()).ShouldBe(expected);

    [Theory]
    [InlineData(9, "refused with 550 from memory until 2030-01-01T01:00:00Z, then asked about when a mail comes|the first mail after 2030-01-01T00:10:00Z, of a client with no refused recipient, has it asked once more, unless one has already")]
    [InlineData(10, "refused with 550 from memory until 2030-01-01T01:00:00Z, then asked about when a mail comes|the first mail from now, of a client with no refused recipient, has it asked once more, unless one has already")]
    [InlineData(60, "asked about when the next mail comes; if that ends in doubt, accepted, and the delivery decides")]
    public void InvalidOne(int minutes, string expected) =>
        Next(Entry(Verdict.Invalid), minutes, new CalloutSettings { Unverifiable = UnverifiablePolicy.Accept }).ShouldBe(expected);

    [Theory]
    [InlineData(CalloutMode.Callout)]
    [InlineData(CalloutMode.Shadow)]
    [InlineData(CalloutMode.List)]
    [InlineData(CalloutMode.AcceptsAll)]
    public void PinnedOne_IsNothingElse(CalloutMode mode)
    {
        var settings = new CalloutSettings { Mode = mode };

        Next(Entry(Verdict.Valid) with { Pin = Verdict.Invalid }, 1, settings).ShouldBe("refused with 550, because it is pinned; never asked about until it is unpinned");
        Next(Entry(Verdict.Invalid) with { Pin = Verdict.Valid }, 1, settings).ShouldStartWith("accepted, because it is pinned");
    }

    [Fact]
    public void Modes_SayWhatTheyDo()
    {
        Next(Entry(Verdict.Invalid), 1, new CalloutSettings { Mode = CalloutMode.AcceptsAll }).ShouldStartWith("accepted: the domain is set to mode accepts-all");
        Next(Entry(Verdict.Invalid), 1, new CalloutSettings { Mode = CalloutMode.Shadow }).ShouldEndWith("|the domain is in mode shadow: whatever the verdict, nobody is refused");
        var list = new CalloutSettings { Mode = CalloutMode.List };
        Next(Entry(Verdict.Valid) with { Evidence = null }, 60 * 24 * 365, list).ShouldStartWith("accepted: it is on the domain's list");
        Next(Entry(Verdict.Invalid) with { Evidence = null }, 1, list).ShouldStartWith("refused with 550: the domain's list says so");
        Next(Entry(Verdict.Valid), 1, list).ShouldStartWith("refused with 550: it was learnt, but is neither pinned nor imported");
    }

    [Fact]
    public void DoubtThatRests_SaysWhyAndHowLong() =>
        Outlook.Of(new RestingDoubt(Verification.Doubt("no reply in time"), TimeSpan.FromSeconds(29.2)))
            .ShouldBe("the last question ended in doubt (no reply in time): asked about again in 30 s at the earliest");

    [Fact]
    public void Conditions_ComeBeforeTheLife_AndTheBrakeBehindIt()
    {
        var state = new DomainState("example.com", "smtp://127.0.0.1:25");

        Next(Entry(Verdict.Invalid), 1, new CalloutSettings(), state with { AcceptsAllAt = _begin })
            .ShouldStartWith("accepted without a question until 2030-01-02T00:00:00Z: its server accepts all; then as below|refused with 550 from memory");
        Next(Entry(Verdict.Invalid), 1, new CalloutSettings(), state with { RefusedSince = _begin })
            .ShouldStartWith("accepted: its server has refused call-outs since 2030-01-01T00:00:00Z, so the delivery decides; one question every 15 min tries again; then as below|");
        Next(Entry(Verdict.Valid), 1, new CalloutSettings(), state with { BrakeSince = _begin })
            .ShouldEndWith("|the mass-flip brake has held since 2030-01-01T00:00:00Z: \"no such user\" is doubt until a person lifts it, half of those held back are valid again, or 2030-01-02T00:00:00Z");
    }

    private static RecipientEntry Entry(Verdict verdict) => new(new RecipientKey("example.com", "bob"))
    {
        Verdict = verdict,
        VerifiedAt = _begin,
        Evidence = Evidence.Of(CalloutStage.Rcpt, "said so", null),
    };

    private static string Next(RecipientEntry entry, int minutes, CalloutSettings settings, DomainState? state = null)
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination, Callout = settings };
        return string.Join('|', Outlook.Of(entry, domain, new DomainCondition(state ?? new DomainState("example.com", destination.Name), []), _begin + minutes * 60_000L));
    }
}
