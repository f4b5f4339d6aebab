using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;

namespace Rollcall.Tests.Gateway;

/// <summary>Who guesses recipients is limited, then banned; who sends mail is not.</summary>
public sealed class HarvestGuardTests
{
    private static readonly IPAddress _client = IPAddress.Parse("198.51.100.7");
    private readonly FakeTimeProvider _time = new();
    private readonly HarvestGuard _guard;

    public HarvestGuardTests() => _guard = new HarvestGuard(
        () => new HarvestSettings(TimeSpan.FromHours(1), Unknown: 50, Ratio: 0.5, BanFactor: 10, TimeSpan.FromHours(1), DomainUnknown: 200, DomainRate: 2),
        _time, NullLogger<HarvestGuard>.Instance);

    [Theory]
    [InlineData(49, 0, AskerStanding.Counted)]
    [InlineData(50, 0, AskerStanding.Limited)]
    [InlineData(50, 50, AskerStanding.Limited)]
    [InlineData(50, 51, AskerStanding.Counted)] // less than half of its recipients
    public void FiftyUnknown_AndHalfOfAll_LimitAClient(int unknown, int valid, AskerStanding standing)
    {
        Count(_client, Verdict.Invalid, unknown);
        Count(_client, Verdict.Valid, valid);

        _guard.Of(_client).Standing.ShouldBe(standing);
        _guard.Of(IPAddress.Parse("203.0.113.1")).Standing.ShouldBe(AskerStanding.Clean);
    }

    [Fact]
    public void CountsOfAnHourAgo_AreForgotten()
    {
        Count(_client, Verdict.Invalid, 50);
        _time.Advance(TimeSpan.FromMinutes(54));
        _guard.Of(_client).Standing.ShouldBe(AskerStanding.Limited);

        _time.Advance(TimeSpan.FromMinutes(6));

        _guard.Of(_client).Standing.ShouldBe(AskerStanding.Clean);
    }

    [Fact]
    public void TenTimesAsMany_BanForAnHour_AndABanMayBeLifted()
    {
        Count(_client, Verdict.Invalid, 499);
        _guard.Of(_client).IsBanned.ShouldBeFalse();
        Count(_client, Verdict.Invalid, 1);
        _guard.Of(_client).IsBanned.ShouldBeTrue();
        _guard.List().ShouldContain(new HarvestEntry("198.51.100.7", 500, 500, TimeSpan.FromHours(1)));

        _guard.Lift(new IPNetwork(_client, 32)).ShouldBeTrue();
        _guard.Of(_client).IsBanned.ShouldBeFalse();
        _guard.Lift(new IPNetwork(_client, 32)).ShouldBeFalse();

        Count(_client, Verdict.Invalid, 500);
        _time.Advance(TimeSpan.FromHours(1));
        _guard.Of(_client).IsBanned.ShouldBeFalse();
    }

    [Theory]
    [InlineData("198.51.100.", "198.51.100.250", "198.51.101.1")]
    [InlineData("2001:db8:0:1::", "2001:db8:0:1:ffff::1", "2001:db8:0:2::1")]
    public void Network_CountsAtTenTimesTheLimit(string prefix, string inside, string outside)
    {
        for (int host = 1; host <= 20; host++)
            Count(IPAddress.Parse(prefix + host), Verdict.Invalid, 25);

        _guard.Of(IPAddress.Parse(inside)).Standing.ShouldBe(AskerStanding.Limited);
        _guard.Of(IPAddress.Parse(inside)).IsBanned.ShouldBeFalse();
        _guard.Of(IPAddress.Parse(outside)).Standing.ShouldBe(AskerStanding.Clean);
    }

    [Fact]
    public void SenderOfTwentyMessagesInSevenDays_IsNeitherLimitedNorBanned()
    {
        for (int message = 0; message < 20; message++)
            _guard.Of(_client).PassedOn();
        Count(_client, Verdict.Invalid, 500);
        (_guard.Of(_client).Standing, _guard.Of(_client).IsBanned).ShouldBe((AskerStanding.Counted, false));

        _time.Advance(TimeSpan.FromDays(7));
        Count(_client, Verdict.Invalid, 50);

        _guard.Of(_client).Standing.ShouldBe(AskerStanding.Limited);
    }

    [Fact]
    public void DomainWithTwoHundredInvalidAnswers_IsUnderAttack_AndGetsTwoQuestionsASecond_ForTenMinutes()
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25)]);
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination };
        for (int answer = 0; answer < 199; answer++)
            _guard.Answered(domain, Verdict.Invalid);
        _guard.Answered(domain, Verdict.Valid);
        _guard.IsUnderAttack(domain).ShouldBeFalse();
        _guard.Answered(domain, Verdict.Invalid);
        _guard.IsUnderAttack(domain).ShouldBeTrue();
        _guard.IsUnderAttack(domain with { Name = "example.net" }).ShouldBeFalse();

        int asked = 0;
        for (int tenth = 0; tenth < 100; tenth++)
        {
            asked += _guard.MayAsk(domain) ? 1 : 0;
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
        asked.ShouldBeInRange(20, 22);

        _time.Advance(TimeSpan.FromMinutes(10));
        _guard.IsUnderAttack(domain).ShouldBeFalse();
    }

    private void Count(IPAddress client, Verdict verdict, int times)
    {
        for (int time = 0; time < times; time++)
            _guard.Of(client).Count(verdict);
    }
}
