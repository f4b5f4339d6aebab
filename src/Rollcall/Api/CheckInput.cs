using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Api;

/// <summary>What a recipient-filtering check is given from outside.</summary>
internal static class CheckInput
{
    /// <summary>Reads an address of <paramref name="domain"/>, a normal form; null stays null, <paramref name="error"/> says what is wrong with another.</summary>
    public static bool TryReadKnown(string? address, string domain, out Mailbox? known, out string error)
    {
        known = null;
        error = "";
        if (address is null)
            return true;
        if (!MailboxParser.TryParseAddress(address, out var mailbox, out var reason))
            error = $"\"{address}\" is no address: {reason}";
        else if (!DomainName.TryNormalize(mailbox.Domain, out var of) || of != domain)
            error = $"\"{address}\" is no address of {domain}";
        else
            known = mailbox;
        return known is not null;
    }
}
