using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>What a process holds of the system.</summary>
internal sealed record Usage(int Descriptors, int Threads, int ResidentMiB)
{
    public static Usage Of(int process) => new(Directory.GetFiles($"/proc/{process}/fd").Length, Number(process, "Threads:"), Number(process, "VmRSS:") / 1024);

    /// <summary>Room for what comes and goes: a kept session, a thread of the pool, the next collection.</summary>
    public bool IsLike(Usage before) => Descriptors <= before.Descriptors + 3 && Threads <= before.Threads + 8 && ResidentMiB <= before.ResidentMiB + 60;

    private static int Number(int process, string name) =>
        int.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
