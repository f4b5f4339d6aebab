using System.Globalization;
using System.Text;
using BenchmarkDotNet.Reports;

namespace Rollcall.Bench;

/// <summary>What was measured, as a part of docs/benchmarks.md.</summary>
internal static class AllocationTable
{
    /// <summary>Writes the table; nothing when a benchmark failed, so that an old one stays.</summary>
    public static void Write(string path, IReadOnlyList<Summary> summaries)
    {
        var reports = summaries.SelectMany(summary => summary.Reports).ToList();
        if (reports.Count == 0 || reports.Exists(report => !report.Success))
            return;
        var text = new StringBuilder(
            """
            ## Allocations

            <!-- Written by make bench-micro. -->

            One operation, in one thread, from BenchmarkDotNet (`bench/Rollcall.Bench/`).

            | operation | time, ns | allocated, bytes |
            |---|---:|---:|

            """);
        foreach (var report in reports)
        {
            string name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'');
            var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {report.ResultStatistics!.Median:N0} | {bytes} |\n");
        }
        File.WriteAllText(path, text.ToString());
    }
}
