using System.Net;
using Rollcall.Listeners;

namespace Rollcall.Tests.Listeners;

public sealed class ListenEndpointTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0:25")]
    [InlineData("::", "[::]:25")]
    public void Address_IsWrittenAsConfigured(string address, string written) =>
        ListenEndpoint.At(new IPEndPoint(IPAddress.Parse(address), 25)).ToString().ShouldBe(written);

    [Fact]
    public void UnixPath_BecomesAbsolute() =>
        ListenEndpoint.AtUnix("a.sock").ToString().ShouldBe("unix:" + Path.Combine(Environment.CurrentDirectory, "a.sock"));

    [Fact]
    public void EqualAddresses_AreEqual() =>
        ListenEndpoint.At(new IPEndPoint(IPAddress.Loopback, 25)).ShouldBe(ListenEndpoint.At(new IPEndPoint(IPAddress.Loopback, 25)));
}
