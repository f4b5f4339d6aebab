using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>`rollcall demo`: the printed lines are run as they stand.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task PrintedLines_DoWhatTheySay()
    {
        await using var demo = ProcessUnderTest.Start(Repo.Program, ["demo"]);
        await demo.UntilAsync(d => SwaksLine().Count(d.Out) >= 3, "three swaks lines");
        var lines = SwaksLine().Matches(demo.Out).Select(m => m.Value).ToList();
        lines.Count.ShouldBe(3, demo.Out + demo.Error);

        var valid = await ProcessUnderTest.RunAsync("/bin/bash", "-c", lines[0]);
        var unknown = await ProcessUnderTest.RunAsync("/bin/bash", "-c", lines[1]);
        var foreign = await ProcessUnderTest.RunAsync("/bin/bash", "-c", lines[2]);

        valid.Exit.ShouldBe(0, valid.All);
        Shape.PassedOn().IsMatch(valid.Out).ShouldBeTrue(valid.All);
        unknown.Out.ShouldContain("550 5.1.1 ");
        foreign.Out.ShouldContain("554 5.7.1 ");
        demo.Signal("INT");
        (await demo.EndAsync()).Exit.ShouldBe(0);
    }

    [GeneratedRegex(@"swaks --?[^\n]*")]
    private static partial Regex SwaksLine();
}
