using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
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
    string HostName, DomainTable Domains, string Postmaster, int MaxRecipients, BareNewlinePolicy BareNewlines, DeliverySettings Delivery);
