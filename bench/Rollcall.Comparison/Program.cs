using System.Runtime.InteropServices;
using Rollcall.Comparison;
using Rollcall.Comparison.Report;
using Rollcall.Comparison.Rows;
using Rollcall.Comparison.Servers;

// The same load against a bare Kestrel, Postfix, Exim and Rollcall, turn by turn; prints the table, and writes docs/benchmarks.md when
// every row was measured. Exit 0 also when a goal is missed: that is measured and explained, not a failure of the program.
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Daemon.KillAll());
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Daemon.KillAll());
try
{
    var options = BenchOptions.Parse(args);
    Programs.Build();
    var results = new Results();
    RowGroup[] groups =
    [
        new FrontRows(options, results), new WaitRows(options, results), new IdleRows(options, results), new StoreRows(options, results),
        new TroubleRows(options, results), new PolicyRows(options, results), new PostfixRows(options, results),
    ];
    var rows = groups.SelectMany(group => group.Rows).ToList();
    if (options.Rows.Except(rows.Select(row => row.Id)).ToList() is [_, ..] unknown)
        throw new BenchException($"no row {string.Join(", ", unknown)}; there are {string.Join(", ", rows.Select(row => row.Id))}");
    foreach (var group in groups.Where(group => group.Rows.Any(row => options.Wants(row.Id))))
        await MeasureAsync(group, options);
    string table = Document.Table(results, rows);
    Console.WriteLine($"\n{table}");
    foreach (string fault in results.Faults)
        Console.WriteLine($"fault: {fault}");
    if (options.Rows.Count == 0)
        Document.Write(options, table);
    return 0;
}
catch (BenchException failure)
{
    Console.Error.WriteLine($"bench: {failure.Message}");
    return 1;
}

static async Task MeasureAsync(RowGroup group, BenchOptions options)
{
    string names = string.Join(", ", group.Rows.Select(row => row.Id).Where(options.Wants));
    await using (group)
    {
        Console.WriteLine($"{names}: starting");
        await group.PrepareAsync();
        for (int round = 0; round < options.Rounds; round++)
        {
            Console.WriteLine($"{names}: round {round + 1} of {options.Rounds}");
            await group.RoundAsync();
        }
    }
}
