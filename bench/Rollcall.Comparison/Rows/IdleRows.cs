using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>What an SMTP session that does nothing costs.</summary>
internal sealed class IdleRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private const int Sessions = 10_000;
    private BackendServer? _backend;

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("idle", "memory per idle SMTP session, 10,000 of them, KiB", 1, new Below(10)),
        new("idle-process", "the whole process with them, MiB", 0, new Below(250)),
    ];

    public override async Task PrepareAsync() => _backend = Keep(await BackendServer.StartAsync(Folder));

    // A new process each time: memory once taken is not given back for long.
    public override async Task RoundAsync()
    {
        await using var rollcall = await RollcallServer.StartAsync(FrontRows.Plan(_backend!.Port));
        await WarmAsync(rollcall.Port, "-m rcpt -c 32");
        int before = rollcall.ResidentMiB;
        using var client = LoadClient.Start(rollcall.Port, $"-m idle -c {Sessions} -t 60");
        var load = Load.Parse(await client.StandardOutput.ReadLineAsync() ?? "");
        Results.Check("idle", Who.Rollcall, load);
        if (load["sessions"] < Sessions)
            throw new BenchException($"only {load["sessions"]} of {Sessions} sessions could be opened; {load.Remarks} (ulimit -n must be over {Sessions})");
        int after = rollcall.ResidentMiB;
        client.StandardInput.Close();
        await client.WaitForExitAsync();
        Results.Add("idle", Who.Rollcall, (after - before) * 1024.0 / Sessions);
        Results.Add("idle-process", Who.Rollcall, after);
    }
}
