using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>swaks as a sender; its transcript is what it printed.</summary>
internal static class Swaks
{
    public static Task<Ended> ToAsync(int port, string recipient, params string[] further) =>
        ProcessUnderTest.RunAsync("/usr/bin/swaks",
        [
            "--server", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--helo", "client.test",
            "--from", "sender@sender.test", "--to", recipient, .. further,
        ]);
}
