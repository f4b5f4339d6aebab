using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>The breaker of one host.</summary>
public sealed class HostHealthTests
{
    private static readonly BreakerSettings _settings = BreakerSettings.Default;
    private readonly FakeTimeProvider _time = new();
    private readonly HostHealth _health;

    public HostHealthTests() => _health = new HostHealth(_time);

    [Fact]
    public void FiveFailuresInARow_OpenIt_AndFourDoNot()
    {
        Fail(4).ShouldBe(BreakerTurn.None);
        _health.Succeeded().ShouldBe(BreakerTurn.None);
        Fail(4).ShouldBe(BreakerTurn.None);
        _health.IsOpen.ShouldBeFalse();
        Fail(1).ShouldBe(BreakerTurn.Opened);
        _health.IsOpen.ShouldBeTrue();
        _health.TryEnter().ShouldBeFalse();
    }

    [Fact]
    public void BehindItsTime_OneTrialIsLetThrough()
    {
        Fail(5);
        Pass(30);

        _health.IsOpen.ShouldBeFalse();
        _health.TryEnter().ShouldBeTrue();
        _health.TryEnter().ShouldBeFalse();
        _health.IsOpen.ShouldBeTrue();
    }

    [Fact]
    public void FailedTrials_DoubleTheTime_UpToTwoMinutes()
    {
        Fail(5);
        foreach (int length in new[] { 30, 60, 120, 120 })
        {
            Pass(length - 1);
            _health.TryEnter().ShouldBeFalse();
            Pass(1);
            _health.TryEnter().ShouldBeTrue();
            Fail(1).ShouldBe(BreakerTurn.None);
        }
    }

    [Fact]
    public void SuccessfulTrial_ClosesIt_AndTheNextOpeningIsShortAgain()
    {
        Fail(5);
        Pass(30);
        _health.TryEnter();
        Fail(1);
        Pass(60);
        _health.TryEnter();

        _health.Succeeded().ShouldBe(BreakerTurn.Closed);
        Fail(4);
        _health.IsOpen.ShouldBeFalse();
        Fail(1).ShouldBe(BreakerTurn.Opened);
        Pass(30);
        _health.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void AnySuccess_ClosesIt_AlsoOfASessionThatBeganBefore()
    {
        Fail(5);

        _health.Succeeded().ShouldBe(BreakerTurn.Closed);
        _health.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void FailuresOfSessionsThatBeganBefore_ProlongNothing()
    {
        Fail(5);
        Pass(29);
        Fail(3);
        Pass(1);

        _health.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void TrialThatNobodyReportsOn_IsFollowedByAnother()
    {
        Fail(5);
        Pass(30);
        _health.TryEnter();
        Pass(29);
        _health.TryEnter().ShouldBeFalse();
        Pass(1);
        _health.TryEnter().ShouldBeTrue();
    }

    // docs/callouts.md: else five mails to one odd address would switch a customer off.
    [Fact]
    public void OneOddAddress_NeverOpensIt()
    {
        for (int i = 0; i < 50; i++)
            _health.SilentAtRcpt("odd@example.com", _settings).ShouldBe(BreakerTurn.None);

        _health.IsOpen.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FiveDifferentAddressesWithoutVerdict_OpenIt_AVerdictBetweenThemDoesNot(bool silent)
    {
        for (int i = 0; i < 4; i++)
            FailAtRcpt(silent, i).ShouldBe(BreakerTurn.None);
        _health.Succeeded();
        for (int i = 0; i < 4; i++)
            FailAtRcpt(silent, i).ShouldBe(BreakerTurn.None);
        _health.Answered().ShouldBe(BreakerTurn.None); // greylisted: no verdict
        FailAtRcpt(silent, 4).ShouldBe(BreakerTurn.Opened);
    }

    [Fact]
    public void RefusalAtRcpt_ShowsThatAHostIsThereAgain()
    {
        Fail(5);
        Pass(30);
        _health.TryEnter();

        FailAtRcpt(silent: false, 1).ShouldBe(BreakerTurn.Closed);
    }

    [Fact]
    public void OpenedAtRcpt_TheNextOneWithoutVerdict_DoublesItsTime()
    {
        for (int i = 0; i < 5; i++)
            FailAtRcpt(silent: false, i);
        Pass(30);
        _health.TryEnter().ShouldBeTrue();
        FailAtRcpt(silent: false, 0).ShouldBe(BreakerTurn.None);
        Pass(59);
        _health.TryEnter().ShouldBeFalse();
        Pass(1);
        _health.TryEnter().ShouldBeTrue();
    }

    [Fact]
    public void HigherNumberOfFailures_NeedsAsManyAddresses()
    {
        var settings = _settings with { Failures = 7 };
        for (int i = 0; i < 6; i++)
            _health.RefusedAtRcpt($"user{i}", settings).ShouldBe(BreakerTurn.None);

        _health.RefusedAtRcpt("user6", settings).ShouldBe(BreakerTurn.Opened);
    }

    [Fact]
    public void Rest_LastsHalfAMinute_OrUntilItWorks()
    {
        _health.Rest();
        _health.IsResting.ShouldBeTrue();
        Pass(30);
        _health.IsResting.ShouldBeFalse();
        _health.Rest();
        _health.Succeeded();
        _health.IsResting.ShouldBeFalse();
        _health.IsOpen.ShouldBeFalse();
    }

    private BreakerTurn FailAtRcpt(bool silent, int user) =>
        silent ? _health.SilentAtRcpt($"user{user}", _settings) : _health.RefusedAtRcpt($"user{user}", _settings);

    private BreakerTurn Fail(int times)
    {
        var turn = BreakerTurn.None;
        for (int i = 0; i < times; i++)
            turn = _health.Failed(_settings);
        return turn;
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
