using System.Net;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>What a name may not lead to, however it is written.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:0.0.0.0")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:224.0.0.1")]
    public void AddressOfNoHost_IsRefusedAlways(string address)
    {
        AddressGuard.Refuse(IPAddress.Parse(address), AddressScope.Public).ShouldBe("its address belongs to no mail server");
        AddressGuard.Refuse(IPAddress.Parse(address), AddressScope.Any).ShouldBe("its address belongs to no mail server");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("10.0.0.5")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.1.1")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fc00::1")]
    [InlineData("fdff::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.5")]
    [InlineData("::ffff:192.168.1.1")]
    public void InnerAddress_IsRefused_UnlessAllowed(string address)
    {
        AddressGuard.Refuse(IPAddress.Parse(address), AddressScope.Public).ShouldNotBeNull().ShouldContain("is private; set allow_private = true in its [[domain]]");
        AddressGuard.Refuse(IPAddress.Parse(address), AddressScope.Any).ShouldBeNull();
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("169.253.169.254")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:192.0.2.1")]
    public void PublicAddress_MayBeDialled(string address) => AddressGuard.Refuse(IPAddress.Parse(address), AddressScope.Public).ShouldBeNull();
}
