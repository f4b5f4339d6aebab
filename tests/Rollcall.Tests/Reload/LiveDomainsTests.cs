using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Rollcall.Config;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Tests.Telemetry;

namespace Rollcall.Tests.Reload;

public sealed class LiveDomainsTests
{
    private const string Customer = "customer.example";
    private static readonly DomainAuthor _token = new("helpdesk", AddressScope.Public);
    private static readonly JsonElement _definition = JsonSerializer.Deserialize<JsonElement>("""{"deliverTo": ["mx.customer.example"]}""");

    [Fact]
    public async Task AddedDomain_HoldsAtOnceAndSurvivesARestart()
    {
        await using var live = new LiveGateway();

        (await live.Domains.PutAsync(Customer, _definition, _token)).Change.ShouldBe(DomainChange.Added);

        live.Gateway.Settings.Domains.Find(Customer)!.IsFixed.ShouldBeFalse();
        live.Gateway.Settings.Domains.Find("example.com")!.IsFixed.ShouldBeTrue();
        var again = live.Again();
        (await again.LoadAsync()).ShouldBeNull();
        again.DefinitionOf(Customer).ShouldBe(_definition.GetRawText());
    }

    [Fact]
    public async Task PrivateHostsOfTheOperator_SurviveARestart_AndThoseOfATokenAreNotTaken()
    {
        await using var live = new LiveGateway();
        var definition = JsonSerializer.Deserialize<JsonElement>("""{"deliverTo": ["10.0.0.9:25", "mail.internal"], "allowPrivate": true}""");

        (await live.Domains.PutAsync(Customer, definition, _token)).Change.ShouldBe(DomainChange.Bad);
        (await live.Domains.PutAsync(Customer, definition, new DomainAuthor("cli:0-root", AddressScope.Any))).Change.ShouldBe(DomainChange.Added);

        (await live.Again().LoadAsync()).ShouldBeNull();
        live.Gateway.Settings.Domains.Find(Customer)!.DeliverTo.Hosts.Select(host => host.Reach).ShouldBe([HostReach.Configured, HostReach.Private]);
    }

    // Mail for our own postmaster went to that of another domain, and nothing said so.
    [Theory]
    [InlineData("ops@elsewhere.example", 1)]
    [InlineData("ops@example.com", 0)]
    [InlineData("ops@customer.example", 0)]
    public async Task PostmasterOfAForeignDomain_IsWarnedOf(string postmaster, int warnings)
    {
        await using var live = new LiveGateway($"[smtp]\npostmaster = \"{postmaster}\"\n{LiveGateway.OneDomain}");
        await live.Domains.PutAsync(Customer, _definition, _token);
        var log = new LogList<LiveDomains>();

        (await live.Again(log).LoadAsync()).ShouldBeNull();

        log.Lines.Count(line => line.Contains(postmaster, StringComparison.Ordinal)).ShouldBe(warnings);
    }

    [Fact]
    public async Task DomainOfTheFile_IsNeitherChangedNorRemoved()
    {
        await using var live = new LiveGateway();

        (await live.Domains.PutAsync("example.com", _definition, _token)).Change.ShouldBe(DomainChange.Fixed);
        (await live.Domains.RemoveAsync("example.com")).ShouldBe(DomainChange.Fixed);

        live.Domains.DefinitionOf("example.com").ShouldBeNull();
    }

