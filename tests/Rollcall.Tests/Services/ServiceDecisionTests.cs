using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Services;

namespace Rollcall.Tests.Services;

/// <summary>Every verdict, mode and policy: doubt is never "no", and only the destination's own word is.</summary>
public sealed class ServiceDecisionTests
{
    private static readonly Verification _doubt = Verification.Doubt("a time-out");

    public static TheoryData<string, CalloutMode, UnverifiablePolicy> All()
    {
        var data = new TheoryData<string, CalloutMode, UnverifiablePolicy>();
        foreach (var kind in (string[])["valid", "invalid", "doubt", "harvest", "utf8", "refused"])
        {
            foreach (var mode in Enum.GetValues<CalloutMode>())
            {
                foreach (var policy in Enum.GetValues<UnverifiablePolicy>())
                    data.Add(kind, mode, policy);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Verdict_BecomesAnswer(string kind, CalloutMode mode, UnverifiablePolicy policy)
    {
        bool lenient = policy == UnverifiablePolicy.Accept;
        var expected = (kind, mode) switch
        {
            ("valid", _) or (_, CalloutMode.Shadow) => ServiceAnswer.Exists,
            ("invalid", _) => ServiceAnswer.Unknown,
            ("harvest", _) => ServiceAnswer.Harvest,
            ("utf8", _) => ServiceAnswer.NeedsUtf8,
            _ => lenient ? ServiceAnswer.Exists : ServiceAnswer.CannotTell, // "refused" too: the gateway alone takes those
        };

        ServiceDecision.Decide(Of(kind), new CalloutSettings { Mode = mode, Unverifiable = policy }).ShouldBe(expected);
    }

    [Fact]
    public void InvalidPin_IsStrongerThanShadow() => ServiceDecision
        .Decide(new Verification(Verdict.Invalid, VerdictSource.Pin, null, null, null), new CalloutSettings { Mode = CalloutMode.Shadow }).ShouldBe(ServiceAnswer.Unknown);

    private static Verification Of(string kind) => kind switch
    {
        "valid" => Verification.AcceptsAll,
        "invalid" => new Verification(Verdict.Invalid, VerdictSource.Directory, null, null, null),
        "harvest" => Verification.Harvest,
        "utf8" => _doubt with { NeedsUtf8 = true },
        "refused" => Verification.RefusesCallOuts,
        _ => _doubt,
    };
}
