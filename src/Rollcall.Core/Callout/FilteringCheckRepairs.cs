namespace Rollcall.Core.Callout;

/// <summary>How recipient filtering is switched on, and a client exempted from greylisting, per kind of server.</summary>
internal static class FilteringCheckRepairs
{
    private const string AnyServer = "Let the server refuse unknown recipients at RCPT with 550 5.1.1, and remove catch-all addresses of the domain.";

    /// <summary>The settings that make a server refuse unknown recipients at RCPT.</summary>
    public static IReadOnlyList<string> Filtering(ServerFamily family) => family switch
    {
        ServerFamily.Exchange =>
        [
            "Exchange: install the anti-spam agents (Install-AntiSpamAgents.ps1), switch the recipient filter on "
                + "(Set-RecipientFilterConfig -Enabled $true -RecipientValidationEnabled $true) and let the accepted domain be authoritative with AddressBookEnabled.",
            "Exchange: set verify_at to port 2525 of the Mailbox server, where the recipient filter works at RCPT; the front end on port 25 answers before it has looked. "
                + "The receive connector on 2525 must let this gateway in (AnonymousUsers, with RemoteIPRanges of the gateway alone).",
        ],
        ServerFamily.Microsoft365 =>
        [
            "Microsoft 365: switch directory-based edge blocking on. In the Exchange admin center, under Mail flow, Accepted domains, make the domain Authoritative "
                + "(an Internal relay domain accepts everybody) once all its recipients are in the directory.",
        ],
        ServerFamily.GoogleWorkspace =>
        [
            "Google Workspace: in the Admin console, under Apps, Google Workspace, Gmail, look into Default routing and Routing, "
                + "and remove rules that take mail for addresses which are not in the directory (catch-all, split delivery of unknown addresses).",
        ],
        ServerFamily.Postfix =>
        [
            "Postfix: keep smtpd_reject_unlisted_recipient = yes (or reject_unlisted_recipient in smtpd_recipient_restrictions), and let local_recipient_maps, "
                + "virtual_mailbox_maps or, where it relays, relay_recipient_maps list the recipients; an empty map accepts everybody.",
            "Postfix: remove catch-all entries (@domain) from virtual_alias_maps and virtual_mailbox_maps, and luser_relay.",
        ],
        ServerFamily.Exim =>
        [
            "Exim: put \"require verify = recipient\" into the ACL of acl_smtp_rcpt, before it accepts (\"verify = recipient/callout\" where Exim itself passes the mail on), "
                + "and remove routers that take any local part.",
        ],
        ServerFamily.Sendmail =>
        [
            "Sendmail: remove catch-all entries (@domain) from the virtusertable, and LUSER_RELAY; a domain that is relayed needs its recipients in the access map "
                + "(FEATURE(`blocklist_recipients'), To:domain ERROR:5.1.1:550 User unknown) or LDAP routing with bounce.",
        ],
        ServerFamily.Zimbra =>
        [
            "Zimbra: zmprov mcf zimbraMtaSmtpdRejectUnlistedRecipient yes, then restart the MTA; remove zimbraMailCatchAllAddress of the domain and of its accounts.",
        ],
        ServerFamily.HMailServer =>
        [
            "hMailServer: empty the catch-all address of the domain (Domains, Advanced); where a route passes the domain on, let the route name its recipients.",
        ],
        ServerFamily.Domino =>
        [
            "Domino: in the Configuration document, under Router/SMTP, Restrictions and Controls, SMTP Inbound Controls, "
                + "enable \"Verify that local domain recipients exist in the Domino Directory\".",
        ],
        _ => [AnyServer],
    };

    /// <summary>How the gateway is exempted from greylisting.</summary>
    public static string Exemption(ServerFamily family) => family switch
    {
        ServerFamily.Postfix or ServerFamily.Zimbra =>
            "Exempt this gateway's addresses from greylisting: in the whitelist of the greylisting service (postgrey: whitelist_clients) or by check_client_access before it, "
                + "and in postscreen_access_list. Unknown recipients that get 450 need unknown_local_recipient_reject_code = 550, or soft_bounce off.",
        ServerFamily.Exim => "Exempt this gateway's addresses in the ACL that defers: accept them by \"hosts =\" behind \"require verify = recipient\".",
        ServerFamily.HMailServer => "Put this gateway's addresses into the white list of greylisting (Settings, Anti-spam, Greylisting).",
        ServerFamily.Sendmail => "Exempt this gateway's addresses in the greylisting milter (milter-greylist: racl whitelist addr).",
        _ => "Exempt this gateway's addresses from greylisting and rate limits.",
    };

    /// <summary>How the gateway is let through the policies of the server.</summary>
    public static string Permission(ServerFamily family) => family switch
    {
        ServerFamily.Exchange => "Exchange: add this gateway's addresses to the IP allow list (Add-IPAllowListEntry) and to a receive connector that takes anonymous mail from them.",
        ServerFamily.Microsoft365 => "Microsoft 365: add an inbound connector for this gateway's addresses, with enhanced filtering, and the addresses to the IP allow list of the connection filter.",
        ServerFamily.GoogleWorkspace => "Google Workspace: enter this gateway's addresses as the inbound gateway (Gmail, Spam, phishing and malware).",
        ServerFamily.Postfix or ServerFamily.Zimbra => "Let this gateway's addresses through: check_client_access before reject_rbl_client and other restrictions, and postscreen_access_list.",
        ServerFamily.Exim => "Let this gateway's addresses through the blocklists of the ACLs (\"hosts =\" or host_reject_connection), after \"require verify = recipient\".",
        ServerFamily.Sendmail => "Let this gateway's addresses through with \"Connect:ADDRESS OK\" in the access map.",
        ServerFamily.HMailServer => "Add an IP range for this gateway's addresses that is exempt from spam protection and needs no authentication for local deliveries.",
        ServerFamily.Domino => "Exempt this gateway's addresses from the DNS blacklist filters and the inbound connection controls of the Configuration document.",
        _ => "Let this gateway's addresses through the server's blocklists and policies.",
    };
}
