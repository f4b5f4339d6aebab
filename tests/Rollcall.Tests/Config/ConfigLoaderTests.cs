using System.Net;
using System.Text;
using Rollcall.Config;
using Rollcall.Core.Domains;

namespace Rollcall.Tests.Config;

public sealed class ConfigLoaderTests
{
    private const string TwoDomains = """
        [callout]
        valid_ttl = "12h"
        invalid_ttl = "2h"
        [[domain]]
        name = "example.com"
        deliver_to = ["10.0.0.5:25", "mail.example.com"]
        [domain.callout]
        invalid_ttl = "30m"
        mode = "list"
        [[domain]]
        name = "example.org"
        deliver_to = ["10.0.0.5", "MAIL.example.com."]
        verify_at = ["10.0.0.5"]
        """;

    [Fact]
    public void DomainKeys_OverrideThoseOfAll_ForThatDomainAlone()
    {
        var table = Toml.Read(TwoDomains).ToDomainTable();

        table.Domains.Select(domain => domain.Name).ShouldBe(["example.com", "example.org"]);
        table.Domains.ShouldAllBe(domain => domain.IsFixed);
        table.Find("example.com").ShouldNotBeNull().Callout
            .ShouldBe(new CalloutSettings { ValidTtl = TimeSpan.FromHours(12), InvalidTtl = TimeSpan.FromMinutes(30), Mode = CalloutMode.List });
        table.Find("example.org").ShouldNotBeNull().Callout
            .ShouldBe(new CalloutSettings { ValidTtl = TimeSpan.FromHours(12), InvalidTtl = TimeSpan.FromHours(2) });
    }

    [Fact]
    public void DomainBeforeCallout_InheritsItAllTheSame()
    {
        var options = Toml.Read("[[domain]]\nname = \"example.com\"\ndeliver_to = [\"10.0.0.5\"]\n[callout]\nmode = \"shadow\"\n");

        options.Domains[0].Callout.Mode.ShouldBe(CalloutMode.Shadow);
    }

    [Fact]
    public void SameListOfHosts_IsOneDestination()
    {
        var domains = Toml.Read(TwoDomains).ToDomainTable().Domains;

        domains[0].DeliverTo.ShouldBeSameAs(domains[1].DeliverTo);
        domains[0].VerifyAt.ShouldBeSameAs(domains[0].DeliverTo);
        domains[1].VerifyAt.Name.ShouldBe("10.0.0.5:25");
    }

    [Theory]
    [InlineData("smtp.max_recipients = 7\n")]
    [InlineData("smtp = { max_recipients = 7 }\n")]
    [InlineData("[smtp] # a comment\nmax_recipients=0x7\n")]
    [InlineData("[ 'smtp' ]\n\"max_recipients\" = 7\n")]
    [InlineData("[smtp.tls]\n[smtp]\nmax_recipients = 7\n")]
    public void EverySpellingOfToml_IsRead(string text) => Toml.Read(text).Smtp.ShouldNotBeNull().MaxRecipients.ShouldBe(7);

    [Fact]
    public void ByteOrderMark_IsNoPartOfTheText() =>
        ConfigLoader.Parse("rollcall.toml", [0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes(Toml.Hostname)]).Errors.ShouldBeEmpty();

    [Fact]
    public void MappedAddress_IsIpv4() =>
        Toml.Read("[http]\nlisten = [\"[::ffff:192.0.2.7]:80\"]\n").Http.Listen[0].EndPoint.ShouldBe(new IPEndPoint(IPAddress.Parse("192.0.2.7"), 80));

    [Fact]
    public void WildcardsOfBothFamilies_DoNotCollide() =>
        Toml.Read("[smtp]\nlisten = [\"0.0.0.0:25\", \"[::]:25\"]\n[policy]\nlisten = [\"127.0.0.1:26\"]\n").Smtp.ShouldNotBeNull().Listen.Count.ShouldBe(2);

    [Fact]
    public void LongerValidTtl_TakesTheDefaultStaleTtlWithIt()
    {
        var options = Toml.Read("[callout]\nvalid_ttl = \"30d\"\n");

        options.Callout.StaleTtl.ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public void LongerValidTtlOfADomain_TakesTheStaleTtlOfAllWithIt()
    {
        var options = Toml.Read("""
            [callout]
            stale_ttl = "2d"
            [[domain]]
            name = "example.com"
            deliver_to = ["10.0.0.5"]
            [domain.callout]
            valid_ttl = "3d"
            """);

        options.Domains[0].Callout.StaleTtl.ShouldBe(TimeSpan.FromDays(3));
        options.Callout.StaleTtl.ShouldBe(TimeSpan.FromDays(2));
    }

    [Fact]
    public void ShorterMessageDeadline_TakesTheDefaultFinalDotTimeoutWithIt() =>
        Toml.Read("[delivery]\nmessage_deadline = \"9s\"\n").Delivery.FinalDotTimeout.ShouldBe(TimeSpan.FromSeconds(8));

    [Theory]
    [InlineData("open = \"5m\"", 300, 300)]
    [InlineData("max_open = \"10s\"", 10, 10)]
    [InlineData("open = \"1s\"", 1, 120)]
    public void BreakerDefault_GivesWayToWhatIsWritten(string line, int open, int maxOpen)
    {
        var breaker = Toml.Read($"[breaker]\n{line}\n").Breaker;

        breaker.Open.ShouldBe(TimeSpan.FromSeconds(open));
        breaker.MaxOpen.ShouldBe(TimeSpan.FromSeconds(maxOpen));
    }

    [Fact]
    public void RecheckAfterInvalidTtl_IsFine_AndMeansNever() =>
        Toml.Read("[callout]\ninvalid_ttl = \"2s\"\n").Callout.RecheckInvalidAfter.ShouldBe(TimeSpan.FromMinutes(10));

    [Fact]
    public void ThousandsOfDomains_AreRead()
    {
        var text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"[[domain]]\nname = \"d{i}.example\"\ndeliver_to = [\"10.0.0.5\"]\n"));

        Toml.Read(text).ToDomainTable().Domains.Select(domain => domain.DeliverTo).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void ChangesThatNeedARestart_AreNamed()
    {
        var before = Toml.Read("[smtp]\n");
        var after = Toml.Read("state_dir = \"elsewhere\"\n[http]\nlisten = []\n[store]\nconnection = \"a.db\"\n[callout]\nmode = \"list\"\n");

        ConfigPrinter.KeysNeedingRestart(before, after).ShouldBe(["http.listen", "smtp.listen", "state_dir", "store.connection"]);
        ConfigPrinter.KeysNeedingRestart(after, after with { Callout = new() }).ShouldBeEmpty();
    }
}
