using System.Diagnostics;
using Rollcall.Interop.Harness;
using Rollcall.Storage;

namespace Rollcall.Interop.Net;

public sealed class LockTests
{
    // flock(1) holds the lock the way another process would, and is killed the hard way.
    [Fact]
    public async Task KilledProcess_GivesTheFolderFree()
    {
        using var folder = new TempFolder();
        var file = folder.Write("rollcall.lock", "");
        using var other = Process.Start(new ProcessStartInfo("flock", ["--no-fork", file, "sleep", "60"]))!;
        await Wait.UntilAsync(() => Failure(folder.Path) == $"another rollcall uses {folder.Path}", "the lock of the other process");

        other.Kill();
        await other.WaitForExitAsync(TestContext.Current.CancellationToken);

        Failure(folder.Path).ShouldBeNull();
    }

    private static string? Failure(string path)
    {
        var failure = StateDirectory.TryOpen(path, out var state);
        state?.Dispose();
        return failure;
    }
}
