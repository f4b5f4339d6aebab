using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Bodies that memory does not hold, and disks that do not either.</summary>
public sealed class RoomTests
{
    private const string Alice = "alice@example.test";
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task BodiesBeyondMemory_ArriveExactly_AndLeaveNoFile()
    {
        await using var sink = new MailSink(Alice);
        var plan = new GatewayPlan(("example.test", sink.Address)) { Limits = "min_free_disk = \"1MiB\"\nbody_memory = \"1MiB\"" };
        await using var gateway = await Gateway.StartAsync(plan);
        var mails = Enumerable.Range(0, 6).ToDictionary(number => $"large-{number}", number => Mail.Large(Alice, $"large-{number}", 5 * MiB));

        var replies = await Task.WhenAll(mails.Values.Select(async mail =>
        {
            await using var client = await RawClient.ConnectAsync(gateway.Port);
            return await client.MessageAsync(Alice, mail);
        }));

        replies.ShouldAllBe(reply => Shape.PassedOn().IsMatch(reply));
        sink.Messages.Count.ShouldBe(mails.Count);
        foreach (var message in sink.Messages)
            Mail.AddedOnTop(message.Content, mails[mails.Keys.First(subject => message.Text.Contains($"Subject: {subject}\r\n", StringComparison.Ordinal))]);
        Directory.GetFiles(Path.Combine(gateway.StateDir, "spool")).ShouldBeEmpty();
        await Wait.UntilAsync(() => OpenSpoolFiles(gateway) == 0, "the files closed");
    }

    [Fact]
    public async Task TooLittleFreeDisk_Is452AtMail_AndRecipientsAreStillAnswered()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Limits = "min_free_disk = \"1024GiB\"" });
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        for (var tries = 0; tries < 3; tries++)
            (await client.SayAsync("MAIL FROM:<sender@sender.test>")).ShouldStartWith("452 4.3.1 ");
        (await client.SayAsync("NOOP")).ShouldStartWith("250 ");
        (await gateway.RunAsync("recipients", "verify", Alice)).Exit.ShouldBe(0);
    }

    [Fact]
    public async Task FullDisk_Is452AfterTheData_AndServiceGoesOn()
    {
        using var disk = await SmallDisk.MountAsync();
        await using var sink = new MailSink(Alice);
        var plan = new GatewayPlan(("example.test", sink.Address))
        {
            Limits = $"min_free_disk = \"0KiB\"\nbody_memory = \"0KiB\"\nspool_dir = \"{disk.Path}\"",
        };
        await using var gateway = await Gateway.StartAsync(plan);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        // The second one's last buffer alone finds no room.
        foreach (var octets in (int[])[3 * MiB, SmallDisk.Size + 1000, SmallDisk.Size * 2])
        {
            (await client.MessageAsync(Alice, Mail.Large(Alice, "too large", octets))).ShouldStartWith("452 4.3.1 ");
            var small = Mail.Large(Alice, $"after {octets}", 100_000);
            (await client.MessageAsync(Alice, small)).ShouldStartWith("250 2.0.0 ");
            Mail.AddedOnTop(sink.Messages[^1].Content, small);
        }

        sink.Messages.Count.ShouldBe(3);
        gateway.CurrentLog.ShouldContain(" error no_room ");
        gateway.CurrentLog.ShouldNotContain("   at ");
        OpenSpoolFiles(gateway).ShouldBe(0);
    }

    // They have lost their names, but /proc still tells where they were.
    private static int OpenSpoolFiles(Gateway gateway) =>
        Directory.GetFiles($"/proc/{gateway.ProcessId}/fd").Count(fd => new FileInfo(fd).LinkTarget is { } target && target.Contains("rollcall-body-", StringComparison.Ordinal));

    /// <summary>A file system of 2 MiB in memory; mounting takes root, as the daemons of the other tests do.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public const int Size = 2 * MiB;
        private readonly TempFolder _folder = new();

        public string Path => _folder["disk"];

        public static async Task<SmallDisk> MountAsync()
        {
            var disk = new SmallDisk();
            Directory.CreateDirectory(disk.Path);
            var mounted = await ProcessUnderTest.RunAsync("/bin/mount", "-t", "tmpfs", "-o", "size=2m,mode=0777", "tmpfs", disk.Path);
            mounted.Exit.ShouldBe(0, mounted.All);
            return disk;
        }

        public void Dispose()
        {
            using var umount = System.Diagnostics.Process.Start("/bin/umount", ["-l", Path]);
            umount.WaitForExit();
            _folder.Dispose();
        }
    }
}
