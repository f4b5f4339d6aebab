namespace Rollcall.Core.Callout;

/// <summary>English: what servers say of us, of the sender, of rates and of policy.</summary>
internal static class PhrasesEnglishPolicy
{
    internal static PhraseTable Refusals { get; } = new()
    {
        Policy =
        [
            // Relaying.
            "relaying", "relay denied", "relay access", "relay not", "relay is not", "relay prohibited", "relay refused",
            "relay rejected", "relay for", "to relay", "not relay", "no relay|", "open relay",
            "relay through", "rcpthosts", "authorized relay", "relay operation", "as a relay", "relay host", "relay disabled",
            "not a gateway", "not accept mail for this domain",
            "mail for domain|", "email for domain|", "messages for domain|", "mail for this domain", "mail to this domain",
            "not handle mail for", "not local domain", "not a local domain", "not an accepted domain", "not a protected domain",
            "domain is not",
            "domain not", "domain does not", "unknown domain", "no such domain", "invalid domain", "domain unknown",
            "unrouteable domain", "unroutable domain", "not responsible for", "does not accept mail", "not an open",
            "nonexistentdomain", "host unknown", "unknown host", "no route to", "no mx|", "null mx", "loop", "too many hops", "hop count",

            // Lists and reputation.
            "blocked", "blocking", "block list", "blocklist", "black list", "blacklist", "denylist", "deny list", "rbl|", "rbls|",
            "dnsbl", "rhsbl", "surbl", "uribl", "spamhaus", "spamcop", "sorbs|", "barracudacentral",
            "is listed", "was listed", "listed at|", "listed by|", "listed on|", "are listed", "been listed", "currently listed",
            "found on one or more", "found in one or more", "reputation", "poor|", "banned", "senderbase", "senderscore",
            "spam", "unsolicited", "uce|", "bulk|", "junk", "phish", "malware", "virus", "infected", "suspicious", "suspect", "abuse|",
            "abusive", "malicious", "trojan", "harvest", "dictionary attack", "zombie", "botnet", "dynamic",
            "dialup", "dial up", "residential", "delist", "whitelist", "white list", "allowlist", "allow list", "safelist", "safe list",
            "greylist", "graylist", "grey list", "gray list",

            // Authentication and trust.
            "authentic", "not authed", "auth|", "authoriz", "authoris", "unauthor", "permission", "not logged in", "log in|", "login|",
            "password", "credential", "pop before", "not permitted", "not allowed", "not allow|", "disallow",
            "prohibit", "forbid", "forbidden", "restrict", "denied by", "rejected by our", "rejected by the", "rejected by this",
            "refused by", "policy", "policies", "violat", "complian",
            "not comply", "security", "not secure|", "insecure", "unsecure", "administrative prohibition", "administratively prohibited", "administratively denied",
            "administratively rejected", "rejected administratively", "administrative policy",
            "spf|", "dkim", "dmarc", "arc|", "sender id|", "spoof", "forge", "impersonat", "fake", "not trusted", "untrusted",
            "unverified", "not from|",
            "tls|", "starttls", "ssl|", "encrypt", "certificate", "dane|", "mta sts",
            "only accept", "accepts only", "only receive", "accept mail only", "accept messages only", "accepts messages only",
            "accept email only", "accepts mail only", "accepts email only", "from internal", "internal use", "internal only",
            "internal send", "internal mail", "external send", "external mail", "externally",
            "outside send", "from outside", "members only", "only members", "non member", "not a member", "not a subscriber",
            "not subscribed", "only subscribers", "moderat", "resolver . rst", "senders only", "posting|",
            "not accepting mail from", "not accepting messages from", "not accepting email from", "do not accept mail from",
            "does not accept mail from", "not accept mail from", "not accept email from", "not accept messages from", "refuse mail from",
            "refusing mail from", "refused mail from",
            "mail from your", "email from your", "messages from your", "from your ip", "from your server", "from your host",
            "from this host", "from this ip", "from this server", "from you|",
            "closed to|", "closed for|", "fraud", "allowed|", "at this time", "at the moment", "right now", "you are sending",
            "sent from|", "sending from|", "your network", "your provider", "your isp", "smtp access", "address format",
            "invalid format", "bad format", "from unknown", "unwanted", "not want", "does not want", "rejected this message",
            "rejected your message", "refused your message", "you are not", "you do not have an account", "you have no account",
            "you must", "you need to", "you have been", "you have exceeded", "go away", "challenge", "captcha", "confirm your",
            "ipaddress is", "ipaddress has", "ipaddress was", "ipaddress does", "ipaddress not", "ipaddress on|", "ipaddress in|",
            "ipaddress rejected", "ipaddress denied", "ipaddress refused", "your ipaddress", "your ip|",
            "ip ipaddress", "client ipaddress", "address ipaddress", "from ipaddress", "ipaddress listed", "ipaddress , listed", "geo|",
            "geoip", "country", "countries", "region|",

            // Names, DNS, HELO.
            "helo|", "ehlo|", "ptr|", "rdns", "reverse dns", "reverse lookup", "reverse hostname", "reverse address", "fcrdns", "dns|",
            "mx or a", "not resolve to", "cannot resolve", "does not resolve", "not resolvable", "unresolvable",
            "fully qualified", "fqdn", "find your hostname", "find your reverse", "your hostname", "envelope|", "client host", "host rejected",
            "server rejected", "hostname rejected", "invalid hostname", "client rejected",

            // Content and form.
            "attachment", "content", "executable", "message size", "too large", "too big", "size limit", "maximum size", "message too",
            "too long", "exceeds size", "exceeds the maximum", "exceeds maximum", "line length",
            "syntax", "malformed", "illegal", "unbalanced", "not well formed", "rfc|", "rfc2821", "rfc5321", "protocol", "bad sequence",
            "pipelin", "need mail", "need rcpt", "mail first", "utf8", "8bit", "7bit", "non ascii", "not implemented", "unimplemented",
            "unsupported", "not supported", "unrecognized command", "unknown command", "out of order", "no recipients",
            "no valid recipients|",
            "special characters", "restricted characters", "invalid characters", "bad characters", "header", "message id|", "bare lf",
            "bare newline", "date field", "duplicate", "filter", "url|", "urls|", "score|", "fingerprint", "rejected as", "hijack",
            "compromis",

            // Trouble.
            "temporar", "try again later", "try later", "retry", "timeout", "time out|", "timed out", "connection refused",
            "connection lost", "connection closed", "busy", "overload", "shutting down", "maintenance", "service unavailable",
            "service not available", "service refused",
            "internal error", "configuration error", "misconfigur", "configuration problem", "system error", "server error",
            "local error", "database error", "ldap error", "ldap server", "ldap lookup", "ldap fail", "ldap temp", "lookup fail",
            "lookup error", "callout", "call out|", "could not complete", "insufficient", "disk full", "out of memory", "resources",
            "congest", "license", "licence",
            "backscatter", "not accepting connections", "unable to connect", "could not connect", "cannot connect", "deferred", "queue",
            "not reachable", "unreachable|", "not responding", "does not respond", "not respond", "no response", "no answer|", "the sending|", "no such user may", "no user may", "does not answer", "did not answer",
            "is down|", "are down|", "offline|", "crash", "fault", "out of service", "message expired", "unpaid", "payment", "nonpayment", "sending limit",
            "senders mailbox is full", "sender over quota", "sender is over", "sender has exceeded", "sender exceeded", "senders quota",
            "sender quota", "sending quota", "quota of the sender", "relay quota", "you exceeded", "message quota", "outgoing",
            "outbound", "at your domain|", "callback failed", "you used to send", "your username|", "your user name|", .. Scopes(), .. PhrasesPronouns.You,
            .. PhrasesPronouns.ManyUnknown,
        ],
        AccessDenied = ["access denied", "access is denied", "access not", "access rejected", "no access", "access refused"],
        AccessDeniedRecipient = ["recipient address rejected , access denied"],
        Rate =
        [
            "too many", "rate limit", "ratelimit", "rate is", "rate exceeded", "a rate that", "rate control", "at a rate", "rate of|",
            "sending rate", "message rate", "connection rate", "too fast", "too quickly", "too much", "too often", "too frequent",
            "too rapidly",
            "throttl", "slow down", "slowing", "excessive", "flood", "this hour", "an hour", "per hour", "per minute", "per day", "per second", "hourly",
            "daily", "connection limit", "connections limit", "concurrent", "simultaneous", "maximum number", "max number",
            "maximum connections",
            "number of connections", "number of messages", "number of recipients", "limit on the number", "limit reached",
            "limit has been reached", "exceeded the limit of", "exceeded limit", "limit exceeded", "limits exceeded", "message limit",
            "recipient limit", "volume", "unusual", "traffic",
            "high rate", "exceeded max", "exceeded the max", "reached the limit", "frequency", "suspended for",
        ],
    };

