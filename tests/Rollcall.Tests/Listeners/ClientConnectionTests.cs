using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Rollcall.Listeners;

namespace Rollcall.Tests.Listeners;

public sealed class ClientConnectionTests
{
    private static readonly ListenEndpoint _listener = ListenEndpoint.At(new IPEndPoint(IPAddress.IPv6Any, 25));

    [Theory]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    public void MappedAddress_BecomesIPv4(string address, string seen)
    {
        var connection = Connect(new IPEndPoint(IPAddress.Parse(address), 4000));

        connection.RemoteAddress.ShouldBe(IPAddress.Parse(seen));
        connection.RemotePort.ShouldBe(4000);
        connection.Local.ShouldBe(new IPEndPoint(IPAddress.Parse(seen), 4000));
    }

    [Fact]
    public void UnixSocket_HasNoAddress()
    {
        var connection = Connect(new UnixDomainSocketEndPoint("/run/a"));

        connection.RemoteAddress.ShouldBeNull();
        connection.RemotePort.ShouldBe(0);
        connection.Local.ShouldBeNull();
    }

    [Fact]
    public void Ids_AreTwelveCharactersAndDiffer()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => Connect(new IPEndPoint(IPAddress.Loopback, 1)).Id).ToList();

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => id.Length == 12 && id.All(char.IsAsciiLetterOrDigit));
    }

    private static ClientConnection Connect(EndPoint remote) =>
        new(new DefaultConnectionContext { RemoteEndPoint = remote, LocalEndPoint = remote }, _listener, CancellationToken.None);
}
