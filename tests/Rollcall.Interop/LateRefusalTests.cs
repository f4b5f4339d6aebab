using System.Text.RegularExpressions;
using Rollcall.Interop.Harness;

namespace Rollcall.Interop;

/// <summary>Messages of several recipients, one of whom is refused only in the delivery; and messages that come back to us.</summary>
public sealed partial class LateRefusalTests
{
    private static readonly string[] _all = ["alice@example.test", "bob@example.test", "carol@example.test"];

    // The call-out has the null sender and is accepted; the real sender is refused for Bob alone.
    [Theory]
    [InlineData("550 5.7.1 Bob takes no mail from you")]
    [InlineData("452 4.2.2 Mailbox full")]
    public async Task OneOfSeveralRefusedLateByPostfix_IsTryAgain_AndTheNextTryPassesForTheOthers(string refusal)
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, _all, LateRefusalOfBob(refusal));
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);

        await FirstTryFailsNextPassesAsync(gateway, refusal[..9]);

        await sink.UntilMessagesAsync(1);
        sink.Messages.SelectMany(m => m.Recipients).Order().ShouldBe(["alice@example.test", "carol@example.test"]);
    }

    [Fact]
    public async Task OneOfSeveralRefusedLateByExim_IsTryAgain_AndTheNextTryPassesForTheOthers()
    {
        await using var sink = new MailSink();
        await using var exim = await EximServer.StartAsync(sink, "example.test", ["alice", "bob", "carol", "postmaster"],
            "deny condition = ${if !eq{$sender_address}{}}\n  local_parts = bob\n  message = Bob takes no mail from you");
        await using var gateway = await Gateway.StartAsync("example.test", exim.Address);

        await FirstTryFailsNextPassesAsync(gateway, "550 5.0.0");

        await sink.UntilMessagesAsync(1);
        sink.Messages.SelectMany(m => m.Recipients).Order().ShouldBe(["alice@example.test", "carol@example.test"]);
    }

    [Fact]
    public async Task PostfixAsSender_DeliversToEachExactlyOnce()
    {
        await using var sink = new MailSink();
        await using var postfix = await PostfixServer.StartAsync(sink, _all, LateRefusalOfBob("550 5.7.1 Bob takes no mail from you"));
        await using var gateway = await Gateway.StartAsync("example.test", postfix.Address);
        await using var sender = await PostfixSender.StartAsync(sink, "example.test", gateway.Port);

        (await Swaks.ToAsync(sender.Port, string.Join(',', _all), "--header", "Subject: to three")).Exit.ShouldBe(0);

        await sender.UntilLogAsync(log => Sent().Count(log) == 2 && log.Contains("status=bounced", StringComparison.Ordinal), "two sent, one bounced");
        await sink.UntilMessagesAsync(1);
        sender.Log.ShouldContain("451 4.5.0 ");
        BouncedFor().Matches(sender.Log).Select(m => m.Groups[1].Value).ShouldBe(["bob@example.test"]);
        sink.Messages.SelectMany(m => m.Recipients).Order().ShouldBe(["alice@example.test", "carol@example.test"]);
        await Wait.UntilAsync(() => sender.IsEmpty(), "the sender's queue empty", () => sender.Log);
    }

    [Fact]
    public async Task MessageThatPostfixSendsBackToUs_EndsInARefusal_NotInACircle()
    {
        await using var unused = new MailSink();
        var port = FreePort.Take();
        await using var postfix = await PostfixServer.StartAsync(unused, ["alice@example.test"], $"virtual_transport = smtp:[127.0.0.1]:{port}", "default_transport = discard");
        await using var gateway = await Gateway.StartAsync(new GatewayPlan(("example.test", postfix.Address)) { SmtpPort = port });

        (await Swaks.ToAsync(gateway.Port, "alice@example.test")).Exit.ShouldBe(0);

        await postfix.UntilLogAsync(log => log.Contains("554 5.4.6 Routing loop", StringComparison.Ordinal), "the refusal of the loop");
        postfix.Log.ShouldContain("status=bounced");
        gateway.CurrentLog.Split("outcome=delivered").Length.ShouldBe(1 + 3, gateway.CurrentLog);
    }

    private static string[] LateRefusalOfBob(string refusal) =>
    [
        $"smtpd_restriction_classes = not_bob\nnot_bob = check_recipient_access inline:{{ {{ bob@example.test = {refusal} }} }}",
        "smtpd_recipient_restrictions = reject_unlisted_recipient, check_sender_access inline:{ { sender@sender.test = not_bob } }",
    ];

    private static async Task FirstTryFailsNextPassesAsync(Gateway gateway, string kept)
    {
        await using var client = await RawClient.ConnectAsync(gateway.Port);
        foreach (var recipient in _all)
            (await (recipient == _all[0] ? client.RcptAsync(recipient) : client.SayAsync($"RCPT TO:<{recipient}>"))).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(Mail.Plain("to three"));
        (await client.ReadAsync()).ShouldStartWith("451 4.5.0 ");

        (await client.RcptAsync("alice@example.test")).ShouldStartWith("250 ");
        (await client.SayAsync("RCPT TO:<bob@example.test>")).ShouldStartWith(kept);
        (await client.SayAsync("RCPT TO:<carol@example.test>")).ShouldStartWith("250 ");
        (await client.SayAsync("DATA")).ShouldStartWith("354 ");
        await client.SendBodyAsync(Mail.Plain("to two"));
        (await client.ReadAsync()).ShouldStartWith("250 2.0.0 ");

        // Of another sender nothing is known.
        await client.SayAsync("RSET");
        await client.SayAsync("MAIL FROM:<other@sender.test>");
        (await client.SayAsync("RCPT TO:<bob@example.test>")).ShouldStartWith("250 ");
    }

    [GeneratedRegex(@"to=<[^>]+@example\.test>.* status=sent \(250 2\.0\.0 [a-z0-9]{12} passed on\)")]
    private static partial Regex Sent();

    [GeneratedRegex("to=<([^>]+)>.* status=bounced")]
    private static partial Regex BouncedFor();
}
