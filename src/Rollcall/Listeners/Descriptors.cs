using System.Globalization;

namespace Rollcall.Listeners;

/// <summary>
/// File descriptors of this process. The runtime raises its soft limit to the hard one at start. Without descriptors accept fails at once and
/// is tried again at once, so clients are refused with a reply before it comes to that.
/// </summary>
internal static class Descriptors
{
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";

    /// <summary>How many clients there is room for; a quarter of the descriptors is for deliveries, questions, the store and the log.</summary>
    public static int RoomForClients() => RoomForClients(File.Exists(Limits) ? File.ReadAllLines(Limits) : []);

    /// <summary>The same, of the lines of proc_pid_limits(5).</summary>
    public static int RoomForClients(IReadOnlyList<string> limits)
    {
        var row = limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out long limit) ? (int)Math.Min(limit / 4 * 3, int.MaxValue) : int.MaxValue; // unlimited is a word
    }
}
