using System.Globalization;

namespace Rollcall.Listeners;

/// <summary>
/// File descriptors of this process. The runtime raises its soft limit to the hard one at start, and ends the process when it cannot make a
/// thread for want of a descriptor: so they must never be used up, whoever connects (docs/decisions/0012-descriptors.md).
/// </summary>
internal static class Descriptors
{
    private const string Limits = "/proc/self/limits";
    private const string Row = "Max open files";
    private const int MaxHttp = 1000; // API, metrics and events are for few
    private const int MaxReaders = 50; // of events: with a thousand waiting each, some 20 MB at most
    private const long Own = 256; // the program's own files, its store and listeners; measured: 220

    /// <summary>How many SMTP clients there is room for; a quarter is for deliveries, questions, bodies and HTTP.</summary>
    public static int RoomForClients() => RoomForClients(Lines());

    /// <summary>The same, of the lines of proc_pid_limits(5); at least 1.</summary>
    public static int RoomForClients(IReadOnlyList<string> limits) => Share(limits, 6);

    /// <summary>How many connections of all kinds may be open, those included that are being refused; who comes later is cut without a word.</summary>
    public static int RoomForConnections() => Share(Lines(), 7);

    /// <summary>How many connections of other mail servers that only ask; beside the SMTP clients, and below the room for all.</summary>
    public static int RoomForServices() => Share(Lines(), 1);

    /// <summary>How many HTTP connections over TCP: a thousand at most, and of few descriptors a sixteenth, so that nobody's reading of metrics costs mail.</summary>
    public static int RoomForHttp() => Math.Clamp(Share(Lines(), 1) / 2, 1, MaxHttp);

    /// <summary>How many who read events, a quarter of HTTP at most: their connections last, and those who only ask must find room as well.</summary>
    public static int RoomForReaders() => Math.Clamp(RoomForHttp() / 4, 1, MaxReaders);

    private static string[] Lines() => File.Exists(Limits) ? File.ReadAllLines(Limits) : [];

    private static int Share(IReadOnlyList<string> limits, int eighths)
    {
        var row = limits.FirstOrDefault(line => line.StartsWith(Row, StringComparison.Ordinal));
        var soft = row?[Row.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, CultureInfo.InvariantCulture, out long limit)
            ? (int)Math.Clamp((limit - Own) / 8 * eighths, 1, int.MaxValue)
            : int.MaxValue; // unlimited is a word
    }
}
