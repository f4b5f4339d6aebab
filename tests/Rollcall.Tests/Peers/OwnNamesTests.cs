using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Rollcall.Core.Peers;
using Rollcall.Net;

namespace Rollcall.Tests.Peers;

/// <summary>A gateway that asks itself would ask for ever.</summary>
public sealed class OwnNamesTests
{
    [Theory]
    [InlineData("192.0.2.1:25", "192.0.2.1:25", true)]
    [InlineData("192.0.2.1:25", "[::ffff:192.0.2.1]:25", true)]
    [InlineData("192.0.2.1:25", "192.0.2.1:2525", false)]
    [InlineData("192.0.2.1:25", "192.0.2.2:25", false)]
    [InlineData("127.0.0.1:25", "127.0.0.2:25", false)]
    [InlineData("0.0.0.0:25", "127.0.0.1:25", true)]
    [InlineData("0.0.0.0:25", "127.77.0.5:25", true)]
    [InlineData("0.0.0.0:25", "127.77.0.5:26", false)]
    [InlineData("0.0.0.0:25", "[::1]:25", false)]
    [InlineData("[::]:25", "[::1]:25", true)]
    [InlineData("[::]:25", "127.0.0.1:25", false)]
    public void Dial_ToAListener_IsOne(string listener, string dialled, bool isOwn)
    {
        var own = new OwnNames("mx.gateway.test") { Listeners = OwnListeners.Of([IPEndPoint.Parse(listener)]) };

        own.ListensAt(IPEndPoint.Parse(dialled)).ShouldBe(isOwn);
    }

    [Fact]
    public void Wildcard_MeansEachAddressOfThisMachine_OfItsFamily()
    {
        var addresses = NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address).Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToList();

        var listeners = OwnListeners.Of([new IPEndPoint(IPAddress.Any, 25)]);

        addresses.ShouldNotBeEmpty();
        addresses.ShouldAllBe(address => listeners.Contains(new IPEndPoint(address, 25)));
        listeners.ShouldAllBe(listener => listener.AddressFamily == AddressFamily.InterNetwork && listener.Port == 25);
    }
}
