using Rollcall.Core.Domains;

namespace Rollcall.Tests.Domains;

public sealed class DomainTableTests
{
    [Fact]
    public void LimitsOfASharedDestination_AreTheLowestOfItsDomains()
    {
        var table = new DomainTable([Domain("one.example", "10.0.0.5", 4), Domain("two.example", "10.0.0.5", 2), Domain("three.example", "10.0.0.6", 9)]);

        table.LimitsOf(table.Find("one.example")!.VerifyAt).ShouldBe(new DestinationLimits(2, 20, 6));
        table.LimitsOf(table.Find("three.example")!.VerifyAt).ShouldBe(new DestinationLimits(9, 90, 1));
        table.LimitsOf(Domain("gone.example", "10.0.0.7", 1).VerifyAt).ShouldBeNull();
    }

    private static ProtectedDomain Domain(string name, string host, int sessions)
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, host, 25)]);
        return new ProtectedDomain
        {
            Name = name,
            DeliverTo = destination,
            VerifyAt = destination,
            Callout = new CalloutSettings { MaxSessions = sessions, MaxPerSession = 10 * sessions, MaxRate = 10 - sessions },
        };
    }
}
