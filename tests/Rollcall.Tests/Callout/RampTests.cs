using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout;

/// <summary>How many questions a session may serve.</summary>
public sealed class RampTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Ramp _ramp;

    public RampTests() => _ramp = new Ramp(_time);

    [Fact]
    public void EachFullSession_DoublesIt()
    {
        _ramp.Allowed.ShouldBe(10);
        _ramp.Served(9);
        _ramp.Allowed.ShouldBe(10);
        _ramp.Served(10);
        _ramp.Allowed.ShouldBe(20);
        _ramp.Served(10); // another session that was as far
        _ramp.Allowed.ShouldBe(20);
        _ramp.Served(21);
        _ramp.Allowed.ShouldBe(40);
    }

    [Fact]
    public void ItNeverOverflows()
    {
        for (int i = 0; i < 100; i++)
            _ramp.Served(_ramp.Allowed);

        _ramp.Allowed.ShouldBe(10_000);
    }

    [Fact]
    public void SlowServer_HoldsIt_ForTenMinutes()
    {
        _ramp.Slowed();
        _ramp.Served(10);
        _ramp.Allowed.ShouldBe(10);
        _time.Advance(TimeSpan.FromMinutes(10));
        _ramp.Served(10);
        _ramp.Allowed.ShouldBe(20);
    }

    [Fact]
    public void LimitOfTheServer_IsRememberedForADay()
    {
        _ramp.Served(10);
        _ramp.Ended(7);
        _ramp.Allowed.ShouldBe(7);
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        _ramp.Allowed.ShouldBe(7);
        _time.Advance(TimeSpan.FromSeconds(1));
        _ramp.Allowed.ShouldBe(20);
    }

    [Fact]
    public void LimitAboveTheRamp_LeavesTheRamp()
    {
        _ramp.Ended(15);

        _ramp.Allowed.ShouldBe(10);
    }
}
