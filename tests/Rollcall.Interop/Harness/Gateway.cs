using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Rollcall.Interop.Harness;

/// <summary>What a gateway of a test is configured to be; further lines of TOML go to the end of their table.</summary>
internal sealed record GatewayPlan(params IReadOnlyList<(string Name, string DeliverTo)> Domains)
{
    public string Callout { get; init; } = "";

    public string Smtp { get; init; } = "";

    public string Limits { get; init; } = "min_free_disk = \"1MiB\"";

    public string Delivery { get; init; } = "";

    /// <summary>To the last domain.</summary>
    public string Domain { get; init; } = "";

    public string Store { get; init; } = "";

    public string Level { get; init; } = "info";

    /// <summary>The limit of descriptors of `serve`; 0 for that of the tests.</summary>
    public int Descriptors { get; init; }

    /// <summary>Where the service manager of `serve` listens; empty: there is none.</summary>
    public string NotifySocket { get; init; } = "";

    public int SmtpPort { get; init; } = FreePort.Take();

    /// <summary>In place of all of the above: a whole configuration whose state_dir is "./state", without [http].</summary>
    public string Whole { get; init; } = "";

    /// <summary>Empty: a folder of its own.</summary>
    public string StateDir { get; init; } = "";
}

/// <summary>The published program in a folder of its own, started with `serve`; its commands, its log, its end.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _control;
    private readonly GatewayPlan _plan;
    private ProcessUnderTest? _serving;

    public Gateway(GatewayPlan plan)
    {
        _plan = plan;
        Port = plan.SmtpPort;
        StateDir = plan.StateDir.Length > 0 ? plan.StateDir : _folder["state"];
        Config = _folder.Write("rollcall.toml", plan.Whole.Length > 0 ? Complete(plan.Whole) : Toml(plan));
        _control = new HttpClient(new SocketsHttpHandler { ConnectCallback = DialAsync }) { BaseAddress = new Uri("http://localhost") };
    }

    public int Port { get; }

    public int HttpPort { get; } = FreePort.Take();

    public string Config { get; }

    public string StateDir { get; }

    public string ControlSocket => Path.Combine(StateDir, "rollcall.sock");

    public string SmtpSocket => _folder["smtp.sock"];

    public int ProcessId => _serving!.Id;

    public string Log { get; private set; } = "";

    public string CurrentLog => Log + _serving?.Error;

    public static async Task<Gateway> StartAsync(GatewayPlan plan)
    {
        var gateway = new Gateway(plan);
        return await Wait.StartedAsync(gateway, gateway.StartAsync);
    }

    public static Task<Gateway> StartAsync(string domain, string deliverTo) => StartAsync(new GatewayPlan((domain, deliverTo)));

    public async Task StartAsync()
    {
        string[] around = _plan.Descriptors > 0 ? ["/usr/bin/prlimit", $"--nofile={_plan.Descriptors}", "--"]
            : _plan.NotifySocket.Length > 0 ? ["/usr/bin/env", $"NOTIFY_SOCKET={_plan.NotifySocket}"]
            : [];
        string[] command = [.. around, Repo.Program, "serve", "-c", Config];
        _serving = ProcessUnderTest.Start(command[0], command[1..]);
        await Wait.UntilAsync(async () => _serving.HasEnded || await IsReadyAsync(), "ready", Wait.Long, () => _serving.Error);
        _serving.HasEnded.ShouldBeFalse($"serve ended before it was ready:\n{_serving.Out}{_serving.Error}");
    }

    /// <summary>Changes the configuration file; the running gateway learns of it by a reload.</summary>
    public void Edit(Func<string, string> change) => File.WriteAllText(Config, change(File.ReadAllText(Config)));

    public void Signal(string name) => _serving!.Signal(name);

    /// <summary>Calls the API on the control socket.</summary>
    public async Task<(int Status, string? Type, string Body)> CallAsync(HttpMethod method, string path, HttpContent? body = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        using var answer = await _control.SendAsync(request);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Runs `serve` to its end: for what must not start.</summary>
    public Task<Ended> ServeAsync() => ProcessUnderTest.RunAsync(Repo.Program, "serve", "-c", Config);

    public Task<Ended> CheckConfigAsync() => ProcessUnderTest.RunAsync(Repo.Program, "config", "check", Config);

    /// <summary>Runs a command with this gateway's configuration.</summary>
    public Task<Ended> RunAsync(params string[] arguments) => ProcessUnderTest.RunAsync(Repo.Program, [.. arguments, "-c", Config]);

    public Task<Ended> StopAsync() => EndAsync("TERM");

    public Task<Ended> KillAsync() => EndAsync("KILL");

    public Task UntilLogAsync(Func<string, bool> condition, string what) =>
        Wait.UntilAsync(() => condition(CurrentLog), what, () => CurrentLog);

    /// <summary>Waits until the store lists so many recipients: writes are gathered for 200 ms, and a command may be quicker.</summary>
    public Task UntilListedAsync(string domain, int count) => Wait.UntilAsync(
        async () => (await CallAsync(HttpMethod.Get, $"/api/v1/domains/{domain}/recipients", accept: "text/csv")).Body.Split("\r\n").Length == count + 2, $"{count} recipients in the store", Wait.Long, () => CurrentLog);

    public async ValueTask DisposeAsync()
    {
        if (_serving is not null)
            await KillAsync();
        _control.Dispose();
        _folder.Dispose();
    }

    private async Task<Ended> EndAsync(string signal)
    {
        _serving!.Signal(signal);
        var ended = await _serving.EndAsync();
        Log += ended.Error;
        await _serving.DisposeAsync();
        _serving = null;
        return ended;
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _control.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async ValueTask<Stream> DialAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlSocket), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private string Complete(string whole) => $"{whole.Replace("./state", StateDir, StringComparison.Ordinal)}\n[http]\nlisten = [\"127.0.0.1:{HttpPort}\"]\n";

    private string Toml(GatewayPlan plan)
    {
        var domains = plan.Domains.Select(d => $"""

            [[domain]]
            name = "{d.Name}"
            deliver_to = ["{d.DeliverTo}"]
            """);
        return $"""
            hostname = "mx.gateway.test"
            state_dir = "{StateDir}"

            [smtp]
            listen = ["127.0.0.1:{Port}", "[::1]:{Port}", "unix:{SmtpSocket}"]
            {plan.Smtp}

            [http]
            listen = ["127.0.0.1:{HttpPort}"]

            [limits]
            {plan.Limits}

            [delivery]
            {plan.Delivery}

            [log]
            level = "{plan.Level}"

            [store]
            {plan.Store}

            [callout]
            {plan.Callout}
            {string.Concat(domains)}
            {plan.Domain}

            """;
    }
}

/// <summary>The shapes of what the program writes.</summary>
internal static partial class Shape
{
    /// <summary>time level event key=value ...; a value with blanks is quoted.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [a-z]+ [A-Za-z0-9_.\-]+( [A-Za-z0-9_.\-]+=(""([^""\\]|\\.)*""|[^ ""]*))*$")]
    public static partial Regex LogLine();

    [GeneratedRegex(@"250 2\.0\.0 <?([A-Za-z0-9_-]{12})>? passed on")]
    public static partial Regex PassedOn();

    [GeneratedRegex(@"^Received: from client\.test \((\S+ )?\[127\.0\.0\.1\]\)\s+by mx\.gateway\.test with ESMTP\s+id ([A-Za-z0-9_-]{12})"
        + @"(\s+for <([^>]+)>)?;\s+\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\r\n$")]
    public static partial Regex Received();
}
