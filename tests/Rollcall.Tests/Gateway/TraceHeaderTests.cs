using System.Net;
using Rollcall.Core.Gateway;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Gateway;

public sealed class TraceHeaderTests
{
    [Theory]
    [InlineData(false, false, false, "SMTP")]
    [InlineData(false, false, true, "SMTP")]
    [InlineData(false, true, false, "ESMTP")]
    [InlineData(false, true, true, "ESMTPS")]
    [InlineData(true, true, false, "UTF8SMTP")]
    [InlineData(true, true, true, "UTF8SMTPS")]
    public void Protocol_IsAsRegistered(bool utf8, bool extended, bool encrypted, string protocol) =>
        TraceHeader.Protocol(new HelloCommand("client.test", extended, encrypted), new MailCommand(Mailbox.Null, null, false, utf8)).ShouldBe(protocol);

    [Fact]
    public void Received_NamesTheOnlyRecipient() =>
        TraceHeader.Received(
            new SmtpClientInfo("abcdefghijkl", IPAddress.IPv6Loopback, IsTrusted: false), new HelloFacts("client.test", "unknown", "ESMTPS"), "mx.test",
            new Mailbox("bob", "example.com"), new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero))
            .ShouldBe("Received: from client.test (unknown [IPv6:::1])\r\n\tby mx.test with ESMTPS id abcdefghijkl\r\n\tfor <bob@example.com>;\r\n"
                + "\tMon, 1 Jun 2026 12:00:00 +0000\r\n");
}
