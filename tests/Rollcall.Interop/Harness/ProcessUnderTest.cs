using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Rollcall.Interop.Harness;

/// <summary>The end of a process: exit status and all it wrote.</summary>
internal sealed record Ended(int Exit, string Out, string Error)
{
    public string All => $"exit {Exit}\n{Out}{Error}";
}

/// <summary>A process that a test started: its output, its signals, its end. It never outlives the test.</summary>
internal sealed class ProcessUnderTest : IAsyncDisposable
{
    private readonly Process _process = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly Lock _gate = new();

    private ProcessUnderTest(string program, IEnumerable<string> arguments, string? folder)
    {
        _process.StartInfo = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        _process.OutputDataReceived += (_, line) => Collect(_out, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_error, line.Data);
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public string Out => Text(_out);

    public string Error => Text(_error);

    public static ProcessUnderTest Start(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var started = new ProcessUnderTest(program, arguments, folder);
        started._process.Start();
        started._process.StandardInput.Close();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    public static async Task<Ended> RunAsync(string program, params string[] arguments)
    {
        await using var process = Start(program, arguments);
        return await process.EndAsync();
    }

    /// <summary>Waits for the end; a process that is not over in a minute is a failure.</summary>
    public Task<Ended> EndAsync() => EndAsync(TimeSpan.FromMinutes(1));

    public async Task<Ended> EndAsync(TimeSpan patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end.\n{Out}{Error}");
        }

        return new Ended(_process.ExitCode, Out, Error);
    }

    public Task UntilAsync(Func<ProcessUnderTest, bool> condition, string what) =>
        Wait.UntilAsync(() => condition(this) || HasEnded, what, () => Out + Error);

    public void Kill() => Signal("KILL");

    /// <summary>Sends a signal by name: TERM, KILL, STOP, CONT, HUP.</summary>
    public void Signal(string name) => Signal(name, Id);

    /// <summary>Signals the whole group that a process started with setsid leads.</summary>
    public void SignalGroup(string name) => Signal(name, $"-{Id}");

    /// <summary>Signals a process that one of the test's own started.</summary>
    public static void Signal(string name, int id) => Signal(name, id.ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        if (!HasEnded)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static void Signal(string name, string target)
    {
        using var kill = Process.Start("/bin/kill", ["-s", name, "--", target]);
        kill.WaitForExit();
    }

    private void Collect(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            text.Append(line).Append('\n');
    }

    private string Text(StringBuilder text)
    {
        lock (_gate)
            return text.ToString();
    }
}