    [Fact]
    public async Task RemovedDomain_GoesWithItsRecipients()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, _definition, _token);
        var bob = new RecipientKey(Customer, "bob");
        live.Gateway.Directory.Learn(bob, new StoreRead(true, null), Verdict.Valid, new Evidence(CalloutStage.Rcpt, 250, null, "Ok", null), null);

        (await live.Domains.RemoveAsync(Customer)).ShouldBe(DomainChange.Done);

        live.Gateway.Settings.Domains.Find(Customer).ShouldBeNull();
        (await live.Gateway.Directory.FindAsync(bob)).ShouldBe(new StoreRead(true, null));
        (await live.Domains.RemoveAsync(Customer)).ShouldBe(DomainChange.NoDomain);
    }

    [Fact]
    public async Task DomainInFileAndStore_IsThatOfTheFile()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, _definition, _token);

        (await live.ReloadAsync(LiveGateway.OneDomain.Replace("example.com", Customer, StringComparison.Ordinal))).ShouldBeEmpty();

        var domain = live.Gateway.Settings.Domains.Domains.ShouldHaveSingleItem();
        domain.IsFixed.ShouldBeTrue();
        domain.DeliverTo.Name.ShouldBe("10.0.0.5:25");
        live.Domains.DefinitionOf(Customer).ShouldNotBeNull();
    }

    [Fact]
    public async Task Reload_KeepsTheDomainsOfTheStore_AndGivesThemTheNewDefaults()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, _definition, _token);

        (await live.ReloadAsync("[callout]\ninvalid_ttl = \"5s\"" + LiveGateway.OneDomain)).ShouldBeEmpty();

        live.Gateway.Settings.Domains.Find(Customer)!.Callout.InvalidTtl.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task FileThatContradictsADomainOfTheStore_IsRefused()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, JsonSerializer.Deserialize<JsonElement>("""{"deliverTo": ["mx.customer.example"], "callout": {"staleTtl": "2d"}}"""), _token);

        var errors = await live.ReloadAsync("[callout]\nvalid_ttl = \"3d\"" + LiveGateway.OneDomain);

        errors.ShouldHaveSingleItem().ShouldContain(Customer);
        live.Gateway.Options.Callout.ValidTtl.ShouldBe(TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task StoreThatIsGone_ChangesNothing()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, _definition, _token);
        live.LoseStore();

        (await live.Domains.PutAsync("new.example", _definition, _token)).Change.ShouldBe(DomainChange.Unavailable);
        (await live.Domains.RemoveAsync(Customer)).ShouldBe(DomainChange.Unavailable);

        live.Gateway.Settings.Domains.Find("new.example").ShouldBeNull();
        live.Gateway.Settings.Domains.Find(Customer).ShouldNotBeNull();
        (await live.Again().LoadAsync()).ShouldBe("the domains in the store cannot be read: the store does not answer");
    }

    [Fact]
    public async Task ChangeByAnotherNode_IsTaken_AndAnUnreadableOneIsNot()
    {
        await using var live = new LiveGateway();
        await live.Domains.PutAsync(Customer, _definition, _token);
        using var other = new SqliteConnection($"Data Source={live.Database};Pooling=False");
        other.Open();
        other.Execute("insert into domain (name, definition, created_at) values ('new.example', '{\"deliverTo\": [\"mx.new.example\"]}', 0); delete from domain where name = 'customer.example'");

        await live.Domains.RefreshAsync();
        live.Gateway.Settings.Domains.Find("new.example").ShouldNotBeNull();
        live.Gateway.Settings.Domains.Find(Customer).ShouldBeNull();

        other.Execute("update domain set definition = '{}'");
        await live.Domains.RefreshAsync();
        live.Gateway.Settings.Domains.Find("new.example").ShouldNotBeNull();
        (await live.Again().LoadAsync()).ShouldNotBeNull().ShouldContain("new.example");
    }

    [Fact]
    public async Task PrivateHostOfTheFile_SharesNothingWithTheSameHostOfTheStore()
    {
        await using var live = new LiveGateway(LiveGateway.OneDomain.Replace("10.0.0.5:25", "mx.customer.example", StringComparison.Ordinal));
        await live.Domains.PutAsync(Customer, _definition, _token);

        var table = live.Gateway.Settings.Domains;
        table.Find(Customer)!.VerifyAt.ShouldNotBe(table.Find("example.com")!.VerifyAt);
    }
}
