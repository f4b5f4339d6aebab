using MailKit.Net.Smtp;
using MailKit.Security;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>STARTTLS for senders.</summary>
public sealed class StartTlsTests : IDisposable
{
    private const string Alice = "alice@example.test";
    private readonly TlsFiles _tls = new("mx.gateway.test");

    [Fact]
    public async Task SwaksWithTls_IsReceivedWithEsmtps()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);

        var swaks = await Swaks.ToAsync(gateway.Port, Alice, "--tls");

        swaks.Exit.ShouldBe(0, swaks.All);
        sink.Messages[0].Text.ShouldContain("by mx.gateway.test with ESMTPS id ");
    }

    [Fact]
    public async Task MailKitWithStartTls_IsReceivedWithEsmtps()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);
        using var client = new SmtpClient { LocalDomain = "client.test", ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null };

        await client.ConnectAsync("127.0.0.1", gateway.Port, SecureSocketOptions.StartTls, TestContext.Current.CancellationToken);
        client.IsSecure.ShouldBeTrue();
        await client.SendAsync(Mail.Simple(Alice, "encrypted"), TestContext.Current.CancellationToken);
        await client.DisconnectAsync(true, TestContext.Current.CancellationToken);

        sink.Messages[0].Text.ShouldContain("by mx.gateway.test with ESMTPS id ");
    }

    [Fact]
    public async Task LargeMailBehindTls_ArrivesUnchanged()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.SayAsync("STARTTLS")).ShouldBe("220 2.0.0 Ready to start TLS");
        (await client.HandshakeAsync()).ShouldBe("mx.gateway.test");
        byte[] mail = [.. Mail.Awkward(Alice), .. Enumerable.Repeat("0123456789\r\n"u8.ToArray(), 300_000).SelectMany(line => line)];

        (await client.SayAsync("EHLO client.test")).ShouldNotContain("STARTTLS");
        (await client.RcptAsync(Alice)).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(mail);

        (await client.ReadAsync()).ShouldMatch(Shape.PassedOn().ToString(), gateway.CurrentLog);
        Mail.AddedOnTop(sink.Messages[0].Content, mail).ShouldContain(" with ESMTPS ");
    }

    // CVE-2011-0411.
    [Fact]
    public async Task CommandsPipelinedBehindStartTls_HaveNoEffectBehindIt()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        await client.SendAsync($"STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<evil@sender.test>\r\nRCPT TO:<{Alice}>\r\n");
        (await client.ReadAsync()).ShouldBe("220 2.0.0 Ready to start TLS");
        await client.HandshakeAsync();

        (await client.SayAsync("DATA")).ShouldBe("503 5.5.1 Bad sequence of commands");
        (await client.SayAsync("MAIL FROM:<s@sender.test>")).ShouldBe("503 5.5.1 Bad sequence of commands", "not even the greeting counts");
        sink.Questions(Alice).ShouldBe(0);
    }

    [Fact]
    public async Task OctetsThatAreNoHandshake_EndTheSessionWithALine()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);
        await using var client = await RawClient.ConnectAsync(gateway.Port);

        (await client.SayAsync("STARTTLS")).ShouldStartWith("220 ");
        await client.SendAsync("MAIL FROM:<s@sender.test>\r\n");

        (await client.ReadAsync()).ShouldNotStartWith("2");
        await gateway.UntilLogAsync(log => log.Contains(" info tls_failed session=", StringComparison.Ordinal), "the line");
    }

    [Fact]
    public async Task CertificateSwappedOnDisk_IsServed_AndABrokenOneIsNot()
    {
        await using var sink = new MailSink(Alice);
        await using var gateway = await StartAsync(sink);
        (await ServedAsync(gateway)).ShouldBe("mx.gateway.test");

        _tls.Write("new.gateway.test");
        await Wait.UntilAsync(async () => await ServedAsync(gateway) == "new.gateway.test", "the new certificate", Wait.Long);
        await File.WriteAllTextAsync(_tls.Key, "nonsense", TestContext.Current.CancellationToken);
        await Wait.UntilAsync(async () =>
        {
            (await ServedAsync(gateway)).ShouldBe("new.gateway.test");
            return gateway.CurrentLog.Contains(" warn certificate_kept ", StringComparison.Ordinal);
        }, "the warning", Wait.Long);
    }

    [Fact]
    public async Task CertificateThatCannotBeUsed_IsAMistakeOfTheConfiguration()
    {
        File.Delete(_tls.Key);
        await using var gateway = new Gateway(new GatewayPlan(("example.test", "127.0.0.1:2")) { Smtp = _tls.Toml });

        var ended = await gateway.ServeAsync();
        var check = await ProcessUnderTest.RunAsync(Repo.Program, "config", "check", gateway.Config);

        ended.Exit.ShouldBe(78, ended.All);
        ended.Error.ShouldBe($"rollcall: {gateway.Config}:8: smtp.tls.key: \"{_tls.Key}\" does not exist\n");
        check.ShouldBe(ended);
    }

    public void Dispose() => _tls.Dispose();

    private static async Task<string> ServedAsync(Gateway gateway)
    {
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        (await client.SayAsync("STARTTLS")).ShouldStartWith("220 ");
        return await client.HandshakeAsync();
    }

    private Task<Gateway> StartAsync(MailSink sink) => Gateway.StartAsync(new GatewayPlan(("example.test", sink.Address)) { Smtp = _tls.Toml });
}
