using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>How the program starts, refuses to start, and stops; and the launcher in front of it.</summary>
public sealed class ServeCommandTests
{
    private const string FiveMistakes = """
        hostname = "mx.gateway.test"
        state_dir = "./state"
        colour = "blue"
        [smtp]
        listen = ["127.0.0.1:99999"]
        [callout]
        wait = "soon"
        mode = "guess"
        [[domain]]
        name = "example.test"
        deliver_to = ["127.0.0.1:2525"]
        [domain.callout]
        max_sessions = "many"

        """;

    [Theory]
    [InlineData("config", "check")]
    [InlineData("serve", "-c")]
    public async Task FiveMistakes_AreFiveLines_AndExit78(string command, string option)
    {
        using var folder = new TempFolder();
        var file = folder.Write("rollcall.toml", FiveMistakes);

        var ended = await ProcessUnderTest.RunAsync(Repo.Program, command, option, file);

        ended.Exit.ShouldBe(78, ended.All);
        var lines = ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(5, ended.All);
        (int Line, string Key)[] expected = [(3, "colour"), (5, "listen"), (7, "wait"), (8, "mode"), (13, "max_sessions")];
        foreach (var (line, key) in expected)
            lines.ShouldContain(l => l.StartsWith("rollcall: ") && l.Contains(file) && System.Text.RegularExpressions.Regex.IsMatch(l, $@"\b{line}\b") && l.Contains(key));
    }

    [Fact]
    public async Task GoodConfiguration_IsPrintedWhole()
    {
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525")));

        var check = await ProcessUnderTest.RunAsync(Repo.Program, "config", "check", gateway.Config);
        var print = await ProcessUnderTest.RunAsync(Repo.Program, "config", "print", gateway.Config);

        check.Exit.ShouldBe(0, check.All);
        print.Exit.ShouldBe(0, print.All);
        print.Out.ShouldContain("mx.gateway.test");
        print.Out.ShouldContain("invalid_ttl");
    }

    [Fact]
    public async Task SecondServe_OnTheSameStateDir_Exits69()
    {
        await using var sink = new MailSink();
        await using var first = await Gateway.StartAsync("example.test", sink.Address);
        await using var second = new Gateway(new GatewayPlan(("example.test", sink.Address)) { StateDir = first.StateDir });

        var ended = await second.ServeAsync();

        ended.Exit.ShouldBe(69, ended.All);
        ended.Error.ShouldContain($"another rollcall uses {first.StateDir}");
        (await first.RunAsync("status")).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task Sigterm_Exits0_AndCommandsAboutTheServerExit69()
    {
        await using var sink = new MailSink();
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        (await gateway.RunAsync("status")).Exit.ShouldBe(0);

        (await gateway.StopAsync()).Exit.ShouldBe(0);

        (await gateway.RunAsync("status")).Exit.ShouldBe(69);
    }

    [Fact]
    public async Task StateDirAndControlSocket_AreTheOwnersAlone()
    {
        await using var sink = new MailSink();
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);

        File.GetUnixFileMode(gateway.ControlSocket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(gateway.StateDir).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Launcher_WorksThroughALink_InTheCallersFolder()
    {
        using var folder = new TempFolder();
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2525")));
        File.Copy(gateway.Config, folder["here.toml"]);
        File.CreateSymbolicLink(folder["link"], Repo.Launcher);

        folder.Write("broken.toml", FiveMistakes);

        await using var good = ProcessUnderTest.Start(folder["link"], ["config", "check", "here.toml"], folder.Path);
        await using var broken = ProcessUnderTest.Start(folder["link"], ["config", "check", "broken.toml"], folder.Path);

        (await good.EndAsync()).Exit.ShouldBe(0, good.Error);
        (await broken.EndAsync()).Exit.ShouldBe(78, broken.Error);
    }
}
