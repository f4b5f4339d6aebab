using System.Net;

namespace Rollcall.Core.Peers;

/// <summary>Asks DNS. Failures are values.</summary>
public interface IResolver
{
    /// <summary>The addresses of a host, IPv6 and IPv4, in no certain order.</summary>
    ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancel);

    /// <summary>The MX records of a domain, sorted by preference (RFC 5321 5.1). A null MX (RFC 7505) is one record with an empty name.</summary>
    ValueTask<DnsAnswer<MxRecord>> MxAsync(string domain, CancellationToken cancel);

    /// <summary>The name of a client that points back to its address, or null (RFC 1035 3.5).</summary>
    ValueTask<string?> ConfirmedNameAsync(IPAddress address, CancellationToken cancel);
}

/// <summary>One MX record; the exchange is in normal form, empty for the null MX.</summary>
public sealed record MxRecord(int Preference, string Exchange);

/// <summary>Records, none at all (the name or the type does not exist), or a failure to find out.</summary>
/// <param name="Records">What was found; empty with and without failure.</param>
/// <param name="Failure">Null when DNS gave an answer, else the cause in our words.</param>
public readonly record struct DnsAnswer<T>(IReadOnlyList<T> Records, string? Failure);
