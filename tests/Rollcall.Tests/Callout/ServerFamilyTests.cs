using Rollcall.Core.Callout;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Callout;

/// <summary>Which server it is, by what it says.</summary>
public sealed class ServerFamilyTests
{
    [Theory]
    [InlineData("EX01.corp.example Microsoft ESMTP MAIL Service ready at Tue, 1 Sep 2026 10:00:00 +0200", ServerFamily.Exchange)]
    [InlineData("DB5EUR03FT013.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready at Tue, 1 Sep 2026", ServerFamily.Microsoft365)]
    [InlineData("mx.google.com ESMTP 5b1f17b1804b1-42bb7a2e8f1si190195e9.107 - gsmtp", ServerFamily.GoogleWorkspace)]
    [InlineData("mail.example ESMTP Postfix (Debian/GNU)", ServerFamily.Postfix)]
    [InlineData("mail.example ESMTP Exim 4.96 Tue, 01 Sep 2026 10:00:00 +0200", ServerFamily.Exim)]
    [InlineData("mail.example ESMTP Sendmail 8.17.1/8.17.1; Tue, 1 Sep 2026 10:00:00 +0200", ServerFamily.Sendmail)]
    [InlineData("zimbra.example ESMTP Postfix", ServerFamily.Zimbra)]
    [InlineData("mail.example ESMTP hMailServer 4.4", ServerFamily.HMailServer)]
    [InlineData("mail.example ESMTP Service (HCL Domino Release 12.0.2) ready at Tue, 1 Sep 2026 10:00:00 +0200", ServerFamily.Domino)]
    [InlineData("mail.example ESMTP Service (Lotus Domino Release 8.5.3) ready", ServerFamily.Domino)]
    [InlineData("mail.example ESMTP", ServerFamily.Unknown)]
    [InlineData("postmaster.example ESMTP ready", ServerFamily.Unknown)]
    public void Banner_NamesTheFamily(string banner, ServerFamily family) =>
        ServerFamilies.Of("192.0.2.1:25", Reply(220, banner), Reply(250, "mail.example", "PIPELINING", "SIZE 1000"), []).ShouldBe(family);

    [Theory]
    [InlineData("example-com.mail.protection.outlook.com:25", ServerFamily.Microsoft365)]
    [InlineData("aspmx.l.google.com:25", ServerFamily.GoogleWorkspace)]
    [InlineData("mail.example:25", ServerFamily.Unknown)]
    public void NameOfTheHost_Tells(string host, ServerFamily family) => ServerFamilies.Of(host, null, null, []).ShouldBe(family);

    [Theory]
    [InlineData(ServerFamily.Exchange, "PIPELINING", "X-ANONYMOUSTLS", "AUTH NTLM", "X-EXPS GSSAPI NTLM", "8BITMIME")]
    [InlineData(ServerFamily.HMailServer, "SIZE 20480000", "AUTH LOGIN", "HELP")]
    [InlineData(ServerFamily.Unknown, "SIZE 20480000", "AUTH LOGIN", "HELP", "8BITMIME")]
    [InlineData(ServerFamily.Unknown, "SIZE 20480000")]
    public void Extensions_TellWhereTheBannerDoesNot(ServerFamily family, params string[] offered) =>
        ServerFamilies.Of("192.0.2.1:25", Reply(220, "mail.example ESMTP"), Reply(250, ["mail.example", .. offered]), []).ShouldBe(family);

    [Theory]
    [InlineData("<x@example.com>: Recipient address rejected: User unknown in local recipient table", ServerFamily.Postfix)]
    [InlineData("Unrouteable address", ServerFamily.Exim)]
    [InlineData("RESOLVER.ADR.RecipientNotFound; not found", ServerFamily.Exchange)]
    [InlineData("<x@example.com>... User unknown", ServerFamily.Sendmail)]
    [InlineData("x@example.com... No such user: not listed in Domino Directory", ServerFamily.Domino)]
    [InlineData("User unknown", ServerFamily.Unknown)]
    public void Refusal_TellsWhereTheGreetingDoesNot(string refusal, ServerFamily family) =>
        ServerFamilies.Of("192.0.2.1:25", Reply(220, "welcome"), Reply(250, "hello"), [Reply(550, refusal)]).ShouldBe(family);

    [Fact]
    public void EveryFamily_HasItsWord() => Enum.GetValues<ServerFamily>().Select(family => family.Word()).ShouldBe(
        ["unknown", "exchange", "microsoft-365", "google-workspace", "postfix", "exim", "sendmail", "zimbra", "hmailserver", "domino"]);

    private static SmtpReply Reply(int code, params string[] lines) => new(code, null, lines);
}
