namespace Rollcall.Cli;

/// <summary>What a command calls itself towards servers when it has no configuration.</summary>
internal static class MachineName
{
    /// <summary>The machine's name, as a host name with a dot.</summary>
    public static string Get() => Environment.MachineName.Contains('.') ? Environment.MachineName : Environment.MachineName + ".localdomain";
}
