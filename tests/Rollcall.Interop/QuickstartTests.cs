using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>docs/quickstart.md, from its first command to its last, in the order of the page.</summary>
public sealed partial class QuickstartTests : IAsyncLifetime
{
    private const string Bob = "bob@example.com";
    private readonly MailSink _sink = new(Bob);
    private readonly TempFolder _folder = new();
    private readonly List<ProcessUnderTest> _background = [];
    private readonly List<(string Old, string New)> _addresses = [];
    private readonly int _smtp = FreePort.Take();
    private PostfixServer? _behind;
    private PostfixServer? _front;
    private int _commands;

    public async ValueTask InitializeAsync()
    {
        File.CreateSymbolicLink(_folder["rollcall"], Repo.Program);
        _behind = await PostfixServer.StartAsync(_sink, [Bob]);
        _addresses.AddRange(
        [
            ("10.0.0.5:25", _behind.Address), ("127.0.0.1:2525", $"127.0.0.1:{_smtp}"), ("127.0.0.1:8025", $"127.0.0.1:{FreePort.Take()}"),
            ("127.0.0.1:10031", $"127.0.0.1:{FreePort.Take()}"),
        ]);
    }

    [Fact]
    public async Task Page_DoesWhatItSays()
    {
        foreach (Match block in Block().Matches(File.ReadAllText(Path.Combine(Repo.Root, "docs/quickstart.md"))))
        {
            var (kind, name, text) = (block.Groups["kind"].Value, block.Groups["name"].Value, Here(block.Groups["text"].Value));
            if (kind == "toml")
                _folder.Write(name, text);
            else if (kind == "main.cf")
                await StartFrontAsync(text);
            else if (kind == "console")
                await PlayAsync(text);
        }

        _commands.ShouldBeGreaterThan(10);
        await _sink.UntilMessagesAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _background)
            await process.DisposeAsync();
        if (_front is not null)
            await _front.DisposeAsync();
        await _behind!.DisposeAsync();
        await _sink.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartFrontAsync(string recipe)
    {
        _front = await PostfixServer.StartAsync(
            _sink, ["unused@front.test"], "relay_domains = example.com", "relay_recipient_maps =", $"relay_transport = smtp:[127.0.0.1]:{_sink.Port}", recipe);
        _addresses.Add(("127.0.0.1:25 ", $"127.0.0.1:{_front.Port} "));
    }

    private async Task PlayAsync(string text)
    {
        foreach (Match step in Step().Matches(text))
        {
            var command = step.Groups["command"].Value;
            _commands++;
            if (command.EndsWith(" &", StringComparison.Ordinal))
            {
                _background.Add(Shell("exec " + command[..^2]));
                await Wait.ForPortAsync(_smtp, () => _background[^1].Out + _background[^1].Error);
                continue;
            }
            await using var process = Shell(command);
            var ended = await process.EndAsync();
            var exit = ended.Exit == 0 ? "" : $"[exit {ended.Exit}]\n";
            Pattern(step.Groups["output"].Value).IsMatch(ended.Out + ended.Error + exit).ShouldBeTrue($"$ {command}\n{ended.All}\nis not\n{step.Groups["output"].Value}");
        }
    }

    private ProcessUnderTest Shell(string command) =>
        ProcessUnderTest.Start("/bin/bash", ["-c", $"export PATH={_folder.Path}:$PATH; {command}"], _folder.Path);

    private string Here(string text) => _addresses.Aggregate(text, (changed, address) => changed.Replace(address.Old, address.New, StringComparison.Ordinal));

    private static Regex Pattern(string output) =>
        new("^" + Regex.Escape(output).Replace(@"\.\.\.", ".*", StringComparison.Ordinal) + "$", RegexOptions.Singleline, TimeSpan.FromSeconds(60));

    [GeneratedRegex(@"^```(?<kind>\S+)(?: (?<name>\S+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\$ (?<command>[^\n]*)\n(?<output>(?:(?!\$ )[^\n]*\n)*)", RegexOptions.Multiline)]
    private static partial Regex Step();
}
