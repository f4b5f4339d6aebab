using System.Collections.Concurrent;
using System.Diagnostics;
using MailKit;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>kill -9 in the middle of the work.</summary>
public sealed class CrashTests
{
    private const int Senders = 6;
    private const int AcknowledgedBeforeTheKill = 120;

    [Fact]
    public async Task KilledUnderLoad_LosesNothingAcknowledged_AndServesAgainWithinFiveSeconds()
    {
        await using var sink = new MailSink("alice@example.test");
        await using var gateway = await Gateway.StartAsync("example.test", sink.Address);
        var acknowledged = new ConcurrentBag<string>();

        var senders = Enumerable.Range(0, Senders).Select(sender => SendUntilItBreaksAsync(gateway.Port, sender, acknowledged)).ToList();
        await Wait.UntilAsync(() => acknowledged.Count >= AcknowledgedBeforeTheKill, "acknowledged messages", () => gateway.Log + sink.Describe());
        await gateway.KillAsync();
        await Task.WhenAll(senders);

        var arrived = sink.Messages.Select(m => SubjectOf(m.Text)).ToHashSet();
        acknowledged.Where(subject => !arrived.Contains(subject)).ShouldBeEmpty();

        var clock = Stopwatch.StartNew();
        await gateway.StartAsync();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);
    }

    private static async Task SendUntilItBreaksAsync(int port, int sender, ConcurrentBag<string> acknowledged)
    {
        using var client = await Mail.ConnectAsync(port);
        for (var number = 0; ; number++)
        {
            var subject = $"load-{sender}-{number}";
            try
            {
                await client.SendAsync(Mail.Simple("alice@example.test", subject), TestContext.Current.CancellationToken);
                acknowledged.Add(subject);
            }
            catch (Exception e) when (e is IOException or ProtocolException or ServiceNotConnectedException)
            {
                return;
            }
        }
    }

    private static string SubjectOf(string message) =>
        message.Split("\r\n").First(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..];
}
