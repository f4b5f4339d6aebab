using System.Net;
using System.Text;
using Rollcall.Protocols;

namespace Rollcall.Config;

/// <summary>Where a listener listens: an address with a port, or a Unix socket. Exactly one of the two is set.</summary>
/// <param name="EndPoint">Address and port 1 to 65535.</param>
/// <param name="UnixPath">Path of the socket file, 107 octets at most.</param>
internal sealed record ListenAddress(IPEndPoint? EndPoint, string? UnixPath)
{
    private const int MaxUnixPath = 107; // sun_path of Linux, less its NUL
    private const string Form = "write address:port as in \"127.0.0.1:25\" or \"[::1]:25\", or \"unix:/path\"";

    /// <summary>Reads "0.0.0.0:25", "[::]:25" or "unix:/path"; <paramref name="error"/> says what is wrong and what to write.</summary>
    public static bool TryParse(string text, out ListenAddress? address, out string error)
    {
        address = null;
        error = $"\"{text}\" is not an address to listen on; {Form}";
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            var path = text[5..];
            if (path.Length == 0 || Encoding.UTF8.GetByteCount(path) > MaxUnixPath || path.Any(char.IsControl))
            {
                error = $"\"{text}\" needs a path of 1 to {MaxUnixPath} octets behind unix:";
                return false;
            }
            address = new ListenAddress(null, path);
            return true;
        }
        if (!TryEndPoint(text, 0, out var endPoint))
            return false;
        address = new ListenAddress(endPoint, null);
        return true;
    }

    /// <summary>Reads an address that is known to be right.</summary>
    /// <exception cref="FormatException">It was not.</exception>
    public static ListenAddress Parse(string text) => TryParse(text, out var address, out var error) ? address! : throw new FormatException(error);

    /// <summary>Reads address:port or [v6]:port; with a default port above 0 the port may be missing, and v6 then needs no brackets.</summary>
    public static bool TryEndPoint(string text, int defaultPort, out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (defaultPort > 0 && IpLiteral.TryParse(text, out var bare))
        {
            endPoint = new IPEndPoint(bare, defaultPort);
            return true;
        }
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !Digits.TryParse(text.AsSpan(colon + 1), ushort.MaxValue, out int port) || port == 0)
            return false;
        var host = text.AsSpan(0, colon);
        bool bracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        if (bracketed)
            host = host[1..^1];
        // An IPv4 address takes no brackets and an IPv6 address needs them (RFC 3986 3.2.2).
        if (bracketed != host.Contains(':') || !IpLiteral.TryParse(host, out var address))
            return false;
        endPoint = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>Whether both cannot be bound at one time: the same path, or the same port with the same or the wildcard address of one family.</summary>
    public bool Collides(ListenAddress other)
    {
        if (EndPoint is not { } mine || other.EndPoint is not { } theirs)
            return UnixPath is not null && UnixPath == other.UnixPath;
        return mine.Port == theirs.Port && mine.AddressFamily == theirs.AddressFamily
            && (mine.Address.Equals(theirs.Address) || IsWildcard(mine.Address) || IsWildcard(theirs.Address));
    }

    /// <summary>The form of the configuration.</summary>
    public override string ToString() => EndPoint?.ToString() ?? "unix:" + UnixPath;

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
