using System.Diagnostics;
using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>A store far larger than memory.</summary>
internal sealed class StoreRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private RollcallServer? _rollcall;

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("store", "10 million entries in the store, 1 % of them in memory: p99 at 1,000 RCPT/s, ms", 2, new Below(10)),
        new("store-process", "the process with them, MiB", 0, new Below(500)),
        new("store-start", "its start with them, s", 2, new Below(2)),
    ];

    public override async Task PrepareAsync()
    {
        var backend = Keep(await BackendServer.StartAsync(Folder));
        var plan = new RollcallPlan(("example.test", backend.Port))
        {
            StateDir = BigStore.StateDir,
            Limits = $"memory_entries = {BigStore.Entries / 100}",
            // The file lives longer than its entries would.
            Callout = "valid_ttl = \"30d\"\nstale_ttl = \"30d\"",
        };
        await BigStore.MakeAsync(plan);
        _rollcall = Keep(await RollcallServer.StartAsync(plan));
        for (int round = 0; round < Options.Rounds; round++)
        {
            await _rollcall.StopAsync();
            var clock = Stopwatch.StartNew();
            await _rollcall.StartAsync();
            Results.Add("store-start", Who.Rollcall, clock.Elapsed.TotalSeconds);
        }
        // Memory is full.
        await LoadClient.RunAsync(_rollcall.Port, $"-m rcpt -c 32 -k {BigStore.Entries} -n {BigStore.Entries / 100} -t 120");
    }

    public override async Task RoundAsync()
    {
        // Another seed each time: who was asked for in the round before is in memory.
        var load = await LoadAsync("store", new Contender(Who.Rollcall, _rollcall!.Port), $"-m rcpt -c 64 -k {BigStore.Entries} -R 1000 -t {Seconds}");
        Results.Add("store", Who.Rollcall, load["p99_us"] / 1000);
        Results.Add("store-process", Who.Rollcall, _rollcall.ResidentMiB);
    }
}
