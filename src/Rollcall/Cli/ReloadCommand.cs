using Rollcall.Api;

namespace Rollcall.Cli;

/// <summary>Makes the running server read its configuration file again.</summary>
internal static class ReloadCommand
{
    /// <summary>0 when the file was taken, with its warnings; 78 with its errors when the old configuration stays.</summary>
    public static async Task<int> RunAsync(ControlClient client)
    {
        using var nothing = new ByteArrayContent([]);
        var (reloaded, exit) = await client.PostAsync<ReloadJson>("/api/v1/reload", nothing, new Rejection(ExitCode.Config, "")).ConfigureAwait(false);
        Terminal.Warn(reloaded?.Warnings ?? []);
        return exit;
    }
}
