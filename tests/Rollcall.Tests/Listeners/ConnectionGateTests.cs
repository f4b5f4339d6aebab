using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Listeners;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Telemetry;

namespace Rollcall.Tests.Listeners;

public sealed class ConnectionGateTests
{
    private static readonly ConnectionLimits _limits = new(5, 2, [IPNetwork.Parse("198.51.100.0/24")]);
    private readonly FakeTimeProvider _time = new();
    private readonly LogList _log = new();
    private readonly ConnectionGate _gate;

    public ConnectionGateTests() => _gate = new ConnectionGate(_time, _log);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")]
    public void ThirdConnectionOfAClient_IsRefused_AndOthersAreNot(string one, string same, string other)
    {
        Enter(one).ShouldBeNull();
        Enter(same).ShouldBeNull();
        Enter(one).ShouldBe(Replies.TooManyConnectionsOfClient);
        Enter(same).ShouldBe(Replies.TooManyConnectionsOfClient);
        Enter(other).ShouldBeNull();
    }

    [Fact]
    public void SixthConnectionInAll_IsRefused_WhoeverComes()
    {
        for (int i = 0; i < 5; i++)
            Enter("198.51.100.7").ShouldBeNull("trusted, so without a limit of its own");
        Enter("198.51.100.7").ShouldBe(Replies.TooManyConnections);
        Enter("192.0.2.1").ShouldBe(Replies.TooManyConnections);
        _gate.Enter(null, _limits).ShouldBe(Replies.TooManyConnections);
    }

    [Fact]
    public void UnixSockets_HaveNoLimitOfTheirOwn()
    {
        for (int i = 0; i < 5; i++)
            _gate.Enter(null, _limits).ShouldBeNull();
        _gate.Leave(null);
        _gate.Enter(null, _limits).ShouldBeNull();
    }

    [Fact]
    public void WhoLeft_IsCountedNoMore()
    {
        for (int i = 0; i < 100; i++)
        {
            Enter("192.0.2.1").ShouldBeNull();
            _gate.Leave(IPAddress.Parse("192.0.2.1"));
        }
    }

    [Fact]
    public void RefusedConnection_IsNotCounted()
    {
        Enter("192.0.2.1");
        Enter("192.0.2.1");
        Enter("192.0.2.1").ShouldNotBeNull();
        _gate.Leave(IPAddress.Parse("192.0.2.1"));
        Enter("192.0.2.1").ShouldBeNull();
    }

    [Fact]
    public void Client_KeepsItsCountWhenTheLimitsChange()
    {
        for (int i = 0; i < 3; i++)
            Enter("198.51.100.7");
        var stricter = _limits with { Trusted = [] };
        _gate.Enter(IPAddress.Parse("198.51.100.7"), stricter).ShouldBe(Replies.TooManyConnectionsOfClient);
        for (int i = 0; i < 2; i++)
            _gate.Leave(IPAddress.Parse("198.51.100.7"));
        _gate.Enter(IPAddress.Parse("198.51.100.7"), stricter).ShouldBeNull();
    }

    [Fact]
    public void Refusals_AreALineASecondThatCountsThem()
    {
        Enter("192.0.2.1");
        Enter("192.0.2.1");
        for (int i = 0; i < 10; i++)
            Enter("192.0.2.1");
        _time.Advance(TimeSpan.FromSeconds(1));
        Enter("192.0.2.1");
        _log.Lines.ShouldBe([$"Information 192.0.2.1 1 {Replies.TooManyConnectionsOfClient}", $"Information 192.0.2.1 10 {Replies.TooManyConnectionsOfClient}"]);
    }

    private Reply? Enter(string client) => _gate.Enter(IPAddress.Parse(client), _limits);
}
