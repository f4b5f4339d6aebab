using System.Net;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Delivery;

/// <summary>Which refusals speak of us, and which of sender, recipients or message.</summary>
public sealed class AboutUsTests
{
    private static readonly DeliveryParties _parties =
        new("mx.gateway.test", IPAddress.Parse("203.0.113.9"), IPAddress.Parse("192.0.2.25"), IPAddress.Parse("198.51.100.7"));

    [Theory]
    [InlineData(CalloutStage.Rcpt, 421, "Busy", true)]
    [InlineData(CalloutStage.Mail, 530, "Authenticate", true)]
    [InlineData(CalloutStage.Rcpt, 554, "Relay access denied", true)]
    [InlineData(CalloutStage.Rcpt, 550, "Your IP is blocked using a list", true)]
    [InlineData(CalloutStage.Rcpt, 550, "<bob@example.com>: Recipient address rejected: User unknown in relay recipient table", false)]
    [InlineData(CalloutStage.Mail, 550, "192.0.2.7 is not allowed to send mail for example.net", true)]
    [InlineData(CalloutStage.Mail, 553, "Sender domain does not exist", false)]
    [InlineData(CalloutStage.Data, 554, "Service unavailable; Client host [192.0.2.7] blocked using a list", true)]
    [InlineData(CalloutStage.Data, 550, "SPF check failed", true)]
    [InlineData(CalloutStage.Data, 554, "Blocked: a URL in the message is listed on SURBL", false)]
    [InlineData(CalloutStage.Data, 552, "Message size exceeds fixed limit", false)]
    [InlineData(CalloutStage.Data, 354, "Go on", true)]
    public void Refusal_SpeaksOfUs(CalloutStage stage, int code, string text, bool isAboutUs) => Speaks(stage, $"{code} {text}").ShouldBe(isAboutUs);

    [Theory]
    [InlineData("554 5.7.1 We do not accept mail from 203.0.113.9.", true)]
    [InlineData("554 5.7.1 We do not accept mail from 192.0.2.77.", true)] // NAT: our address as they see it
    [InlineData("554 5.7.1 We do not accept mail relayed for 198.51.100.7.", false)] // whom we have the message from
    [InlineData("550 5.7.1 mx.gateway.test: access denied", true)]
    [InlineData("550 5.7.1 mx.gateway.test.: access denied", true)]
    [InlineData("550 5.7.1 bmx.gateway.test: mail for this list is refused", false)]
    [InlineData("550 5.7.1 <postmaster@mx.gateway.test>: refused", false)]
    [InlineData("550 5.7.1 Access denied for mx.gateway.test[203.0.113.9]", true)]
    [InlineData("554 5.6.0 mx7[10.1.2.3] says: content rejected", false)]
    [InlineData("554 5.7.1 mx7[10.1.2.3] says: refused", false)]
    [InlineData("554 mx7[10.1.2.3]: refused by rule 7", false)]
    [InlineData("554 host mx7.example.com[10.1.2.3] said: 554 refused", false)]
    [InlineData("554 refused by 10.1.2.3", false)]
    [InlineData("554 refused on host [2001:db8::1].", false)]
    [InlineData("554 192.0.2.25 refused it", false)] // their own end of the connection
    [InlineData("554 2001:db8::1 is refused here", true)]
    [InlineData("552 5.3.4 Message too big for system, host 10.1.2.3", false)]
    [InlineData("552 5.2.2 Mailbox over quota at 203.0.113.9", false)]
    [InlineData("553 5.1.8 Sender domain unknown, seen from 203.0.113.9", false)]
    [InlineData("554 5.7.1 Virus Eicar-Test found, scanner 10.1.2.3", false)]
    [InlineData("554 5.7.1 Message from 203.0.113.9 contains a virus", false)]
    [InlineData("550 5.7.1 Pièce jointe refusée (203.0.113.9)", false)]
    [InlineData("550 5.7.1 This message looks like spam, 203.0.113.9", false)]
    [InlineData("550 5.7.1 Your host sends us viruses", true)]
    [InlineData("554 5.7.1 Service unavailable; Client host [203.0.113.9] blocked using a list of virus senders", true)]
    [InlineData("554 5.7.1 Ihre IP-Adresse ist gesperrt", true)]
    [InlineData("554 5.7.1 Votre serveur est bloqué", true)]
    [InlineData("554 5.7.1 Su servidor no está autorizado", true)]
    [InlineData("554 5.7.1 送信元IPは許可されていません", true)]
    [InlineData("550 5.7.25 Denied", true)]
    [InlineData("554 5.7.1 Denied, call us", false)]
    public void Refusal_IsDecidedByCodeNamesAndWords(string wire, bool isAboutUs) => Speaks(CalloutStage.Data, wire).ShouldBe(isAboutUs);

    private static bool Speaks(CalloutStage stage, string wire)
    {
        int code = int.Parse(wire.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture);
        EnhancedStatusCode? enhanced = EnhancedStatusCode.TryParse(wire.AsSpan(4), out var found, out int length) ? found : null;
        var text = enhanced is null ? wire[4..] : wire[(4 + length)..].TrimStart();
        return AboutUs.Speaks(stage, new SmtpReply(code, enhanced, [text]), [new Mailbox("bob", "example.com")], _parties);
    }
}
