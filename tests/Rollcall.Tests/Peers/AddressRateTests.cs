using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>Two seconds at once, then the rate, and half of it after a complaint, whoever asks.</summary>
public sealed class AddressRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Unused_AllowsTwoSecondsAtOnce_ThenOneForEachPartOfASecond()
    {
        var rate = new AddressRate(_time);

        TakeAll(rate, 10).ShouldBe(20);
        rate.Wait(10).ShouldBe(TimeSpan.FromMilliseconds(100));
        _time.Advance(rate.Wait(10));
        TakeAll(rate, 10).ShouldBe(1);
    }

    [Fact]
    public void Complaint_HalvesRateAndBurst_ForTenMinutes()
    {
        var rate = new AddressRate(_time);
        rate.Halve();

        TakeAll(rate, 10).ShouldBe(10);
        _time.Advance(TimeSpan.FromMinutes(9));
        TakeAll(rate, 10).ShouldBe(10);
        _time.Advance(TimeSpan.FromMinutes(1));
        TakeAll(rate, 10).ShouldBe(20);
    }

    // Whatever is asked whenever: in any span no more than its length allows, and two seconds.
    [Fact]
    public void AnyPattern_NeverExceedsTheRate() => Gen.Int[1, 400].List[1, 50].Sample(steps =>
    {
        var time = new FakeTimeProvider();
        var rate = new AddressRate(time);
        int asked = TakeAll(rate, 10);
        double seconds = 0;
        foreach (int step in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(step));
            seconds += step / 1000.0;
            asked += TakeAll(rate, 10);
            asked.ShouldBeLessThanOrEqualTo((int)Math.Ceiling((seconds + 2) * 10));
        }
    });

    private static int TakeAll(AddressRate rate, int perSecond)
    {
        int taken = 0;
        for (; rate.Wait(perSecond) == TimeSpan.Zero; taken++)
            rate.Pay(1, perSecond);
        return taken;
    }
}
