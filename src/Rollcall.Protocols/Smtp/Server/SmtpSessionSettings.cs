using System.Globalization;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What is offered to some clients only.</summary>
[Flags]
internal enum Offers
{
    None = 0,
    StartTls = 1,
    Xclient = 2,
}

/// <summary>What a session keeps from its first to its last octet; one object serves many sessions.</summary>
public sealed class SmtpSessionSettings
{
    private const int MinBodyRate = 512; // octets a second on average (docs/decisions/0010-slow-bodies.md)

    private readonly Reply?[] _ehlo = new Reply?[4]; // by what is offered to some only
    private Reply? _helo;

    /// <summary>Our name in banner and EHLO.</summary>
    public required string Hostname { get; init; }

    /// <summary>The largest body in octets (RFC 1870).</summary>
    public required long MaxMessageSize { get; init; }

    /// <summary>
    /// How long we wait for the next command whole, for the next octets of a body, and for the client to read (RFC 5321 4.5.3.2.7: five
    /// minutes at least).
    /// </summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether SMTPUTF8 is offered (RFC 6531).</summary>
    public bool Utf8 { get; init; } = true;

    /// <summary>Keep where the handler refuses such bodies by their facts, Normalize where they are repaired.</summary>
    public BareNewlinePolicy BareNewlines { get; init; }

    // Octets that come one by one are no idleness, and would hold a connection for years.
    internal TimeSpan BodyTime(long octets) => CommandTimeout + TimeSpan.FromSeconds((double)octets / MinBodyRate);

    // RFC 5321 4.1.1.1.
    internal Reply Helo => _helo ??= new Reply(250, Hostname);

    internal Reply Ehlo(Offers offers) => _ehlo[(int)offers] ??= new Reply(250, [Hostname, .. Extensions(offers)]);

    private IEnumerable<string> Extensions(Offers offers)
    {
        yield return "PIPELINING"; // RFC 2920
        yield return string.Create(CultureInfo.InvariantCulture, $"SIZE {MaxMessageSize}"); // RFC 1870 4
        yield return "8BITMIME"; // RFC 6152
        if (Utf8)
            yield return "SMTPUTF8"; // RFC 6531; 8BITMIME must stand beside it
        yield return "ENHANCEDSTATUSCODES"; // RFC 2034
        yield return "LIMITS RCPTDOMAINMAX=1"; // RFC 9422: recipients of another domain come in their own transaction
        if (offers.HasFlag(Offers.Xclient))
            yield return XclientParser.Offer;
        if (offers.HasFlag(Offers.StartTls))
            yield return "STARTTLS"; // RFC 3207 4
    }
}
