using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Tests.Callout;

public sealed class FlipBrakeTests
{
    private const long Now = 1_000_000;

    [Fact]
    public void HalfOfTheHeld_ValidAgain_Releases()
    {
        var brake = new FlipBrake();
        brake.Asked(Entry(1), Verdict.Invalid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(2), Verdict.Invalid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(3), Verdict.Invalid, Now).ShouldBe(Flip.Pull);
        brake.Asked(Entry(4), Verdict.Invalid, Now).ShouldBe(Flip.Hold);

        brake.Asked(Entry(1), Verdict.Valid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(1), Verdict.Valid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(2), Verdict.Valid, Now).ShouldBe(Flip.Release);

        brake.Holds(Now).ShouldBeFalse();
    }

    // A restart used to forget who was held: one recipient that came back was "half of one", and let hundreds of others be refused.
    [Fact]
    public void AfterARestart_HalfOfThoseHeldBefore_Release()
    {
        var brake = new FlipBrake();
        brake.Resume(Now, Enumerable.Range(0, 6).Select(i => new HeldBack(Entry(i).Key, IsValidAgain: i == 0)));

        brake.Asked(Entry(0), Verdict.Valid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(1), Verdict.Valid, Now).ShouldBe(Flip.Learn);
        brake.Asked(Entry(7), Verdict.Valid, Now).ShouldBe(Flip.Learn, "it was never held back");
        brake.Asked(Entry(2), Verdict.Valid, Now).ShouldBe(Flip.Release);
    }

    [Fact]
    public void AfterARestartThatLostWhom_OneAlone_ReleasesNothing()
    {
        var brake = new FlipBrake();
        brake.Resume(Now, []);

        brake.Asked(Entry(0), Verdict.Invalid, Now).ShouldBe(Flip.Hold);
        brake.Asked(Entry(0), Verdict.Valid, Now).ShouldBe(Flip.Learn);

        brake.Asked(Entry(1), Verdict.Invalid, Now).ShouldBe(Flip.Hold);
        brake.Asked(Entry(1), Verdict.Valid, Now).ShouldBe(Flip.Release);
    }

    [Fact]
    public void AfterARestart_ItEndsInADay_OrByAPerson()
    {
        var brake = new FlipBrake();
        brake.Resume(Now, []);
        brake.Holds(Now + (long)TimeSpan.FromHours(24).TotalMilliseconds - 1).ShouldBeTrue();
        brake.Holds(Now + (long)TimeSpan.FromHours(24).TotalMilliseconds).ShouldBeFalse();

        brake.Resume(Now, []);
        brake.Release();
        brake.Holds(Now).ShouldBeFalse();
    }

    private static RecipientEntry Entry(int number) => new(new RecipientKey("kunde.example", $"u{number}")) { Verdict = Verdict.Valid };
}
