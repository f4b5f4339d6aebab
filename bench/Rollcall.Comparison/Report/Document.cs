using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison.Report;

/// <summary>The table, and docs/benchmarks.md around it.</summary>
internal static class Document
{
    /// <summary>The table in Markdown, which reads well on a terminal too.</summary>
    public static string Table(Results results, IEnumerable<Row> rows)
    {
        var table = new StringBuilder($"| work | {string.Join(" | ", Who.All)} | against the goal | |\n|---|{string.Concat(Who.All.Select(_ => "---:|"))}---|---|\n");
        foreach (var row in rows)
        {
            var figures = Who.All.Select(who => results.Median(row.Id, who) is { } median ? row.Format(median) : "");
            var judged = row.Goals.Select(goal => goal.Judge(results, row)).OfType<(string Text, bool IsMet)>().ToList();
            if (judged.Count == 0)
                continue;
            string verdict = judged.TrueForAll(goal => goal.IsMet) ? "met" : "**missed**";
            table.Append(CultureInfo.InvariantCulture, $"| {row.Work} | {string.Join(" | ", figures)} | {string.Join("; ", judged.Select(goal => goal.Text))} | {verdict} |\n");
        }
        return table.ToString();
    }

    /// <summary>Writes docs/benchmarks.md: what was measured, the allocations as `make bench-micro` left them, and the notes that a person wrote.</summary>
    public static void Write(BenchOptions options, string table)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"""
            # Benchmarks

            <!-- Written by make bench, with bench/allocations.md and bench/notes.md in it: edit those. -->

            Measured on {DateTime.UtcNow:yyyy-MM-dd}: {Machine()}
            {Versions()}

            {options.Rounds} rounds of {options.Seconds} s for each server, one after the other, on loopback. Figures are medians; a ratio is the median of the
            rounds' ratios. "floor" is a bare Kestrel with fixed replies (`bench/Rollcall.Floor/`), client and backend are `bench/load/`.

            {table}
            {Part("allocations.md")}
            {Part("notes.md")}
            """);
        File.WriteAllText(Path.Combine(Repo.Root, "docs/benchmarks.md"), text.TrimEnd() + "\n");
    }

    private static string Part(string name) => File.ReadAllText(Path.Combine(Repo.Root, "bench", name));

    private static string Machine()
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.OSArchitecture.ToString();
        double memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores of {model}, {memory:0} GiB; {RuntimeInformation.OSDescription};");
    }

    private static string Versions() =>
        $"{RuntimeInformation.FrameworkDescription}; Rollcall {Said(Repo.Program, "--version")}; Postfix {Said("/usr/sbin/postconf", "-dh", "mail_version")}; "
            + $"{Said(Repo.Exim, "--version").Split(" #")[0]}.";

    private static string Said(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said.Split('\n')[0].Trim();
    }
}
