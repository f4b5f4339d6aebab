namespace Rollcall.Core.Callout;

/// <summary>English: how servers say that a mailbox is not there, and what else they say is not there.</summary>
internal static class PhrasesEnglish
{
    internal static PhraseTable Mailbox { get; } = new()
    {
        Box =
        [
            "mailbox", "user|", "users|", "username|", "userid|", "useraccount|", "recipient", "rcpt|", "account", "address",
            "addressee", "alias", "inbox",
            "email id|", "mail id|", "emailid|", "this email|", "the email|", "that email|", "mail account", "email account",
            "email address", "mail address",
            "local part", "localpart", "mailing list", "maildrop", "person|", "subscriber", "customer", "employee", "student", "postbox",
            "mailaddress", "recipients mailbox", "recipients address", "recipients account", "recipients email", "users mailbox",
            "users account", "gateway user", "your recipient|", "your intended recipient", "your correspondent", "your addressee",
            "emailaddress", "mail user", "email user", "local user", "mail recipient", "email recipient",
        ],
        Clause =
        [
            "does not exist", "do not exist", "did not exist", "not exist", "does not exists", "not exists", "not exsist", "no exist",
            "does no exist",
            "not existing|", "doesnt exists", "does not seem to exist", "does not appear to exist", "has never existed", "never existed",
            "no longer exist",
            "not found", "not be found", "cannot be found", "not find|", "not be located", "cannot be located", "not located",
            "not be resolved|",
            "not known", "not recognized", "not recognised", "not be recognized", "not recognize", "not identified",
            "not listed|", "not in my|", "not in our|", "not in the|", "not in directory", "not in local", "not in list",
            "not present|", "not a valid|", "is not valid|", "not valid|", "not a known", "not a user|", "not a local user",
            "not a current", "not a recipient",
            "not an active", "not a mailbox", "not an existing", "not defined|", "not registered|", "not a registered", "not set up",
            "not provisioned",
            "not configured here|", "not hosted here", "not hosted on|", "not hosted by|", "not created", "not exist", "is not here|",
            "is not on this", "not our customer", "not our user",
            "is no longer", "are no longer", "no longer active", "no longer available", "no longer valid", "no longer in use",
            "no longer in service",
            "no longer with|", "no longer works", "no longer an", "no longer a|", "no longer on|", "no longer here", "no longer at|",
            "no longer used",
            "no longer monitored", "no longer accept", "no longer receiv", "no longer employed", "has left|",
            "not active|", "not currently active", "not currently exist", "not been activated", "not activated", "is not enabled|",
            "is disabled",
            "has been disabled", "has been deactivated", "has been deleted", "has been removed", "has been closed", "has been suspended",
            "has been terminated",
            "has been cancelled", "has been canceled", "has been discontinued", "has been expired", "has been retired",
            "has been decommissioned",
            "has been inactive", "was deleted", "was removed", "was closed", "was disabled", "is closed", "is suspended", "is deleted",
            "is inactive",
            "is deactivated", "is terminated", "is expired", "has expired", "is discontinued", "is retired", "is locked out",
            "is obsolete", "is defunct", "is dead",
            "currently suspended", "currently disabled", "administratively disabled", "not assigned", "has no mailbox",
            "have no mailbox", "has no account",
            "does not have an account", "does not have a mailbox", "does not have an email", "matches no", "did not match any",
            "does not match any",
            "not match any", "not handled here|", "not served here|", "not serviced", "not deliverable|", "is not deliverable",
            "not a deliverable", "is undeliverable", "not on file|", "no longer on file|", "moved permanently", "left the company|", "left our company|",
            "left the organi", "left our organi", "been purged|", "was purged|",
        ],
        Adjective =
        [
            "unknown|", "unknow|", "unkown|", "unknwon|", "uknown|", "nonexistent", "nonexistant", "nonexisting|", "non existing|",
            "non existant|", "non existence", "inexistent",
            "undefined|", "unrecognized", "unrecognised", "unregistered", "unroutable", "unrouteable", "unassigned|", "undeliverable|",
            "disabled|",
            "inactive|", "deactivated|", "suspended|", "deleted|", "discontinued|", "obsolete|", "defunct|", "purged|", "retired|", "is not a valid|",
            "no longer valid|", "not a known|", "invalid or unknown|", "unknown or invalid|",
        ],
        InvalidAdjective = ["invalid|", "bad|", "incorrect|", "wrong|", "bogus|", "not valid|", "not a valid|"],
        Lead =
        [
            "no such|", "no valid|", "no known|", "no local|", "no active|", "no matching|", "no existing|", "no registered|",
            "there is no|", "there is not a|", "theres no|",
            "closed the|", "closed this|", "closed his|", "closed her|", "closed their|", "deleted the|", "deleted this|", "deleted his|", "deleted their|",
            "cancelled the|", "cancelled this|", "cancelled their|", "removed this|",
            "not find a|", "not find any|", "not find the|", "not find this|", "not find|", "cannot find|", "could not find|",
            "unable to find|", "failed to find|",
            "unable to locate|", "cannot locate|", "could not locate|", "failed to locate|", "does not have a|", "does not have an|",
            "does not have any|", "do not have a|",
            "do not have any|", "do not have an|", "do not know|", "does not know|", "do not recognize|", "does not recognize|",
            "not resolve|", "unable to resolve|", "is not a known|", "is not a registered|", "not an active|", "not an existing|",
            "not a local|", "not a current|",
            "no longer a|", "no longer an|", "not our|", "not one of our|", "has no|", "have no|", "never heard of|",
            "no record of|", "no record for|", "no match for|",
        ],
        None = ["no|"],
        Gone =
        [
            "nobody with that", "nobody with this", "no one with that", "no one with this", "nobody of that name", "no one of that name",
            "matched no entr", "matched no record", "no matching entr", "no matching record",
            "no one here|", "nobody here|", "find anyone called|", "find anybody called|", "no one called|", "nobody called|", "nobody by that", "nobody by this", "no one by that|", "no recipient here|",
            "no recipient by|", "no recipient with|", "no recipient found|", "no mail address",
            "not our customer|", "not a customer|", "no existe such", "recipnotfound|", "recipientnotfound|", "exrecipnotfound|",
            "badrecipient|", "unknownrecipient|",
            "unknownuser|", "nosuchuser|", "no_such_user|", "mailboxnotfound|", "mailbox disabled", "mailbox not here", "user not here",
            "user unknown", "recipient unknown",
            "does not like recipient", "isnt a user here",
            "is not a user here",
            "does not have a mailbox here", "unknown local part", "unknown local user", "unrouteable address", "unroutable address",
            "unrouteable mail address",
            "bad destination mailbox", "bad destination email", "bad destination mail address", "destination mailbox address invalid",
            "destination address invalid",
            "not listed in domino directory", "not listed in public name", "not in directory", "can not deliver to unknown",
            "address does not exist here",
            "they do not work here", "does not work here", "doesnt work here", "no thats nobody", "no such recipient", "ooops no such",
            "not in our directory",
            "email address you entered could not be found", "intended recipient does not exist", "invalid final delivery userid",
            "relay recipient table", "local recipient table", "virtual mailbox table", "virtual alias table", "account expired|",
            "mailbox expired|", "address expired|", "account closed|", "mailbox closed|", "account terminated|", "mailbox terminated|",
            "user is terminated|", "blocked due to inactivity", "blocked for inactivity", "no such mail drop",
            "unknown or illegal alias", "unknown or illegal user", "mail drop unknown",
            "mailbox does not exist", "not a valid mailbox", "not a valid recipient", "not a valid user",
            "will not accept mail for unknown", "cuda_nsu|", "account was cancelled", "account was canceled", "account cancelled|", "account canceled|",
        ],
        Harmless =
        [
            "proto esmtp helo|", "proto smtp helo|", "proto esmtps helo|", "blocked due to inactivity", "blocked for inactivity",
            "you do not have authorization to see it", "unknown or illegal", "in relay recipient table", "relay recipient table",
            "has disabled|", "have disabled|", "has suspended|", "has deleted|", "has deactivated|",
            "removed from this host|", "removed from this server|", "deleted from this host|", "deleted from this server|", "envelope recipient|", "envelope to|", "no record of|", "no record for|", .. PhrasesPronouns.OfWriter,
        ],
        WeakGone =
        [
            "mailbox unavailable",
            "mailbox not available", "mailbox is unavailable", "mailbox is not available", "mailbox not accessible",
            "mailbox is not accessible", "user not available", "recipient unavailable",
            "account unavailable", "account is unavailable", "account not available", "user account is unavailable",
            "account is not available",
            "mailbox is inaccessible",
        ],
        WeakClause = ["unavailable", "not available"],
        Full =
        [
            "over quota", "overquota", "over its quota", "over their quota", "out of quota", "quota exceeded", "quota exceed",
            "exceeded quota", "exceeds quota", "exceeded its quota",
            "exceeded his quota", "exceeded the quota", "exceeded their quota", "exceeded storage", "exceeded its storage",
            "exceeded the storage", "exceeds storage",
            "exceeded allocated storage", "exceed the quota", "exceeds the quota", "exceeds its quota", "exceeds the recipients quota",
            "exceeds users quota", "quota violation",
            "disk quota", "mailbox quota", "quota full", "quota is full", "quota for the mailbox", "quota has been", "quota limit",
            "quota reached", "reached quota", "has reached its quota",
            "mailbox full", "mailbox is full", "mailbox has exceeded", "mailbox exceeds", "mailbox exceeded", "mailbox would exceed",
            "mailbox over", "mailbox size limit",
            "mailbox is over", "mailbox storage", "mailbox limit", "mailbox too large", "mailbox is too large", "inbox is full",
            "inbox full", "account is full", "account full",
            "out of storage", "no space left in mailbox", "not enough space in mailbox", "insufficient mailbox",
            "insufficient space in mailbox",
            "not enough storage space in the mailbox", "not enough space in", "recipient is full", "user is full",
            "recipient storage full", "storage quota", "storage limit", "storage allocation",
            "exceeded mailbox", "exceed mailbox", "exceeds mailbox", "mailfull", "mbx full", "maildir over", "maildir is full",
            "user has too many messages",
            "too many messages in mailbox", "too many messages in the mailbox", "too many messages on this mailbox",
            "has no space", "does not have enough space", "does not have sufficient space",
        ],
    };

