using System.Net;
using Rollcall.Core.Peers;
using Rollcall.Net;
using static Rollcall.Interop.Net.DnsStub;

namespace Rollcall.Interop.Net;

public sealed class DnsResolverTests : IAsyncDisposable
{
    private readonly DnsStub _dns = new();
    private readonly DnsResolver _resolver;

    public DnsResolverTests() => _resolver = new DnsResolver([_dns.EndPoint], new HostsFile("/nonexistent"), TimeProvider.System);

    [Fact]
    public async Task BothFamilies_AreAsked()
    {
        _dns.Add("mail.example.com", A, Address("192.0.2.1"), Address("192.0.2.2"));
        _dns.Add("mail.example.com", Aaaa, Address("2001:db8::1"));

        var answer = await AddressesAsync("Mail.Example.Com.");

        answer.Failure.ShouldBeNull();
        answer.Records.Select(address => address.ToString()).ShouldBe(["2001:db8::1", "192.0.2.1", "192.0.2.2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Alias_IsFollowed()
    {
        _dns.AddAlias("mail.example.com", A, "mx.example.net");
        _dns.AddAlias("mail.example.com", Aaaa, "mx.example.net");
        _dns.Add("mx.example.net", A, Address("192.0.2.1"));

        (await AddressesAsync("mail.example.com")).Records.ShouldBe([IPAddress.Parse("192.0.2.1")]);
    }

    [Fact]
    public async Task AliasOfItself_IsAFailure()
    {
        _dns.AddAlias("mail.example.com", A, "mail.example.com");
        _dns.AddAlias("mail.example.com", Aaaa, "mail.example.com");

        (await AddressesAsync("mail.example.com")).Failure.ShouldBe("a chain of aliases without end");
    }

    [Fact]
    public async Task NameThatDoesNotExist_IsNoFailure()
    {
        (await AddressesAsync("nobody.example.com")).ShouldBeEquivalentTo(new DnsAnswer<IPAddress>([], null));
        (await MxAsync("nobody.example.com")).ShouldBeEquivalentTo(new DnsAnswer<MxRecord>([], null));
    }

    [Fact]
    public async Task NameWithoutRecord_IsNoFailure()
    {
        _dns.Add("mail.example.com", A);
        _dns.Add("mail.example.com", Aaaa);

        (await AddressesAsync("mail.example.com")).ShouldBeEquivalentTo(new DnsAnswer<IPAddress>([], null));
    }

    [Theory]
    [InlineData(2, "DNS server failure")]
    [InlineData(5, "the DNS server refused the question")]
    public async Task ErrorOfTheServer_IsAFailure(int code, string cause)
    {
        _dns.Fail("mail.example.com", A, code);
        _dns.Fail("mail.example.com", Aaaa, code);

        (await AddressesAsync("mail.example.com")).Failure.ShouldBe(cause);
    }

    // A load balancer that answers AAAA with SERVFAIL must not take the mail of its IPv4 address away.
    [Fact]
    public async Task FailureOfOneFamily_DoesNotHideTheOther()
    {
        _dns.Fail("mail.example.com", Aaaa, 2);
        _dns.Add("mail.example.com", A, Address("192.0.2.1"));

        var answer = await AddressesAsync("mail.example.com");

        answer.Failure.ShouldBeNull();
        answer.Records.ShouldBe([IPAddress.Parse("192.0.2.1")]);
    }

    [Fact]
    public async Task SilentServer_IsAFailureInTime()
    {
        _dns.Fail("mail.example.com", Mx, -1);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await MxAsync("mail.example.com")).Failure.ShouldBe("no answer from DNS in time");

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(6));
        _dns.Questions.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnswerThatIsNone_IsAFailure()
    {
        _dns.Truncate("example.com", Mx);

        var answer = await MxAsync("example.com");

        answer.Records.ShouldBeEmpty();
        answer.Failure.ShouldNotBeNull();
    }

    [Fact]
    public async Task Answers_AreKept()
    {
        _dns.Add("example.com", Mx, Exchange(10, "mx.example.com"));

        await MxAsync("example.com");
        await MxAsync("example.com");

        _dns.Questions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task MxRecords_AreSortedAndNormal()
    {
        _dns.Add("example.com", Mx, Exchange(300, "c.example.com"), Exchange(5, "A.Example.COM"), Exchange(20, "b.example.com"), Exchange(1, "bad name.example.com"));

        (await MxAsync("example.com")).Records.ShouldBe([new(5, "a.example.com"), new(20, "b.example.com"), new(300, "c.example.com")]);
    }

    [Fact]
    public async Task NullMx_IsOneRecordWithoutName()
    {
        _dns.Add("example.com", Mx, Exchange(0, "."));

        (await MxAsync("example.com")).Records.ShouldBe([new(0, "")]);
    }

    // An address written into an MX record must not send the mail to the domain's web server.
    [Fact]
    public async Task MxRecordsWithoutHost_AreAFailure()
    {
        _dns.Add("example.com", Mx, Exchange(10, "192.0.2.1"));

        (await MxAsync("example.com")).Failure.ShouldBe("its MX records name no valid host");
    }

    [Fact]
    public async Task NameOfAClient_MustPointBack()
    {
        _dns.Add("1.2.0.192.in-addr.arpa", Ptr, Name("bad name.example"), Name("liar.example"), Name("Client.Example"));
        _dns.Add("liar.example", A, Address("192.0.2.99"));
        _dns.Add("client.example", A, Address("192.0.2.98"), Address("192.0.2.1"));
        _dns.Add("2.2.0.192.in-addr.arpa", Ptr, Name("liar.example"));

        (await NameAsync("192.0.2.1")).ShouldBe("client.example");
        (await NameAsync("::ffff:192.0.2.1")).ShouldBe("client.example");
        (await NameAsync("192.0.2.2")).ShouldBeNull();
        (await NameAsync("192.0.2.3")).ShouldBeNull();
    }

    [Fact]
    public async Task NameOfASilentZone_IsNoneAfterTwoSeconds()
    {
        _dns.Fail("1.2.0.192.in-addr.arpa", Ptr, -1);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        (await NameAsync("192.0.2.1")).ShouldBeNull();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task CallerThatGivesUp_IsNotAnsweredWithAFailure()
    {
        _dns.Fail("mail.example.com", Mx, -1);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(async () => await _resolver.MxAsync("mail.example.com", cancel.Token));
    }

    public ValueTask DisposeAsync() => _dns.DisposeAsync();

    private Task<DnsAnswer<IPAddress>> AddressesAsync(string host) => _resolver.AddressesAsync(host, TestContext.Current.CancellationToken).AsTask();

    private Task<DnsAnswer<MxRecord>> MxAsync(string domain) => _resolver.MxAsync(domain, TestContext.Current.CancellationToken).AsTask();

    private Task<string?> NameAsync(string address) => _resolver.ConfirmedNameAsync(IPAddress.Parse(address), TestContext.Current.CancellationToken).AsTask();
}
