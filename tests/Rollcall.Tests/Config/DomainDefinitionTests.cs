using System.Net;
using System.Text.Json;
using Rollcall.Config;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Storage;

namespace Rollcall.Tests.Config;

public sealed class DomainDefinitionTests
{
    private static readonly DomainAuthor _operator = new("cli:0-root", AddressScope.Any);
    private static readonly CalloutOptions _callout = new() { InvalidTtl = TimeSpan.FromMinutes(7) };

    [Fact]
    public void Keys_AreThoseOfTheFileInCamelCase()
    {
        var (domain, errors) = Read("""
            {"deliverTo": ["mx.customer.example", "203.0.113.9:2525"], "verifyAt": ["mx:customer.example"], "subaddressSeparator": "+",
             "caseSensitive": true, "callout": {"mode": "accepts-all", "validTtl": "2h", "maxSessions": 2}}
            """);

        errors.ShouldBeEmpty();
        domain!.Name.ShouldBe("example.com");
        domain.DeliverTo.Select(host => host.ToString()).ShouldBe(["mx.customer.example:25", "203.0.113.9:2525"]);
        domain.VerifyAt.ShouldHaveSingleItem().Scheme.ShouldBe(HostScheme.Mx);
        domain.SubaddressSeparator.ShouldBe("+");
        domain.CaseSensitive.ShouldBeTrue();
        domain.Callout.Mode.ShouldBe(CalloutMode.AcceptsAll);
        domain.Callout.ValidTtl.ShouldBe(TimeSpan.FromHours(2));
        domain.Callout.MaxSessions.ShouldBe(2);
    }

    [Fact]
    public void WhatIsLeftOut_IsAsInCallout()
    {
        var (domain, _) = Read("""{"deliverTo": ["mx.customer.example"]}""");

        domain!.Callout.InvalidTtl.ShouldBe(TimeSpan.FromMinutes(7));
        domain.VerifyAt.ShouldBe(domain.DeliverTo);
    }

    [Fact]
    public void AllErrors_AreToldAtOnceByTheKeysOfTheRequest()
    {
        var (domain, errors) = Read("""
            {"deliverTo": "mx.customer.example", "deliver_to": [], "caseSensitive": 1, "verifyAt": [], "colour": "red", "colour": "blue",
             "callout": {"validTtl": 24, "waitt": "1s"}}
            """);

        domain.ShouldBeNull();
        errors.Select(error => error.Key).ShouldBe(
            ["deliver_to", "colour", "deliverTo", "verifyAt", "caseSensitive", "callout.validTtl", "callout.waitt", "colour"], ignoreOrder: true);
    }

    [Fact]
    public void MissingDestination_IsAnErrorInCamelCase()
    {
        var (_, errors) = Read("{}");

        var error = errors.ShouldHaveSingleItem();
        error.Key.ShouldBe("deliverTo");
        error.Text.ShouldContain("deliverTo");
        error.Text.ShouldNotContain("deliver_to");
    }

    [Theory]
    [InlineData("10.0.0.5:25")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]:25")]
    [InlineData("[fe80::1]:25")]
    [InlineData("[fd00::1]:25")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.1.1")]
    [InlineData("224.0.0.1")]
    [InlineData("[ff02::1]:25")]
    [InlineData("[::ffff:10.0.0.5]:25")]
    [InlineData("0.0.0.0")]
    [InlineData("lmtp://192.168.1.1:24")]
    public void PrivateLiteral_IsRefused(string host)
    {
        var (_, errors) = Read($$"""{"deliverTo": ["{{host}}"], "verifyAt": ["{{host}}"]}""");

        errors.Select(error => error.Key).ShouldBe(["deliverTo", "verifyAt"]);
    }

    [Theory]
    [InlineData("""{"name": "example.com", "deliverTo": ["mx.customer.example"]}""", true)]
    [InlineData("""{"name": "EXAMPLE.com", "deliverTo": ["mx.customer.example"]}""", true)]
    [InlineData("""{"name": "other.example", "deliverTo": ["mx.customer.example"]}""", false)]
    public void Name_IsThatOfThePath(string json, bool good) => (Read(json).Domain is not null).ShouldBe(good);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("7")]
    public void NoObject_IsAnError(string json) => Read(json).Errors.ShouldHaveSingleItem();

    [Fact]
    public void Hosts_MustBePublicAtEveryDial()
    {
        var (domain, _) = Read("""{"deliverTo": ["mx.customer.example", "203.0.113.9"]}""");

        domain!.DeliverTo.Select(host => host.Reach).ShouldBe([HostReach.Public, HostReach.Configured]);
    }

    [Fact]
    public void StoredLiteralThatBecamePrivate_IsLoadedAndMustBePublic()
    {
        var (domain, errors) = DomainDefinition.Load(new StoredDomain("example.com", """{"deliverTo": ["10.0.0.5"]}""", null), _callout);

        errors.ShouldBeEmpty();
        domain!.DeliverTo.ShouldHaveSingleItem().Reach.ShouldBe(HostReach.Public);
    }

    [Fact]
    public void KeyOfANewerProgram_IsLeftOutOfAStoredDefinition()
    {
        var (domain, errors) = DomainDefinition.Load(new StoredDomain("example.com", """{"deliverTo": ["mx.customer.example"], "shade": 3, "callout": {"hue": 1}}""", null), _callout);

        errors.ShouldBeEmpty();
        domain.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    public void StoredDefinitionThatIsNone_IsAnError(string definition) =>
        DomainDefinition.Load(new StoredDomain("example.com", definition, null), _callout).Errors.ShouldNotBeEmpty();

    [Theory]
    [InlineData("""{"deliverTo": ["10.0.0.5:25"]}""")]
    [InlineData("""{"deliverTo": ["mail.internal"], "allowPrivate": true}""")]
    public void Operator_MayNamePrivateHosts(string json)
    {
        var (domain, errors) = Read(json, _operator);

        errors.ShouldBeEmpty();
        var (loaded, _) = DomainDefinition.Load(new StoredDomain("example.com", json, _operator.Name), _callout);
        foreach (var known in new[] { domain!, loaded! })
            known.ToDomain(new Dictionary<string, Destination>()).DeliverTo.Hosts.ShouldHaveSingleItem().Reach.ShouldNotBe(HostReach.Public);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    public void Operator_MayNotNameAddressesOfNoHost(string host) =>
        Read($$"""{"deliverTo": ["{{host}}"]}""", _operator).Errors.ShouldHaveSingleItem().Key.ShouldBe("deliverTo");

    [Fact]
    public void Token_MayNamePrivateHostsOfGrantedNetworksAlone()
    {
        var token = new DomainAuthor("helpdesk", AddressScope.Within([IPNetwork.Parse("10.0.0.0/24")]));

        Read("""{"deliverTo": ["10.0.0.5:25"]}""", token).Domain!.DeliverTo.ShouldHaveSingleItem().Reach.ShouldBe(HostReach.Public);
        Read("""{"deliverTo": ["10.0.1.5:25"]}""", token).Errors.ShouldHaveSingleItem().Text.ShouldContain("http.private_destinations");
        Read("""{"deliverTo": ["mail.internal"], "allowPrivate": true}""", token).Errors.ShouldHaveSingleItem().Key.ShouldBe("allowPrivate");
    }

    private static (DomainOptions? Domain, IReadOnlyList<ConfigError> Errors) Read(string json, DomainAuthor? author = null) =>
        DomainDefinition.Read("example.com", JsonSerializer.Deserialize<JsonElement>(json), _callout, author ?? new DomainAuthor("helpdesk", AddressScope.Public));
}
