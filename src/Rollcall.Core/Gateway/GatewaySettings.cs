using System.Net;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>What the gateway works by: an immutable snapshot, swapped whole; a session keeps the one it began with.</summary>
/// <param name="HostName">Our name in banner and Received.</param>
/// <param name="Domains">The protected domains.</param>
/// <param name="Postmaster">Where mail for our own postmaster goes; empty is postmaster of the first domain.</param>
/// <param name="MaxRecipients">Recipients of one transaction.</param>
/// <param name="BareNewlines">Whether bodies with a bare CR or LF come mended, or are refused.</param>
/// <param name="Delivery">The limits of deliveries.</param>
public sealed record GatewaySettings(
    string HostName, DomainTable Domains, string Postmaster, int MaxRecipients, BareNewlinePolicy BareNewlines, DeliverySettings Delivery)
{
    /// <summary>Networks that are exempt from harvest protection.</summary>
    public IReadOnlyList<IPNetwork> Trusted { get; init; } = [];

    /// <summary>The postmaster of the configuration with its domain; null when there is none, or its domain is not protected.</summary>
    public TakenRecipient? ConfiguredPostmaster =>
        MailboxParser.TryParseAddress(Postmaster, out var address, out _) && DomainOf(address) is { } domain ? new TakenRecipient(address, domain) : null;

    /// <summary>The protected domain of a recipient, or null.</summary>
    public ProtectedDomain? DomainOf(Mailbox recipient) => DomainName.TryNormalize(recipient.Domain, out var name) ? Domains.Find(name) : null;

    /// <summary>Whether a client is exempt from harvest protection; those of Unix sockets, without an address, are.</summary>
    public bool IsTrusted(IPAddress? client)
    {
        if (client is null)
            return true;
        foreach (var network in Trusted)
        {
            if (network.Contains(client))
                return true;
        }
        return false;
    }
}
