using System.Globalization;
using System.Net;
using Rollcall.Protocols;

namespace Rollcall.Core.Domains;

/// <summary>How a host of a destination is spoken to and found.</summary>
public enum HostScheme
{
    /// <summary>SMTP to the host's addresses.</summary>
    Smtp,

    /// <summary>LMTP to the host's addresses (RFC 2033).</summary>
    Lmtp,

    /// <summary>SMTP to the hosts of a domain's MX records, in their order (RFC 5321 5.1).</summary>
    Mx,
}

/// <summary>Which addresses a host may have; what may be dialled is tested at every dial.</summary>
public enum HostReach
{
    /// <summary>A literal may be private; the addresses of a name may be private where dns.allow_private allows it.</summary>
    Configured,

    /// <summary>The addresses of a name may be private too: allow_private of the domain.</summary>
    Private,

    /// <summary>Literals and names must be public, or in the networks of http.private_destinations: a token of the API named it, not the operator.</summary>
    Public,
}

/// <summary>One entry of deliver_to or verify_at, in normal form.</summary>
/// <param name="Scheme">SMTP, LMTP or MX.</param>
/// <param name="Name">A host name, an IPv4 literal, an IPv6 literal without brackets, or for MX a domain.</param>
/// <param name="Port">1 to 65535.</param>
public sealed record DestinationHost(HostScheme Scheme, string Name, int Port)
{
    /// <summary>What SMTP servers listen on (RFC 5321 4.5.4.2).</summary>
    public const int DefaultPort = 25;

    /// <summary>Which addresses it may have.</summary>
    public HostReach Reach { get; init; }

    /// <summary>The address when the name is a literal, else null.</summary>
    public IPAddress? Literal => IpLiteral.TryParse(Name, out var address) ? address : null;

    /// <summary>Reads host, host:port, [v6]:port, v6, mx:domain or lmtp://host:port; <paramref name="error"/> says what is wrong.</summary>
    public static bool TryParse(string text, out DestinationHost? host, out string error)
    {
        host = null;
        var scheme = HostScheme.Smtp;
        var rest = text;
        // A host that is called mx has a port behind the colon: no domain is digits alone.
        if (text.StartsWith("mx:", StringComparison.OrdinalIgnoreCase) && text.AsSpan(3).ContainsAnyExceptInRange('0', '9'))
            (scheme, rest) = (HostScheme.Mx, text[3..]);
        else if (text.StartsWith("lmtp://", StringComparison.OrdinalIgnoreCase))
            (scheme, rest) = (HostScheme.Lmtp, text[7..]);
        if (!TrySplit(rest, out var name, out int port))
            return Fail(out error, $"\"{text}\" is not a host; write host, host:port, [v6]:port, mx:domain or lmtp://host:port");
        if (IpLiteral.TryParse(name, out var address))
            name = address.ToString();
        else if (!DomainName.TryNormalize(name, out name) || IsNumeric(name))
            return Fail(out error, $"\"{text}\" has no valid host name or address (an IPv4 address is four decimal numbers without leading zeros)");
        if (scheme == HostScheme.Mx && address != IPAddress.None)
            return Fail(out error, $"\"{text}\" asks for the MX records of an address; write mx:domain");
        error = "";
        host = new DestinationHost(scheme, name, port);
        return true;
    }

    /// <summary>The form of the configuration.</summary>
    public override string ToString()
    {
        var prefix = Scheme switch { HostScheme.Mx => "mx:", HostScheme.Lmtp => "lmtp://", _ => "" };
        var name = Name.Contains(':') ? "[" + Name + "]" : Name;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{name}:{Port}");
    }

    private static bool TrySplit(string text, out string name, out int port)
    {
        port = DefaultPort;
        name = text;
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']');
            if (end < 0 || !IpLiteral.TryParse(text.AsSpan(1, end - 1), out _))
                return false;
            name = text[1..end];
            return end == text.Length - 1 || (text[end + 1] == ':' && TryPort(text.AsSpan(end + 2), out port));
        }
        int colon = text.IndexOf(':');
        if (colon < 0 || text.AsSpan(colon + 1).Contains(':'))
            return text.Length > 0; // no port, or an IPv6 literal without brackets
        name = text[..colon];
        return TryPort(text.AsSpan(colon + 1), out port);
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        Digits.TryParse(text, ushort.MaxValue, out port) && port > 0;

    // RFC 3696 2: the last label of a host name is never all digits, so "10.1" and "010.0.0.5" are mistyped addresses.
    private static bool IsNumeric(string name) => !name.AsSpan(name.LastIndexOf('.') + 1).ContainsAnyExceptInRange('0', '9');

    private static bool Fail(out string error, string text)
    {
        error = text;
        return false;
    }
}
