namespace Rollcall.Cli;

/// <summary>Makes the running server read its configuration file again.</summary>
internal static class ReloadCommand
{
    /// <summary>0 when the file was taken; 78 with its errors when the old configuration stays.</summary>
    public static Task<int> RunAsync(ControlClient client) =>
        client.SendAsync(HttpMethod.Post, "/api/v1/reload", rejected: ExitCode.Config);
}