    internal static PhraseTable NotMailbox { get; } = new()
    {
        Other =
        [
            "error|", "reason|", "failure|", "problem|", "exception|", "status|", "response|", "ipaddress|", "access|", "session|", "key|", "connection|", "a record|", "mx|", "domain", "server", "system", "site|", "machine", "network", "gateway", "next hop", "mx record", "record", "route|", "transport|", "command", "verb|", "parameter",
            "option", "argument", "protocol", "service", "organization", "organisation", "tenant", "connector", "charset", "encoding",
            "language", "certificate",
            "recipient domain", "recipients domain", "recipient address domain", "user domain", "users domain", "address domain",
            "email domain", "mail domain", "mailbox domain",
            "recipient server", "recipients server", "recipient host", "mailbox server", "mailbox host", "mailbox store",
            "mailbox database", "mail server", "email server",
            "recipient system", "recipients email server", "destination domain", "destination host", "destination server", "domain name",
            "domain part",
            "address literal", "address family", "address format", "address book|", "address syntax", "address list", "user agent",
            "mailer", "recipient limit", "recipient count", "recipients|",
            "recipient list", "account balance", "file|", "directory|", "database|", "backend", "cluster", "hosting account", "hosting",
            "customer domain", "no recipient|",
            "customer support", "customer service", "customer care", "account manager", "account type",
        ],
        Suspect =
        [
            "sender", "domain|", "domains|", "host|", "hosts|", "hostname", "host name", "ip|", "ips|", "ip address", "nullpath|",
            "client|", "client address", "client host", "helo|", "ehlo|", "dns|", "rdns|", "ptr|", "mta|",
            "reverse dns", "reverse path", "reverse path address", "reverse path user", "reverse path mailbox", "return path",
            "return address", "mail from|", "from address", "from user", "from header", "from field", "envelope from",
            "sender address", "senders address", "sender email", "senders email", "sender mailbox", "senders mailbox", "sender account",
            "senders account", "sender user", "sender domain",
            "senders domain", "sender mail address", "sender email address", "senders email address", "address of sender",
            "address of the sender", "sending address", "originating address",
            "originator", "reply address", "reply to|", "your address", "your email address", "your mail address", "your account",
            "your mailbox", "your email account", "your user",
            "your host", "your server", "your domain", "your ip", "your network", "your mail server", "your isp", "host address",
            "server address", "remote address", "source address", "source ip",
            "connecting ip", "connecting host", "remote host", "remote server", "sending host", "sending server", "sending mta",
            "sending domain", "sending system", "bounce address",
            "message rejected", "message refused", "message blocked", "message denied", "mail rejected", "mail refused",
            "email rejected", "content", "attachment", "header", "signature",
            "domain of sender", "domain of sender address", "envelope sender", "envelope sender address", "from domain",
        ],
        Place = [.. Places()],
    };

    private static IEnumerable<string> Places() =>
        from preposition in (string[])["in", "on", "at", "for", "by", "under", "within", "with", "from"]
        from article in (string[])
        [
            "", "this ", "our ", "the ", "that ", "my ", "these ", "local ", "any ", "a ", "its ", "their ", "the local ", "the specified ",
            "the recipient ", "the destination ",
        ]
        from place in (string[])
        [
            "domain", "server", "host", "system", "site", "machine", "network", "organization", "organisation", "directory",
            "address book", "database", "table", "list", "mail server",
            "email server", "gateway", "service", "domain name", "mail system", "email system", "mailing system", "user directory",
            "recipient table", "recipient list", "recipients list",
            "mailserver", "recipient directory", "user list", "user database", "name and address book", "global address list",
            "mailbox table", "alias table", "hosting", "tenant",
        ]
        // A mail comes from a domain; a user is not in one then.
        where preposition != "from" || article is "this " or "our "
        select $"{preposition} {article}{place}|";
}
