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
    ];

    public override async Task PrepareAsync()
    {
        _backend = Keep(await BackendServer.StartAsync(Folder));
        var floor = Keep(await FloorServer.StartAsync());
        var postfix = Keep(await PostfixServer.StartAsync(_backend.Port, "reject_unverified_recipient"));
        var exim = Keep(await EximServer.StartAsync(_backend.Port));
        var rollcall = Keep(await RollcallServer.StartAsync(Plan(_backend.Port)));
        _contenders = [new(Who.Floor, floor.Port), new(Who.Postfix, postfix.Port), new(Who.Exim, exim.Port), new(Who.Rollcall, rollcall.Port)];
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
        if (Options.Wants("new") || Options.Wants("bytes") || Options.Wants("connections"))
        {
            foreach (var who in _contenders)
                await AskAsync(who);
        }
        if (Options.Wants("messages"))
        {
            foreach (var who in _contenders)
                await SendAsync(who);
        }
    }

    private async Task EachAsync(string row, string arguments, string figure)
    {
        if (!Options.Wants(row))
            return;
        foreach (var who in _contenders)
        {
            var load = await LoadAsync(row, who, $"{arguments} -t {Seconds}");
            Results.Add(row, who.Name, load[figure]);
        }
    }

    private async Task AskAsync(Contender who)
    {
        var before = await _backend!.CountsAsync();
        var load = await LoadAsync("new", who, $"-m rcpt -c 64 -x 20 -t {SecondsForNew(who)}");
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
        var load = await LoadAsync("messages", who, $"-m message -c 32 -k {Known} -t {Seconds}");
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
