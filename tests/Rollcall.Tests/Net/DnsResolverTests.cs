using System.Net;
using Rollcall.Net;

namespace Rollcall.Tests.Net;

/// <summary>What is answered without a question to DNS; the server named here does not exist.</summary>
public sealed class DnsResolverTests : IDisposable
{
    private readonly string _hosts = Path.GetTempFileName();
    private readonly DnsResolver _resolver;

    public DnsResolverTests()
    {
        File.WriteAllText(_hosts, "192.0.2.7 mail.example.com\n203.0.113.1 localhost\n");
        _resolver = new DnsResolver([new IPEndPoint(IPAddress.Parse("192.0.2.53"), 53)], new HostsFile(_hosts), TimeProvider.System);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("mail.localhost")]
    public async Task Localhost_IsTheLoopback(string name) =>
        (await _resolver.AddressesAsync(name, TestContext.Current.CancellationToken)).Records.ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback]);

    [Fact]
    public async Task NameInHosts_HasItsAddress() =>
        (await _resolver.AddressesAsync("Mail.EXAMPLE.com.", TestContext.Current.CancellationToken)).Records.ShouldBe([IPAddress.Parse("192.0.2.7")]);

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a b")]
    public async Task BadName_IsAFailure(string name)
    {
        (await _resolver.AddressesAsync(name, TestContext.Current.CancellationToken)).Failure.ShouldBe("not a host name");
        (await _resolver.MxAsync(name, TestContext.Current.CancellationToken)).Failure.ShouldBe("not a domain name");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task LoopbackClient_IsLocalhost(string address) =>
        (await _resolver.ConfirmedNameAsync(IPAddress.Parse(address), TestContext.Current.CancellationToken)).ShouldBe("localhost");

    public void Dispose() => File.Delete(_hosts);
}
