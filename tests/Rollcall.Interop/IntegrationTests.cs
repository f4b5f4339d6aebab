using System.Net.Sockets;
using System.Text;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>The recipes of docs/integrations.md, from its very text, with the real servers of the neighbours.</summary>
public sealed class IntegrationTests : IAsyncLifetime
{
    private const string Bob = "bob@example.com";
    private const string Nobody = "nobody@example.com";
    private const string Doubt = "doubt@example.com";
    private readonly MailSink _sink = new(Bob);
    private readonly Recipes _recipes = new();
    private readonly TempFolder _folder = new();
    private Gateway? _gateway;

    private string UnixSocket => _folder["policy"];

    public async ValueTask InitializeAsync()
    {
        _sink.On("RCPT", line => line.Contains(Doubt, StringComparison.Ordinal) ? new SinkAnswer("451 4.3.0 Try later") : null);
        var whole = _recipes.Get("rollcall", ("10.0.0.5:25", _sink.Address), ("/run/rollcall/policy", UnixSocket));
        _gateway = await Gateway.StartAsync(new GatewayPlan { Whole = whole });
    }

    [Fact]
    public async Task ServiceOnly_HasNoSmtpListener_AndAnswersOnUnixSocketsOfItsGroup()
    {
        (await IsListeningAsync(25)).ShouldBeFalse();
        File.GetUnixFileMode(UnixSocket).ShouldBe((UnixFileMode)0b110_110_000);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(UnixSocket), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"protocol_state=RCPT\nrecipient={Nobody}\n\n"), TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe($"action=550 5.1.1 <{Nobody}>: User unknown\n\n");
    }

    [Theory]
    [InlineData("policy", "550 5.1.1 <nobody@example.com>: Recipient address rejected: <nobody@example.com>: User unknown", "450 4.4.3 <doubt@example.com>: Recipient address rejected: Cannot verify recipient")]
    [InlineData("relay_recipient_maps", "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in relay recipient table", "451 4.3.0 <doubt@example.com>: Temporary lookup failure")]
    [InlineData("access", "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown", "451 4.3.5 <doubt@example.com>: Recipient address rejected: Server configuration error")]
    [InlineData("tcp_table", "550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in relay recipient table", "451 4.3.0 <doubt@example.com>: Temporary lookup failure")]
    public async Task Postfix_AsksUs(string recipe, string unknown, string doubt)
    {
        await using var postfix = await PostfixAsync(recipe);
        await using var client = await RawClient.ConnectAsync(postfix.Port);

        (await client.RcptAsync(Bob)).ShouldStartWith("250 ", customMessage: postfix.Log);
        (await client.RcptAsync(Nobody)).ShouldStartWith(unknown, customMessage: postfix.Log);
        (await client.RcptAsync(Doubt)).ShouldStartWith(doubt, customMessage: postfix.Log);
        (await client.RcptAsync("bob@foreign.test")).ShouldStartWith("554 5.7.1 ");
        (await client.RcptAsync("postmaster@example.com")).ShouldStartWith("250 ");
        (await client.MessageAsync(Bob, Mail.Plain("hello"))).ShouldStartWith("250 ");
        await _sink.UntilMessagesAsync(1);
        _sink.Questions(Bob).ShouldBe(1);
    }

    [Fact]
    public async Task PostfixPolicy_WithBlanksInItsDefaultAction_NeedsBraces()
    {
        var bare = _recipes.Get("policy", ("{DEFER_IF_PERMIT 4.3.0 Recipient check unavailable}", "DEFER_IF_PERMIT 4.3.0 Recipient check unavailable"));
        await using var postfix = await PostfixServer.StartAsync(_sink, ["unused@front.test"], Relay(bare));

        (await IsListeningAsync(postfix.Port)).ShouldBeTrue();

        await postfix.UntilLogAsync(log => log.Contains("fatal:", StringComparison.Ordinal), "a fatal error of smtpd");
    }

    [Fact]
    public async Task PolicyServiceKilledAndStartedAgain_LosesNoMail_AndRefusesNoValidRecipient()
    {
        const int mails = 24;
        await using var postfix = await PostfixAsync("policy");
        var sending = Task.WhenAll(Enumerable.Range(0, mails).Select(i => SendUntilTakenAsync(postfix.Port, i)));

        await _gateway!.KillAsync();
        await postfix.UntilLogAsync(log => log.Contains("4.3.0", StringComparison.Ordinal), "a recipient put off");
        await _gateway.StartAsync();
        await sending;

        await _sink.UntilMessagesAsync(mails);
        postfix.Log.ShouldNotContain("reject: RCPT from localhost[127.0.0.1]: 5");
    }

    [Fact]
    public async Task Exim_AsksUsByReadsocket()
    {
        await using var exim = await EximServer.StartAsync(_sink, "example.com", ["*"], _recipes.Get("acl", ("+relay_to_domains", "+local_domains")).Trim());
        await using var client = await RawClient.ConnectAsync(exim.Port);

        (await client.RcptAsync(Bob)).ShouldStartWith("250 ", customMessage: exim.Log);
        (await client.RcptAsync(Nobody)).ShouldBe($"550 5.1.1 <{Nobody}>: User unknown", customMessage: exim.Log);
        (await client.RcptAsync(Doubt)).ShouldBe("451 4.4.3 Cannot verify recipient, try again later", customMessage: exim.Log);
        await _gateway!.StopAsync();
        (await client.RcptAsync(Bob)).ShouldStartWith("451 ", customMessage: exim.Log);
    }

    [Fact]
    public async Task EximBehindUs_QueuesOnlyWhatIsForKnownRecipients()
    {
        await using var exim = await EximServer.StartAsync(_sink, "example.com", "bob");
        int port = FreePort.Take();
        await using var gateway = await Gateway.StartAsync(new GatewayPlan
        {
            Whole = _recipes.Get("before-exim", ("0.0.0.0:25", $"127.0.0.1:{port}"), ("127.0.0.1:2525", exim.Address)),
        });
        await using var client = await RawClient.ConnectAsync(port);

        (await client.RcptAsync(Nobody)).ShouldBe($"550 5.1.1 <{Nobody}>: User unknown", customMessage: exim.Log);
        (await client.MessageAsync(Bob, Mail.Plain("hello"))).ShouldStartWith("250 2.0.0 ", customMessage: exim.Log);

        await _sink.UntilMessagesAsync(1);
        exim.Log.ShouldContain("<= ");
    }

    [Fact]
    public async Task Haraka_AsksUsByItsPlugin()
    {
        var program = Path.Combine(Repo.Root, "artifacts/haraka/node_modules/Haraka/bin/haraka");
        int port = FreePort.Take();
        (await ProcessUnderTest.RunAsync("/usr/bin/env", "node", program, "-i", _folder["haraka"])).Exit.ShouldBe(0);
        _folder.Write("haraka/config/smtp.ini", $"listen=127.0.0.1:{port}\nnodes=0\n");
        _folder.Write("haraka/config/plugins", "rollcall\n");
        _folder.Write("haraka/plugins/rollcall.js", _recipes.Get("haraka"));
        await using var haraka = ProcessUnderTest.Start("/usr/bin/env", ["node", program, "-c", _folder["haraka"]]);
        await Wait.ForPortAsync(port, () => haraka.Out + haraka.Error);
        await using var client = await RawClient.ConnectAsync(port);

        (await client.RcptAsync(Bob)).ShouldStartWith("250 ", customMessage: haraka.Out);
        (await client.RcptAsync(Nobody)).ShouldBe("550 5.1.1 User unknown");
        (await client.RcptAsync(Doubt)).ShouldBe("450 4.4.3 Cannot verify recipient, try again later");
        _recipes.Get("haraka").Split('\n').Length.ShouldBeLessThanOrEqualTo(21);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        await _sink.DisposeAsync();
        _folder.Dispose();
    }

    private Task<PostfixServer> PostfixAsync(string recipe) => PostfixServer.StartAsync(_sink, ["unused@front.test"], Relay(_recipes.Get(recipe)));

    private string[] Relay(string recipe) =>
        ["relay_domains = example.com", "relay_recipient_maps =", $"relay_transport = smtp:[127.0.0.1]:{_sink.Port}", "smtpd_error_sleep_time = 0", recipe];

    private static async Task SendUntilTakenAsync(int port, int mail)
    {
        while (true)
        {
            await using var client = await RawClient.ConnectAsync(port);
            var rcpt = await client.RcptAsync(Bob);
            if (rcpt.StartsWith("45", StringComparison.Ordinal))
                continue;
            rcpt.ShouldStartWith("250 ");
            (await client.MessageAsync(Bob, Mail.Plain($"mail {mail}"))).ShouldStartWith("250 ");
            return;
        }
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(System.Net.IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
