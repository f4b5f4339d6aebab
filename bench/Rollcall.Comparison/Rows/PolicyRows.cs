using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>The policy service against a bare Kestrel that answers lines.</summary>
internal sealed class PolicyRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private Contender[] _contenders = [];

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("policy", "policy answers from memory a second, 32 persistent connections", 0, new Times(0.75, Who.Floor)),
    ];

    public override async Task PrepareAsync()
    {
        var backend = Keep(await BackendServer.StartAsync(Folder));
        var floor = Keep(await FloorServer.StartAsync());
        var rollcall = Keep(await RollcallServer.StartAsync(FrontRows.Plan(backend.Port)));
        _contenders = [new(Who.Floor, floor.PolicyPort), new(Who.Rollcall, rollcall.PolicyPort)];
        foreach (var who in _contenders)
            await WarmAsync(who.Port, "-m policy -c 32");
    }

    public override async Task RoundAsync()
    {
        foreach (var who in _contenders)
        {
            var load = await LoadAsync("policy", who, $"-m policy -c 32 -k {Known} -t {Seconds}");
            Results.Add("policy", who.Name, load["decisions_s"]);
        }
    }
}
