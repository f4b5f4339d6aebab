using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>The kinds of mail servers that a check gives advice for.</summary>
public enum ServerFamily
{
    /// <summary>It does not say, or is of another kind.</summary>
    Unknown,

    /// <summary>Microsoft Exchange Server on the customer's premises.</summary>
    Exchange,

    /// <summary>Exchange Online.</summary>
    Microsoft365,

    /// <summary>Gmail for organisations.</summary>
    GoogleWorkspace,

    /// <summary>Postfix.</summary>
    Postfix,

    /// <summary>Exim.</summary>
    Exim,

    /// <summary>Sendmail.</summary>
    Sendmail,

    /// <summary>Zimbra, which greets as Postfix unless its host name tells.</summary>
    Zimbra,

    /// <summary>hMailServer.</summary>
    HMailServer,

    /// <summary>Domino of Lotus, IBM or HCL.</summary>
    Domino,
}

/// <summary>Recognises the kind of a server by what it says, and names it.</summary>
public static class ServerFamilies
{
    // Host names of the two big services; they stand in banner, EHLO and the name of the destination.
    private static readonly (string Mark, ServerFamily Family)[] _names =
    [
        (".protection.outlook.com", ServerFamily.Microsoft365),
        (".prod.outlook.com", ServerFamily.Microsoft365),
        (".mx.microsoft", ServerFamily.Microsoft365),
        ("mx.google.com", ServerFamily.GoogleWorkspace),
        ("gmr-mx.google.com", ServerFamily.GoogleWorkspace),
        ("aspmx.l.google.com", ServerFamily.GoogleWorkspace),
        ("smtp.google.com", ServerFamily.GoogleWorkspace),
        ("- gsmtp", ServerFamily.GoogleWorkspace),
    ];

    // Products in the banner. Zimbra stands before the Postfix that it greets as.
    private static readonly (string Mark, ServerFamily Family)[] _banners =
    [
        ("Zimbra", ServerFamily.Zimbra),
        ("Postfix", ServerFamily.Postfix),
        ("Microsoft ESMTP MAIL Service", ServerFamily.Exchange),
        ("Microsoft Exchange", ServerFamily.Exchange),
        ("hMailServer", ServerFamily.HMailServer),
        ("Domino Release", ServerFamily.Domino),
        ("Lotus Domino", ServerFamily.Domino),
        ("ESMTP Sendmail", ServerFamily.Sendmail),
        ("ESMTP Exim", ServerFamily.Exim),
    ];

    // Extensions that nobody else has.
    private static readonly string[] _ofExchange = ["X-EXPS", "XEXCH50", "X-ANONYMOUSTLS", "XRDST", "X-LINK2STATE", "XSHADOWREQUEST"];

    // Wordings of refusals, for servers whose banner was changed.
    private static readonly (string Mark, ServerFamily Family)[] _replies =
    [
        ("- gsmtp", ServerFamily.GoogleWorkspace),
        (".prod.outlook.com", ServerFamily.Microsoft365),
        (".protection.outlook.com", ServerFamily.Microsoft365),
        ("RESOLVER.ADR", ServerFamily.Exchange),
        ("User unknown in local recipient table", ServerFamily.Postfix),
        ("User unknown in virtual mailbox table", ServerFamily.Postfix),
        ("User unknown in virtual alias table", ServerFamily.Postfix),
        ("User unknown in relay recipient table", ServerFamily.Postfix),
        ("Unrouteable address", ServerFamily.Exim),
        ("... User unknown", ServerFamily.Sendmail),
        ("not listed in Domino Directory", ServerFamily.Domino),
        ("not listed in public Name & Address Book", ServerFamily.Domino),
    ];

    // What hMailServer offers; its usual banner is a host name and ESMTP, and nothing more.
    private static readonly string[] _ofHMailServer = ["SIZE", "STARTTLS", "AUTH", "HELP"];

    /// <summary>
    /// The kind of the server at <paramref name="host"/> (its name or address) by <paramref name="banner"/> and <paramref name="hello"/>, its
    /// first replies, and by the <paramref name="replies"/> to questions when those do not tell.
    /// </summary>
    public static ServerFamily Of(string host, SmtpReply? banner, SmtpReply? hello, IEnumerable<SmtpReply> replies)
    {
        string[] names = [host, banner?.Text ?? "", hello?.Lines[0] ?? ""];
        var family = names.Select(name => Find(_names, name)).FirstOrDefault(found => found != ServerFamily.Unknown);
        if (family == ServerFamily.Unknown && names.Any(name => name.Contains("zimbra", StringComparison.OrdinalIgnoreCase)))
            family = ServerFamily.Zimbra;
        if (family == ServerFamily.Unknown)
            family = Find(_banners, banner?.Text ?? "");
        if (family == ServerFamily.Unknown && hello is not null)
            family = OfExtensions(banner, [.. hello.Lines.Skip(1).Select(line => line.Split(' ', '=')[0].ToUpperInvariant())]);
        return family != ServerFamily.Unknown
            ? family
            : replies.Select(reply => Find(_replies, reply.Text)).FirstOrDefault(found => found != ServerFamily.Unknown);
    }

    /// <summary>The word of JSON: exchange, microsoft-365, google-workspace, postfix, exim, sendmail, zimbra, hmailserver, domino, unknown.</summary>
    public static string Word(this ServerFamily family) => family switch
    {
        ServerFamily.Microsoft365 => "microsoft-365",
        ServerFamily.GoogleWorkspace => "google-workspace",
        _ => family.ToString().ToLowerInvariant(),
    };

    /// <summary>The name that people use; null for <see cref="ServerFamily.Unknown"/>.</summary>
    public static string? Title(this ServerFamily family) => family switch
    {
        ServerFamily.Unknown => null,
        ServerFamily.Microsoft365 => "Microsoft 365",
        ServerFamily.GoogleWorkspace => "Google Workspace",
        ServerFamily.HMailServer => "hMailServer",
        _ => family.ToString(),
    };

    private static ServerFamily OfExtensions(SmtpReply? banner, IReadOnlyList<string> offered)
    {
        if (offered.Any(_ofExchange.Contains))
            return ServerFamily.Exchange;
        bool plain = banner is not null && banner.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, "ESMTP"];
        return plain && offered.Contains("SIZE") && offered.Contains("HELP") && offered.All(_ofHMailServer.Contains)
            ? ServerFamily.HMailServer
            : ServerFamily.Unknown;
    }

    private static ServerFamily Find((string Mark, ServerFamily Family)[] marks, string text) =>
        Array.Find(marks, mark => text.Contains(mark.Mark, StringComparison.OrdinalIgnoreCase)).Family;
}
