using System.Diagnostics;
using System.Globalization;
using Rollcall.Interop.Harness;
using Rollcall.Soak;

// Good, bad and hostile traffic at once for the given minutes (15 when not given): every acknowledged message must be there once, and
// memory, descriptors and threads must be where they were. Prints one line a minute; exit 1 when something is not as it was.
var minutes = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 15;
var folder = Directory.CreateTempSubdirectory("soak-");
await using var customers = new Customers();
var port = FreePort.Take();
var lost = 0;
using var gateway = Start();
try
{
    await ReadyAsync();
    // What is loaded at the first use of each kind, and what the memory of recipients holds when it is full, is no leak.
    await PlayAsync(TimeSpan.FromMinutes(Math.Min(3, minutes / 3)));
    var before = await SettledAsync();
    Console.WriteLine($"before: {before}");
    await PlayAsync(TimeSpan.FromMinutes(minutes));
    var after = await SettledAsync();
    Console.WriteLine($"after:  {after}");
    return after.IsLike(before) && lost == 0 ? 0 : 1;
}
finally
{
    gateway.Kill();
    await gateway.WaitForExitAsync();
    folder.Delete(recursive: true);
}

Process Start()
{
    var config = Path.Combine(folder.FullName, "rollcall.toml");
    File.WriteAllText(config, $"""
        hostname = "mx.gateway.test"
        state_dir = "{folder.FullName}/state"
        [smtp]
        listen = ["127.0.0.1:{port}"]
        [limits]
        memory_entries = 20000
        [http]
        listen = []
        [[domain]]
        name = "good.test"
        deliver_to = ["127.0.0.1:{customers.Good}"]
        [[domain]]
        name = "example.test"
        deliver_to = ["127.0.0.1:{customers.Good}"]
        [[domain]]
        name = "dead.test"
        deliver_to = ["127.0.0.1:{FreePort.Take()}"]
        [[domain]]
        name = "tarpit.test"
        deliver_to = ["127.0.0.1:{customers.Tarpit}"]
        [[domain]]
        name = "garbage.test"
        deliver_to = ["127.0.0.1:{customers.Garbage}"]
        """);
    // Its log goes where that of a service goes: away from this process.
    return Process.Start("/bin/sh", ["-c", "exec \"$0\" serve -c \"$1\" 2>>\"$2\"", Repo.Program, config, Path.Combine(folder.FullName, "log")]);
}

async Task ReadyAsync()
{
    while (!File.Exists(Path.Combine(folder.FullName, "state/rollcall.sock")) && !gateway.HasExited)
        await Task.Delay(100);
    await Task.Delay(1000);
}

async Task PlayAsync(TimeSpan time)
{
    using var over = new CancellationTokenSource(time);
    var (hostile, senders, clock) = (new HostileClients(port) { Pause = TimeSpan.FromMilliseconds(200) }, new Senders(port), Stopwatch.StartNew());
    var all = Task.WhenAll(hostile.RunAsync(time, CancellationToken.None), senders.RunAsync(over.Token));
    while (!all.IsCompleted)
    {
        await Task.WhenAny(all, Task.Delay(TimeSpan.FromMinutes(1)));
        Console.WriteLine(
            $"{clock.Elapsed:hh\\:mm\\:ss} {Usage.Of(gateway.Id)}; {hostile.Played} hostile connections, {senders.Acknowledged.Count} messages passed on, slowest {senders.TakeSlowest().TotalMilliseconds:0} ms, {customers.Questions} RCPT at the customers");
    }

    lost += senders.Acknowledged.Count(id => !customers.Received.ContainsKey(id));
    Console.WriteLine($"replies: {string.Join(", ", senders.Replies.OrderBy(r => r.Key).Select(r => $"{r.Key}: {r.Value}"))}");
    Console.WriteLine($"acknowledged and lost: {lost}; received more than once: {customers.Received.Count(m => m.Value > 1)}");
}

async Task<Usage> SettledAsync()
{
    // Sessions of the tarpit end after their deadline, kept ones after 5 s, those of silent clients when they were closed.
    await Task.Delay(TimeSpan.FromSeconds(100));
    return Usage.Of(gateway.Id);
}
