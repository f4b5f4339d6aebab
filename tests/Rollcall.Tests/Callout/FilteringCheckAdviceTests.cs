using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>Each kind of server gets the advice that names its own settings.</summary>
public sealed class FilteringCheckAdviceTests
{
    private const string Exchange = "220 ex.example Microsoft ESMTP MAIL Service ready";
    private const string Microsoft365 = "220 x.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready";
    private const string Google = "220 mx.google.com ESMTP 5b1f17b1804b1 - gsmtp";
    private const string Postfix = "220 mail.example ESMTP Postfix";
    private const string Exim = "220 mail.example ESMTP Exim 4.96";
    private const string Sendmail = "220 mail.example ESMTP Sendmail 8.17.1";
    private const string Zimbra = "220 zimbra.example ESMTP Postfix";
    private const string HMailServer = "220 mail.example ESMTP hMailServer 5.6";
    private const string Domino = "220 mail.example ESMTP Service (HCL Domino Release 12.0.2) ready";
    private const string Other = "220 mail.example ESMTP";

    [Theory]
    [InlineData(Exchange, "Exchange", "port 2525")]
    [InlineData(Exchange, "Exchange", "RecipientValidationEnabled")]
    [InlineData(Microsoft365, "Microsoft 365", "directory-based edge blocking")]
    [InlineData(Google, "Google Workspace", "Default routing")]
    [InlineData(Postfix, "Postfix", "local_recipient_maps")]
    [InlineData(Postfix, "Postfix", "relay_recipient_maps")]
    [InlineData(Postfix, "Postfix", "reject_unlisted_recipient")]
    [InlineData(Exim, "Exim", "verify = recipient")]
    [InlineData(Sendmail, "Sendmail", "virtusertable")]
    [InlineData(Zimbra, "Zimbra", "zimbraMtaSmtpdRejectUnlistedRecipient")]
    [InlineData(HMailServer, "hMailServer", "catch-all")]
    [InlineData(Domino, "Domino", "exist in the Domino Directory")]
    [InlineData(Other, null, "550 5.1.1")]
    public async Task AcceptsAll_IsRepairedByItsOwnSettings(string banner, string? title, string setting)
    {
        var result = await CheckAsync(banner, "250 ok");

        result.Kind.ShouldBe(CheckKind.AcceptsAll);
        result.Sentence.ShouldStartWith(title is null ? "192.0.2.1:25 accepts" : $"192.0.2.1:25 ({title}) accepts");
        result.Advice.ShouldContain(text => text.Contains(setting, StringComparison.Ordinal));
        result.Advice.ShouldContain(text => text.Contains("counts as accepts-all", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Exchange, "Add-IPAllowListEntry")]
    [InlineData(Microsoft365, "inbound connector")]
    [InlineData(Google, "inbound gateway")]
    [InlineData(Postfix, "check_client_access")]
    [InlineData(Zimbra, "check_client_access")]
    [InlineData(Exim, "hosts =")]
    [InlineData(Sendmail, "access map")]
    [InlineData(HMailServer, "IP range")]
    [InlineData(Domino, "DNS blacklist filters")]
    [InlineData(Other, "blocklists and policies")]
    public async Task Refusal_IsRepairedByLettingUsThrough(string banner, string setting)
    {
        var result = await CheckAsync(banner, "554 5.7.1 Client host blocked");

        result.Kind.ShouldBe(CheckKind.RefusesCallouts);
        result.Advice.ShouldContain(text => text.Contains(setting, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Postfix, "postscreen_access_list")]
    [InlineData(Zimbra, "postscreen_access_list")]
    [InlineData(Exim, "verify = recipient")]
    [InlineData(Sendmail, "milter")]
    [InlineData(HMailServer, "white list of greylisting")]
    [InlineData(Other, "Exempt this gateway's addresses")]
    public async Task Greylisting_IsRepairedByAnExemption(string banner, string setting)
    {
        var result = await CheckAsync(banner, "451 4.7.1 Greylisted");

        result.Kind.ShouldBe(CheckKind.Greylists);
        result.Advice[0].ShouldContain(setting);
    }

    [Fact]
    public async Task ServerThatWantsTls_IsToBeAskedWithIt() =>
        (await CheckAsync(Other, "530 5.7.0 Must issue a STARTTLS command first")).Advice[0].ShouldContain("tls = \"require\"");

    private static Task<FilteringCheckResult> CheckAsync(string banner, string toRecipients)
    {
        var server = new ScriptedServer(line => line.StartsWith("RCPT", StringComparison.Ordinal) ? toRecipients : "250 ok") { Banner = banner };
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25)]);
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination };
        var time = new FakeTimeProvider();
        var opener = new PeerOpener(server, new PeerLocator(new FakeResolver(), "mx.gateway.test", AddressScope.Public), new OwnNames("mx.gateway.test"), time);
        return new FilteringCheck(opener, () => "rc-nobody", time)
            .RunAsync(domain, new CheckRequest(null, false, "mx.gateway.test"), TestContext.Current.CancellationToken);
    }
}
