using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>A Postfix that asks our policy service against the same Postfix that verifies by itself.</summary>
internal sealed class PostfixRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private BackendServer? _backend;
    private Contender[] _contenders = [];

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("postfix-known", "Postfix with our policy service against itself verifying: known recipients a second", 0, new Times(1, Who.Postfix)),
        new("postfix-new", "the same: new recipients verified a second, 64 clients, a fifth unknown", 0, new Times(5, Who.Postfix)),
    ];

    public override async Task PrepareAsync()
    {
        var backend = _backend = Keep(await BackendServer.StartAsync(Folder));
        var alone = Keep(await PostfixServer.StartAsync(backend.Port, "reject_unverified_recipient"));
        var rollcall = Keep(await RollcallServer.StartAsync(FrontRows.Plan(backend.Port)));
        var asking = Keep(await PostfixServer.StartAsync(backend.Port, $"check_policy_service inet:127.0.0.1:{rollcall.PolicyPort}"));
        _contenders = [new(Who.Postfix, alone.Port), new(Who.Rollcall, asking.Port)];
        foreach (var who in _contenders)
            await WarmAsync(who.Port, "-m rcpt -c 32");
    }

    public override async Task RoundAsync()
    {
        foreach (var who in _contenders)
        {
            if (Options.Wants("postfix-known"))
                await MeasureAsync("postfix-known", who, $"-m rcpt -c 32 -k {Known} -t {Seconds}");
            if (Options.Wants("postfix-new"))
                await MeasureAsync("postfix-new", who, $"-m rcpt -c 64 -x 20 -t {SecondsForNew(who)}");
            await _backend!.SettleAsync();
        }
    }

    private async Task MeasureAsync(string row, Contender who, string arguments)
    {
        var load = await LoadAsync(row, who, arguments);
        Results.Add(row, who.Name, load["decisions_s"]);
    }
}
