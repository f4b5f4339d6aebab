using System.Globalization;

namespace Rollcall.Interop.Harness;

/// <summary>Postfix's load generator as a sender: many messages over parallel sessions.</summary>
internal static class SmtpSource
{
    public static Task<Ended> SendAsync(int port, string recipient, int messages, int sessions) =>
        ProcessUnderTest.RunAsync("/usr/sbin/smtp-source",
        [
            "-d", "-s", sessions.ToString(CultureInfo.InvariantCulture), "-m", messages.ToString(CultureInfo.InvariantCulture), "-l", "2048",
            "-M", "client.test", "-f", "sender@sender.test", "-t", recipient, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"),
        ]);
}
