using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using LogFormat = Rollcall.Telemetry.LogFormat;

namespace Rollcall.Tests.Reload;

public sealed class ReloaderTests
{
    private static readonly RecipientKey _bob = new("example.com", "bob");

    [Fact]
    public async Task NewDomainAndLifetime_HoldAtOnce()
    {
        await using var live = new LiveGateway();

        (await live.ReloadAsync(LiveGateway.OneDomain + """

            [domain.callout]
            invalid_ttl = "2s"
            [[domain]]
            name = "other.example"
            deliver_to = ["10.0.0.6:25"]
            """)).ShouldBeEmpty();

        live.Gateway.Settings.Domains.Find("example.com")!.Callout.InvalidTtl.ShouldBe(TimeSpan.FromSeconds(2));
        live.Gateway.Settings.Domains.Find("other.example").ShouldNotBeNull();
    }

    [Fact]
    public async Task Log_FollowsTheFile()
    {
        await using var live = new LiveGateway();

        (await live.ReloadAsync("[log]\nlevel = \"debug\"\nformat = \"json\"")).ShouldBeEmpty();

        live.Provider.Level.ShouldBe(LogLevel.Debug);
        live.Provider.Format.ShouldBe(LogFormat.Json);
    }

    [Fact]
    public async Task InvalidFile_IsRefusedWithAllItsErrors_AndTheOldOneStays()
    {
        await using var live = new LiveGateway();
        var before = live.Gateway.Settings;

        var errors = await live.ReloadAsync("[callout]\nwait = 5\nmodus = \"shadow\"");

        errors.Count.ShouldBe(2);
        errors[0].ShouldStartWith("FILE:4: callout.wait: ");
        errors[1].ShouldStartWith("FILE:5: callout.modus: ");
        live.Gateway.Settings.ShouldBeSameAs(before);
    }

    [Theory]
    [InlineData("[http]\nlisten = [\"127.0.0.1:8026\"]", "FILE:4: http.listen: ")]
    [InlineData("[store]\nconnection = \"/elsewhere.db\"", "FILE:4: store.connection: ")]
    [InlineData("[policy]\nlisten = [\"127.0.0.1:10031\"]", "FILE:4: policy.listen: ")]
    [InlineData("[socketmap]\nlisten = [\"127.0.0.1:10032\"]", "FILE:4: socketmap.listen: ")]
    [InlineData("[tcp_table]\nlisten = [\"127.0.0.1:10033\"]", "FILE:4: tcp_table.listen: ")]
    [InlineData("[smtp]", "FILE:3: smtp.listen: ")]
    public async Task KeyThatNeedsARestart_RefusesTheWholeFile(string toml, string error)
    {
        await using var live = new LiveGateway();

        var errors = await live.ReloadAsync(toml + LiveGateway.OneDomain.Replace("example.com", "other.example", StringComparison.Ordinal));

        errors.ShouldHaveSingleItem().ShouldStartWith(error);
        live.Gateway.Settings.Domains.Find("example.com").ShouldNotBeNull();
        live.Gateway.Settings.Domains.Find("other.example").ShouldBeNull();
    }

    [Fact]
    public async Task Warnings_AreGivenBack_AndTheFileIsTaken()
    {
        await using var live = new LiveGateway();
        live.Write(LiveGateway.OneDomain.Replace("example.com", "-bad-.com", StringComparison.Ordinal));

        var (errors, warnings) = await live.Reloader.ReloadAsync();

        errors.ShouldBeEmpty();
        warnings.Select(warning => warning.Key).ShouldBe(["smtp.listen", "domain.name"], ignoreOrder: true);
        live.Gateway.Settings.Domains.Find("-bad-.com").ShouldNotBeNull();
    }

    [Fact]
    public async Task SpoolThatCannotBeUsed_RefusesTheWholeFile()
    {
        await using var live = new LiveGateway();

        (await live.ReloadAsync("[limits]\nspool_dir = \"/dev/null/spool\"")).ShouldHaveSingleItem().ShouldStartWith("FILE:4: limits.spool_dir: ");

        live.Gateway.Settings.Domains.Domains.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task FreeDiskFloor_HoldsAtOnce()
    {
        await using var live = new LiveGateway();
        live.Gateway.Spool.HasRoom.ShouldBeTrue();

        (await live.ReloadAsync("[limits]\nmin_free_disk = \"1024GiB\"")).ShouldBeEmpty();

        live.Gateway.Spool.HasRoom.ShouldBeFalse();
    }

    [Fact]
    public async Task SmallerMemory_KeepsWhatWasLearnt()
    {
        await using var live = new LiveGateway();
        var evidence = new Evidence(CalloutStage.Rcpt, 250, null, "Ok", null);
        live.Gateway.Directory.Learn(_bob, new StoreRead(true, null), Verdict.Valid, evidence, null);

        (await live.ReloadAsync("[limits]\nmemory_entries = 100" + LiveGateway.OneDomain)).ShouldBeEmpty();

        live.Gateway.Directory.Recall(_bob)?.Verdict.ShouldBe(Verdict.Valid);
        live.Gateway.Directory.Recall(_bob).ShouldNotBeNull();
    }
}
