namespace Rollcall.Telemetry;

/// <summary>Whether standard error is the journal of systemd, which reads the priority of a line from its first characters (sd-daemon(3)).</summary>
internal static class Journal
{
    /// <summary>True when this process was started with its standard error connected to the journal.</summary>
    public static bool IsStandardError() =>
        IsThis(Environment.GetEnvironmentVariable("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/2").LinkTarget);

    /// <summary>
    /// Whether JOURNAL_STREAM, as device:inode (systemd.exec(5)), is the stream that /proc names. A child whose standard error goes elsewhere has
    /// inherited the variable. The device is not compared: all sockets are of one.
    /// </summary>
    public static bool IsThis(string? journalStream, string? link) =>
        journalStream?.Split(':') is [_, var inode] && link == $"socket:[{inode}]";

    /// <summary>The prefix of a line of this level (syslog(3)).</summary>
    public static string Prefix(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "<7>",
        LogLevel.Information => "<6>",
        LogLevel.Warning => "<4>",
        _ => "<3>",
    };
}
