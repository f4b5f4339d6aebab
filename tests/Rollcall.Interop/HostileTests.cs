using System.Diagnostics;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Clients of every bad kind at once, and normal mail between them: it passes, and afterwards the process is as it was.</summary>
public sealed class HostileTests
{
    private const string Alice = "alice@example.test";
    private static readonly TimeSpan _time = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _settling = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task HostileClients_StopNoMail_AndLeaveNothingBehind()
    {
        await using var sink = new MailSink(Alice);
        using var tls = new TlsFiles("mx.gateway.test");
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = tls.Toml });
        // What is loaded at the first use of each kind is no leak.
        await new HostileClients(gateway.Port).RunAsync(_warmUp, TestContext.Current.CancellationToken);
        await SendAsync(gateway, TimeSpan.Zero);
        var before = await SettledAsync(gateway.ProcessId);

        var clients = new HostileClients(gateway.Port);
        var hostile = clients.RunAsync(_time, TestContext.Current.CancellationToken);
        var slowest = await SendAsync(gateway, _time);
        await hostile;

        var after = Usage.Of(gateway.ProcessId);
        await Wait.UntilAsync(() => Task.FromResult((after = Usage.Of(gateway.ProcessId)).IsLike(before)), "back to where it was", _settling, () => $"before {before}\nafter {after}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{clients.Played} hostile connections; before {before}; after {after}; slowest mail {slowest.TotalMilliseconds:0} ms");
        clients.Played.ShouldBeGreaterThan(500);
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        gateway.CurrentLog.ShouldNotContain("   at ");
        gateway.CurrentLog.ShouldNotContain(" error ");
    }

    // One mail after the other, at least one; how long the slowest took. All must pass.
    private static async Task<TimeSpan> SendAsync(Gateway gateway, TimeSpan time)
    {
        var (all, slowest) = (Stopwatch.StartNew(), TimeSpan.Zero);
        do
        {
            var one = Stopwatch.StartNew();
            await using (var client = await RawClient.ConnectAsync(gateway.Port))
                (await client.MessageAsync(Alice, Mail.Plain("normal"))).ShouldStartWith("250 2.0.0 ");
            slowest = one.Elapsed > slowest ? one.Elapsed : slowest;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        while (all.Elapsed < time);
        return slowest;
    }

    // Kept sessions end after 5 s: until then their descriptors are no leak either.
    private static async Task<Usage> SettledAsync(int process)
    {
        var (last, since) = (Usage.Of(process), Stopwatch.StartNew());
        await Wait.UntilAsync(
            () =>
            {
                var now = Usage.Of(process);
                if (now.Descriptors != last.Descriptors)
                    since.Restart();
                last = now;
                return Task.FromResult(since.Elapsed > TimeSpan.FromSeconds(6));
            },
            "settled", _settling, () => last.ToString());
        return last;
    }
}
