using System.Diagnostics;
using Rollcall.Comparison.Report;
using Rollcall.Comparison.Servers;

namespace Rollcall.Comparison.Rows;

/// <summary>All four in front of the same backend: recipients from memory, sessions, new recipients, messages.</summary>
internal sealed class FrontRows(BenchOptions options, Results results) : RowGroup(options, results)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private BackendServer? _backend;
    private Contender[] _contenders = [];

    public override IReadOnlyList<Row> Rows { get; } =
    [
        new("memory", "RCPT answered from memory a second, 32 clients", 0, new Times(0.75, Who.Floor), new Times(3, Who.Exim), new Times(8, Who.Postfix)),
        new("many", "the same, 50 recipients a mail", 0, new Times(0.6, Who.Floor)),
        new("sessions", "sessions (connect, EHLO, MAIL, RCPT, QUIT) a second", 0, new Times(0.85, Who.Floor), new Times(15, Who.Exim)),
        new("new", "new recipients verified a second, 64 clients, a fifth unknown", 0, new Times(0.45, Who.Floor), new Times(12, Who.Exim)),
        new("bytes", "command bytes to the backend per question", 1, new Below(65)),
        new("connections", "connections to the backend per question", 3, new Below(0.03)),
        new("messages", "messages of 4 KiB passed on a second, 32 clients", 0, new Times(0.3, Who.Floor), new Times(5, Who.Postfix), new Times(20, Who.Exim)),
        new(Cpu("memory"), "CPU time of a RCPT answered from memory, µs", 1, new CostsAtMost(1.2, 1.1, Who.Floor)),
        new(Cpu("many"), "the same, 50 recipients a mail, µs", 1, new CostsAtMost(1.15, 1.1, Who.Floor)),
        new(Cpu("sessions"), "CPU time of a session, µs", 1, new CostsAtMost(1.25, 1.15, Who.Floor)),
        new(Cpu("new"), "CPU time of a new recipient, µs", 1, new CostsAtMost(2.2, 1.8, Who.Floor)),
        new(Cpu("messages"), "CPU time of a message of 4 KiB, µs", 1, new CostsAtMost(2.6, 2.0, Who.Floor)),
    ];

    public override async Task PrepareAsync()
    {
        _backend = Keep(await BackendServer.StartAsync(Folder));
        var floor = Keep(await FloorServer.StartAsync());
        var postfix = Keep(await PostfixServer.StartAsync(_backend.Port, "reject_unverified_recipient"));
        var exim = Keep(await EximServer.StartAsync(_backend.Port));
        var rollcall = Keep(await RollcallServer.StartAsync(Plan(_backend.Port)));
        _contenders =
        [
            new(Who.Floor, floor.Port, floor.ProcessId), new(Who.Postfix, postfix.Port), new(Who.Exim, exim.Port),
            new(Who.Rollcall, rollcall.Port, rollcall.ProcessId),
        ];
        foreach (var who in _contenders)
            await WarmAsync(who.Port, "-m rcpt -c 32");
    }

    /// <summary>What protects a customer's server is lifted, so that the work and not the brake is measured; the others have none.</summary>
    public static RollcallPlan Plan(int backendPort) => new(("example.test", backendPort))
    {
        Callout = "max_rate = 1000000\nmax_sessions = 64",
        Harvest = "domain_unknown = 1000000",
    };

    public override async Task RoundAsync()
    {
        await EachAsync("memory", $"-m rcpt -c 32 -k {Known}", "decisions_s");
        await EachAsync("many", $"-m rcpt -c 32 -k {Known} -r 50", "decisions_s");
        await EachAsync("sessions", $"-m session -c 32 -k {Known}", "sessions_s");
        if (Wants("new") || Options.Wants("bytes") || Options.Wants("connections"))
        {
            foreach (var who in _contenders)
                await AskAsync(who);
        }
        if (Wants("messages"))
        {
            foreach (var who in _contenders)
                await SendAsync(who);
        }
    }

    private async Task EachAsync(string row, string arguments, string figure)
    {
        if (!Wants(row))
            return;
        foreach (var who in _contenders)
        {
            var load = await MeasuredAsync(row, who, $"{arguments} -t {Seconds}", figure);
            Results.Add(row, who.Name, load[figure]);
        }
    }

    private static string Cpu(string row) => row + "-cpu";

    private bool Wants(string row) => Options.Wants(row) || Options.Wants(Cpu(row));

    // CPU time is hardly moved by what else the machine does, and speed is; Postfix and Exim are many processes and are not measured so.
    private async Task<Load> MeasuredAsync(string row, Contender who, string arguments, string figure)
    {
        if (who.ProcessId is not { } id)
            return await LoadAsync(row, who, arguments);
        using var process = Process.GetProcessById(id);
        var before = process.TotalProcessorTime;
        var load = await LoadAsync(row, who, arguments);
        process.Refresh();
        Results.Add(Cpu(row), who.Name, (process.TotalProcessorTime - before).TotalMicroseconds / (load[figure] * load["seconds"]));
        return load;
    }

    private async Task AskAsync(Contender who)
    {
        var before = await _backend!.CountsAsync();
        var load = await MeasuredAsync("new", who, $"-m rcpt -c 64 -x 20 -t {SecondsForNew(who)}", "decisions_s");
        Results.Add("new", who.Name, load["decisions_s"]);
        await _backend.SettleAsync();
        var asked = await _backend.CountsAsync() - before;
        if (who.Name == Who.Floor || asked.Rcpt == 0)
            return;
        Results.Add("bytes", who.Name, (double)asked.CommandBytes / asked.Rcpt);
        Results.Add("connections", who.Name, (double)asked.Connections / asked.Rcpt);
    }

    // Postfix and Exim acknowledge what they have queued: the time runs until the last one has arrived.
    private async Task SendAsync(Contender who)
    {
        var (before, clock) = (await _backend!.CountsAsync(), Stopwatch.StartNew());
        var load = await MeasuredAsync("messages", who, $"-m message -c 32 -k {Known} -t {Seconds}", "messages_s");
        if (who.Name == Who.Floor)
        {
            Results.Add("messages", who.Name, load["messages_s"]);
            return;
        }
        double took = load["seconds"];
        long arrived = (await _backend.CountsAsync() - before).Messages;
        while (arrived < load["messages"] && clock.Elapsed < _patience)
        {
            await Task.Delay(20);
            took = clock.Elapsed.TotalSeconds;
            arrived = (await _backend.CountsAsync() - before).Messages;
        }
        Results.Add("messages", who.Name, arrived / took);
    }
}
