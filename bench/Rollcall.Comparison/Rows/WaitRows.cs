using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Rows;

/// <summary>How long a first question takes when the customer's server is far away.</summary>
internal sealed class WaitRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private const int RoundTripMs = 50;
    private static readonly TimeSpan _untilClosed = TimeSpan.FromSeconds(7); // docs/callouts.md: 5 s after its last question
    private Contender _rollcall = new(Who.Rollcall, 0);

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("wait-open", "wait for a first question over a link of 50 ms, session open, in round trips", 2, new Below(1.2)),
        new("wait-cold", "the same, no session", 2, new Below(3.2)),
    ];

    public override async Task PrepareAsync()
    {
        var backend = Keep(await BackendServer.StartAsync(Folder));
        int link = FreePort.Take();
        string[] arguments = ["-p", $"{link}", "-b", $"{backend.Port}", "-r", $"{RoundTripMs}"];
        Keep(await Daemon.Start(Folder["link.log"], Programs.Link, arguments).ListensAsync(link));
        var rollcall = Keep(await RollcallServer.StartAsync(new RollcallPlan(("example.test", link))));
        _rollcall = new(Who.Rollcall, rollcall.Port);
        // Compiled, and the test whether it accepts all behind it.
        await LoadClient.RunAsync(rollcall.Port, "-m rcpt -c 1 -n 20 -t 10");
    }

    public override async Task RoundAsync()
    {
        await Task.Delay(_untilClosed);
        await AskAsync("wait-cold", 1);
        await AskAsync("wait-open", 5);
    }

    private async Task AskAsync(string row, int questions)
    {
        var load = await LoadAsync(row, _rollcall, $"-m rcpt -c 1 -n {questions} -r {questions} -t 20");
        Results.Add(row, Who.Rollcall, load["p50_us"] / 1000 / RoundTripMs);
    }
}
