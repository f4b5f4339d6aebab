namespace Rollcall.Cli;

/// <summary>What commands say to people: errors go to standard error as "rollcall: TEXT", a line each.</summary>
internal static class Terminal
{
    /// <summary>Says why, and gives the exit status back.</summary>
    public static int Fail(int exit, params IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
            Console.Error.WriteLine("rollcall: " + error.ReplaceLineEndings(" "));
        return exit;
    }

    /// <summary>Says what works and should not stay as it is.</summary>
    public static void Warn(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
            Console.Error.WriteLine("rollcall: warning: " + warning);
    }
}
