using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>One destination dead and one in a tarpit: do the others feel it?</summary>
internal sealed class TroubleRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private Contender _rollcall = new(Who.Rollcall, 0);

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("trouble", "one destination dead, one tarpitting for 30 s: p99 of the others at 1,000 RCPT/s, ms", 2, new Below(20)),
    ];

    public override async Task PrepareAsync()
    {
        var good = Keep(await BackendServer.StartAsync(Folder));
        var dead = Keep(await BackendServer.StartAsync(Folder, "-x"));
        var tarpit = Keep(await BackendServer.StartAsync(Folder, "-t", "30000"));
        var plan = new RollcallPlan(("good.test", good.Port), ("dead.test", dead.Port), ("tarpit.test", tarpit.Port));
        var rollcall = Keep(await RollcallServer.StartAsync(plan));
        _rollcall = new(Who.Rollcall, rollcall.Port);
        await WarmAsync(rollcall.Port, "-m rcpt -c 32 -d good.test");
    }

    public override async Task RoundAsync()
    {
        // Their recipients are asked for by as many clients as wait for an answer, all the time.
        using var dead = LoadClient.Start(_rollcall.Port, $"-m rcpt -c 50 -d dead.test -t {LoadClient.Text(Options.Seconds + 2)}");
        using var tarpit = LoadClient.Start(_rollcall.Port, $"-m rcpt -c 50 -d tarpit.test -t {LoadClient.Text(Options.Seconds + 2)}");
        await Task.Delay(TimeSpan.FromSeconds(1));
        // 20 new ones a second, below max_rate, among those in memory.
        var load = await LoadAsync("trouble", _rollcall, $"-m rcpt -c 64 -d good.test -k {Known} -y 2 -R 1000 -t {Seconds}");
        Results.Add("trouble", Who.Rollcall, load["p99_us"] / 1000);
        await Task.WhenAll(dead.WaitForExitAsync(), tarpit.WaitForExitAsync());
    }
}
