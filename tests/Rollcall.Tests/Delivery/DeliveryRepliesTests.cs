using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Delivery;

/// <summary>What the sender learns of a delivery, and what not.</summary>
public sealed class DeliveryRepliesTests
{
    private static readonly Shipment _shipment = new(
        new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]), TlsPolicy.Off, new Mailbox("a", "example.net"),
        [new Mailbox("bob", "example.com")], "", new MessageBody(new BodyRoom(0, null!)))
    { EndOfData = 0 };

    [Theory]
    [InlineData(CalloutStage.Data, 250, "queued", "250 2.0.0 id passed on")]
    [InlineData(CalloutStage.Data, 554, "Spam", "554 5.0.0 Spam")]
    [InlineData(CalloutStage.Data, 452, "Full", "452 4.0.0 Full")]
    [InlineData(CalloutStage.Rcpt, 550, "No such user", "550 5.0.0 No such user")]
    [InlineData(CalloutStage.Rcpt, 421, "Busy", "451 4.4.1 ")]
    [InlineData(CalloutStage.Mail, 530, "Authenticate", "451 4.4.1 ")]
    [InlineData(CalloutStage.Rcpt, 554, "Relay access denied", "451 4.4.1 ")]
    [InlineData(CalloutStage.Rcpt, 550, "Your IP is blocked using a list", "451 4.4.1 ")]
    [InlineData(CalloutStage.Banner, 554, "Go away", "451 4.4.1 ")]
    [InlineData(CalloutStage.Rcpt, 550, "<bob@example.com>: Recipient address rejected: User unknown in relay recipient table", "550 5.0.0 <bob@example.com>: Recipient")]
    [InlineData(CalloutStage.Rcpt, 550, "<bob@relay.example.com>: no", "550 5.0.0 <bob@relay")]
    [InlineData(CalloutStage.Mail, 550, "192.0.2.7 is not allowed to send mail for example.net", "451 4.4.1 ")]
    [InlineData(CalloutStage.Mail, 553, "Sender domain does not exist", "553 5.0.0 Sender domain")]
    [InlineData(CalloutStage.Data, 554, "Service unavailable; Client host [192.0.2.7] blocked using a list", "451 4.4.1 ")]
    [InlineData(CalloutStage.Data, 550, "SPF check failed", "451 4.4.1 ")]
    [InlineData(CalloutStage.Data, 554, "Blocked: a URL in the message is listed on SURBL", "554 5.0.0 Blocked")]
    [InlineData(CalloutStage.Data, 552, "Message size exceeds fixed limit", "552 5.0.0 Message size")]
    [InlineData(CalloutStage.Data, 354, "Go on", "451 4.4.1 ")]
    [InlineData(CalloutStage.Data, 250, "", "250 2.0.0 id passed on")]
    public void Reply_BecomesOurs(CalloutStage stage, int code, string text, string expected) =>
        DeliveryReplies.Of(new DeliveryResult(stage, new SmtpReply(code, null, [text]), null, false), _shipment, "id").ToString().ShouldStartWith(expected);

    [Fact]
    public void OwnCodes_ComeBack() =>
        DeliveryReplies.Of(new DeliveryResult(CalloutStage.Data, new SmtpReply(550, new(5, 7, 1), ["No"]), null, false), _shipment, "id").ToString().ShouldBe("550 5.7.1 No");

    [Fact]
    public void NoReply_IsDoubt()
    {
        var failure = new PeerFailure(CalloutStage.Data, PeerFault.Dropped, null, "connection lost", "mail.inner.example:25");

        DeliveryReplies.Of(new DeliveryResult(CalloutStage.Data, null, failure, false), _shipment, "id").ToString().ShouldStartWith("451 4.4.1 ");
    }

    [Fact]
    public void SomeTaken_IsTryAgain() =>
        DeliveryReplies.Of(new DeliveryResult(CalloutStage.Rcpt, new SmtpReply(550, null, ["No"]), null, true), _shipment, "id").ToString().ShouldStartWith("451 4.5.0 ");

    [Theory]
    [InlineData("rejected by mx1.inner.example today", "rejected by [...] today")]
    [InlineData("client [192.0.2.7] refused", "client [[...]] refused")]
    [InlineData("from 2001:db8::1 refused", "from [...] refused")]
    [InlineData("see https://help.example/x?y=1 please", "see https://help.example/x?y=1 please")]
    [InlineData("<bob@example.com>: no", "<bob@example.com>: no")]
    [InlineData("line\r\nbreak\u00e9", "line??break?")]
    public void Text_KeepsNothingOfTheInside(string text, string clean) => DeliveryReplies.Clean(text).ShouldBe(clean);

    [Fact]
    public void LongText_IsCut() => DeliveryReplies.Clean(new string('x', 5000)).Length.ShouldBe(400);
}
