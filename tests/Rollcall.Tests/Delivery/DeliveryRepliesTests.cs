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

    private static readonly Mailbox[] _envelope = [_shipment.ReversePath, .. _shipment.Recipients];

    [Theory]
    [InlineData(CalloutStage.Data, 250, "queued", "250 2.0.0 id passed on")]
    [InlineData(CalloutStage.Data, 554, "Spam", "554 5.0.0 Spam")]
    [InlineData(CalloutStage.Data, 452, "Full", "452 4.0.0 Full")]
    [InlineData(CalloutStage.Rcpt, 550, "No such user", "550 5.0.0 No such user")]
    [InlineData(CalloutStage.Banner, 554, "Go away", "451 4.4.1 ")]
    [InlineData(CalloutStage.Rcpt, 550, "<bob@relay.example.com>: no", "550 5.0.0 <bob@[...]>: no")]
    [InlineData(CalloutStage.Data, 250, "", "250 2.0.0 id passed on")]
    public void Reply_BecomesOurs(CalloutStage stage, int code, string text, string expected) =>
        DeliveryReplies.Of(new DeliveryResult(stage, new SmtpReply(code, null, [text]), null, false), _shipment, "id").ToString().ShouldStartWith(expected);

    [Fact]
    public void ReplyAboutUs_IsDoubt() =>
        DeliveryReplies.Of(new DeliveryResult(CalloutStage.Data, new SmtpReply(554, null, ["No"]), null, false) { IsAboutUs = true }, _shipment, "id").ToString().ShouldStartWith("451 4.4.1 ");

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
    [InlineData("host 10.1.2.3. is down", "host [...]. is down")]
    [InlineData("said by mx1_10.1.2.3, port 10.1.2.3:25", "said by [...], port [...]:25")]
    [InlineData("forwarded to x@exch01.corp.local.", "forwarded to x@[...].")]
    [InlineData("x@[10.1.2.3]: no", "x@[[...]]: no")]
    [InlineData("[IPv6:2001:db8::1]. no, ::ffff:10.1.2.3. no", "[[...]]. no, [...]. no")]
    [InlineData("<A@Example.NET> and bob@example.com, not ann@example.com", "<A@Example.NET> and bob@example.com, not ann@[...]")]
    [InlineData("see http://10.1.2.3/why and exch01.corp.local.", "see http://10.1.2.3/why and [...].")]
    [InlineData("5.7.1 refused, version 8.17.1", "5.7.1 refused, version 8.17.1")]
    [InlineData("line\r\nbreak\u00e9", "line??break?")]
    public void Text_KeepsNothingOfTheInside(string text, string clean) => DeliveryReplies.Clean(text, _envelope).ShouldBe(clean);

    [Fact]
    public void LongText_IsCut() => DeliveryReplies.Clean(new string('x', 5000), _envelope).Length.ShouldBe(400);
}
