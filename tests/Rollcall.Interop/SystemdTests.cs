using System.Globalization;
using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The unit of the package, as systemd reads it. Nothing is started by it here.</summary>
public sealed partial class SystemdTests
{
    private const double MaxExposure = 3; // of 10; 2 and less is "OK", above 6 "MEDIUM"

    [Fact]
    public async Task Unit_HasNoMistake()
    {
        using var folder = new TempFolder();

        var ended = await ProcessUnderTest.RunAsync("/usr/bin/systemd-analyze", "verify", "--man=no", Unit(folder));

        ended.Exit.ShouldBe(0, ended.All);
        ended.All.ShouldNotContain("rollcall.service:"); // an unknown key is a warning
    }

    [Fact]
    public async Task Sandbox_LeavesLittleExposed()
    {
        using var folder = new TempFolder();

        var ended = await ProcessUnderTest.RunAsync("/usr/bin/systemd-analyze", "security", "--no-pager", "--offline=true", Unit(folder));

        ended.Exit.ShouldBe(0, ended.All);
        var overall = Overall().Match(ended.Out);
        overall.Success.ShouldBeTrue(ended.All);
        double.Parse(overall.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(MaxExposure, ended.Out);
    }

    // With a program that is there.
    private static string Unit(TempFolder folder) => folder.Write(
        "rollcall.service", File.ReadAllText(Path.Combine(Repo.Root, "packaging/rollcall.service")).Replace("/usr/bin/rollcall", Repo.Program, StringComparison.Ordinal));

    [GeneratedRegex(@"Overall exposure level for rollcall\.service: ([0-9.]+)")]
    private static partial Regex Overall();
}
