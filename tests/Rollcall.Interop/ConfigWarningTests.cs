using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>What is accepted and cannot work: a check, a start and a reload say so, and go on.</summary>
public sealed class ConfigWarningTests
{
    [Fact]
    public async Task Check_Serve_AndReload_Warn_AndSucceed()
    {
        await using var sink = new MailSink();
        await using var gateway = new Gateway(new GatewayPlan(("-bad-.test", sink.Address)));

        var check = await gateway.CheckConfigAsync();
        check.Exit.ShouldBe(0, check.All);
        check.Error.TrimEnd('\n').ShouldMatch($"^rollcall: warning: {gateway.Config}:\\d+: domain.name: \"-bad-.test\" has a label [^\n]*$");

        await gateway.StartAsync();
        await gateway.UntilLogAsync(log => log.Contains(" config_warning ", StringComparison.Ordinal), "config_warning");
        gateway.Edit(toml => toml.Replace("-bad-.test", "good.test", StringComparison.Ordinal).Replace(sink.Address, $"127.0.0.1:{gateway.Port}", StringComparison.Ordinal));
        var reload = await gateway.RunAsync("reload");

        reload.Exit.ShouldBe(0, reload.All);
        reload.Error.ShouldContain($"domain.deliver_to: 127.0.0.1:{gateway.Port} is a listener of this gateway");
    }

    [Fact]
    public async Task ValueWithoutQuotes_SaysPutQuotes()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:9")) { Callout = "valid_ttl = 24h" });

        var check = await gateway.CheckConfigAsync();

        check.Exit.ShouldBe(78, check.All);
        check.Error.ShouldEndWith(": callout.valid_ttl: a value is not in quotes; put quotes around it: \"24h\"\n");
    }
}
