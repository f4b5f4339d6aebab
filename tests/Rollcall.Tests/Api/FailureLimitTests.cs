using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Api;
using Rollcall.Protocols;

namespace Rollcall.Tests.Api;

public sealed class FailureLimitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FailureLimit _limit;

    public FailureLimitTests() => _limit = new FailureLimit(_time);

    [Fact]
    public void TenAtOnce_ThenOneInSixSeconds()
    {
        var client = Address("192.0.2.7");
        for (int i = 0; i < 10; i++)
            _limit.Count(client).ShouldBeNull();

        _limit.Count(client).ShouldBe(TimeSpan.FromSeconds(6));
        _time.Advance(TimeSpan.FromSeconds(5));
        _limit.Count(client).ShouldBe(TimeSpan.FromSeconds(1)); // what was refused is not counted
        _time.Advance(TimeSpan.FromSeconds(1));
        _limit.Count(client).ShouldBeNull();
        _limit.Count(client).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 10; i++)
            _limit.Count(client).ShouldBeNull();
        _limit.Count(client).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:0:1::7", "2001:db8:0:1:ffff::8", true)]
    [InlineData("2001:db8:0:1::7", "2001:db8:0:2::7", false)]
    public void Client_IsAnAddressOrANetworkOf64Bits(string one, string other, bool same)
    {
        for (int i = 0; i < 10; i++)
            _limit.Count(Address(one));
        (_limit.Count(Address(other)) is not null).ShouldBe(same);
    }

    [Fact]
    public void UnixSockets_AreOneClient()
    {
        for (int i = 0; i < 10; i++)
            _limit.Count(null).ShouldBeNull();
        _limit.Count(null).ShouldNotBeNull();
    }

    private static IPAddress Address(string text) => IpLiteral.TryParse(text, out var address) ? address : throw new ArgumentException(text);
}
