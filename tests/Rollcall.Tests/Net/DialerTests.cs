using System.Net.Sockets;
using Rollcall.Core.Peers;
using Rollcall.Net;

namespace Rollcall.Tests.Net;

public sealed class DialerTests
{
    [Theory]
    [InlineData(SocketError.ConnectionRefused, "connection refused")]
    [InlineData(SocketError.HostUnreachable, "host unreachable")]
    [InlineData(SocketError.NetworkUnreachable, "network unreachable")]
    [InlineData(SocketError.AccessDenied, "connecting is forbidden by this machine's firewall or routes")]
    [InlineData(SocketError.AddressFamilyNotSupported, "this machine does not speak the address family")]
    [InlineData(SocketError.Fault, "cannot connect (Fault)")]
    public void ErrorOfTheSystem_IsARefusalInOurWords(SocketError error, string cause) =>
        Dialer.Failed(error).ShouldBe(new DialResult(null, DialFailure.Refused, cause));

    // They say nothing of the host, whose breaker must not open for them.
    [Theory]
    [InlineData(SocketError.TooManyOpenSockets, "this process has no file descriptor left")]
    [InlineData(SocketError.AddressNotAvailable, "no local address or port is free for it")]
    [InlineData(SocketError.NoBufferSpaceAvailable, "this machine has no network memory left")]
    public void LackOfOurOwn_IsOurs(SocketError error, string cause) =>
        Dialer.Failed(error).ShouldBe(new DialResult(null, DialFailure.Ours, cause));

    [Fact]
    public void TimeOutOfTheSystem_IsATimeOut() => Dialer.Failed(SocketError.TimedOut).Failure.ShouldBe(DialFailure.Timeout);
}