    internal static PhraseTable Sender { get; } = new()
    {
        Sender =
        [
            "sender verif", "sender address verif", "sender callout", "sender callback", "verify sender", "verify the sender",
            "verify senders", "verifying sender", "sender could not be verified", "sender cannot be verified", "sender not verified",
            "null sender", "empty sender", "blank sender", "missing sender", "null reverse path", "empty reverse path",
            "null return path", "empty return path", "null envelope", "empty envelope", "blank envelope", "null from", "empty from",
            "empty mail from",
            "nullpath sender", "sender nullpath", "from , nullpath", "from nullpath", "nullpath not", "nullpath is not",
            "nullpath rejected", "nullpath denied", "nullpath refused", "null address", "need a sender", "no sender", "sender required",
            "sender is required", "sender must", "sender is empty", "sender is null", "sender is invalid", "sender empty",
            "without sender", "without a sender",
            "bounces not", "bounces are not", "bounce not", "bounce messages not", "bounce messages are not", "no bounces", "no bounce",
            "bounces refused", "bounces rejected", "bounces to this", "accept bounces", "accepts bounces", "accept bounce",
            "accepting bounces", "accepting bounce", "invalid bounce", "bogus bounce", "unexpected bounce", "not accept a bounce",
            "bounce message", "bounce denied",
            "accept dsn", "dsn not", "dsns not", "dsns are not", "dsn refused", "dsn rejected", "no dsn",
            "delivery status notifications not", "delivery status notifications are not", "delivery notifications not",
            "accept delivery status", "accept delivery notification", "accept null", "accept empty", "accept mail from nobody",
            "never sends mail", "never sent mail", "never sends message", "never sends any", "does not send mail", "does not send email",
            "never sends email", "never sends outgoing", "does not originate", "not originate mail",
            "mailer daemon", "envelope sender rejected", "envelope sender not", "sender address rejected", "sender address refused",
            "sender address is not", "sender address not", "sender address must", "sender address does", "sender address is invalid",
            "sender address invalid", "sender rejected", "sender refused", "sender denied", "sender not accepted",
            "sender is not accepted",
            "sender unknown", "unknown sender", "invalid sender", "bad sender", "sender invalid", "sender does not exist",
            "sender not exist", "sender domain does not", "sender domain must", "sender domain not", "sender domain is not",
            "sender domain could not", "senders domain does not", "senders domain must", "domain of sender", "sender address domain",
            "unresolvable sender", "unroutable sender", "unrouteable sender", "illegal sender", "return address", "return path must",
            "from address must", "from address rejected", "from address is not", "from address not", "invalid from address",
            "reverse path rejected", "reverse path not", "reverse path must", "sender host unknown", "failed for nullpath", "for nullpath no such",
            "for nullpath user", "verifying nullpath", "verify nullpath", "at sending host", "at the sending host",
        ],
    };

    // "disabled for messages of this size": the mailbox is there, for others. Behind a reason ("disabled for inactivity") it is not.
    private static IEnumerable<string> Scopes() =>
        from state in (string[])["disabled", "closed", "suspended", "inactive", "deactivated", "unavailable", "not available", "not active", "unknown", "not known"]
        from preposition in (string[])["for", "to", "from"]
        from whom in (string[])
        [
            "messages", "this message", "your", "unauthenticated", "anonymous", "external", "outside", "foreign", "clients", "senders", "this sender",
            "the sender", "remote", "hosts", "internet", "public", "nonmembers", "members", "strangers", "large", "mails of", "mail of", "mail from", "mails from",
            "email from", "emails from", "others",
        ]
        select $"{state} {preposition} {whom}";
}
