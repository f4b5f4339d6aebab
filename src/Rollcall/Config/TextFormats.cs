using System.Buffers;
using System.Net;
using System.Text;
using Rollcall.Core.Domains;
using Rollcall.Protocols;

namespace Rollcall.Config;

/// <summary>Reads a text; when it fails <paramref name="error"/> says what is wrong and what to write.</summary>
internal delegate bool TextReading<T>(string text, out T? value, out string error);

/// <summary>A value that is written as a string, read by a function and written by its ToString.</summary>
internal sealed class TextFormat<T>(string expected, TextReading<T> reading) : ValueFormat
{
    /// <inheritdoc/>
    public override string Expected => expected;

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlScalar { Value: string text })
            return WrongKind(node, complain);
        if (reading(text, out var value, out var error))
            return value;
        complain(node.Line, error);
        return null;
    }

    /// <inheritdoc/>
    public override string Write(object value) => TomlText.Quote(value.ToString()!);
}

/// <summary>The formats of texts.</summary>
internal static class TextFormats
{
    private const int MaxSeparator = 8; // a limit to say so: one character is usual
    private const int MaxLocalOctets = 64; // RFC 5321 4.5.3.1.1
    private const int DnsPort = 53;
    private static readonly SearchValues<char> _specials = SearchValues.Create("@<>()[]\\,;:\""); // RFC 5322 3.2.3, less the dot

    /// <summary>"0.0.0.0:25", "[::]:25" or "unix:/path".</summary>
    public static ValueFormat Listen { get; } =
        new TextFormat<ListenAddress>("\"address:port\", \"[v6]:port\" or \"unix:/path\"", ListenAddress.TryParse);

    /// <summary>A host of a destination.</summary>
    public static ValueFormat Host { get; } =
        new TextFormat<DestinationHost>("\"host\", \"host:port\", \"[v6]:port\", \"mx:domain\" or \"lmtp://host:port\"", DestinationHost.TryParse);

    /// <summary>A network.</summary>
    public static ValueFormat Network { get; } = new TextFormat<IPNetwork>("a network as in \"192.0.2.0/24\"", TryNetwork);

    /// <summary>A resolver.</summary>
    public static ValueFormat Resolver { get; } =
        new TextFormat<IPEndPoint>("\"address\", \"address:port\" or \"[v6]:port\"", TryResolver);

    /// <summary>A text by its rule.</summary>
    public static ValueFormat Of(TextRule rule) => rule switch
    {
        TextRule.HostName => new TextFormat<string>("a host name as in \"mx.gateway.test\"", TryHostName),
        TextRule.Domain => new TextFormat<string>("a domain as in \"example.com\"", TryDomain),
        TextRule.Mailbox => new TextFormat<string>("an address as in \"postmaster@example.com\", or \"\"", TryMailbox),
        TextRule.Path => new TextFormat<string>("a path", TryPath),
        TextRule.OptionalPath => new TextFormat<string>("a path, or \"\"", TryAny),
        TextRule.Separator => new TextFormat<string>($"up to {MaxSeparator} characters as in \"+\", or \"\"", TrySeparator),
        _ => new TextFormat<string>("a string", TryAny),
    };

    private static bool TryNetwork(string text, out IPNetwork network, out string error)
    {
        network = default;
        error = $"\"{text}\" is not a network; write address/prefix as in \"192.0.2.0/24\" or \"2001:db8::/32\"";
        int slash = text.IndexOf('/');
        if (!IpLiteral.TryParse(slash < 0 ? text : text.AsSpan(0, slash), out var address))
            return false;
        int bits = address.GetAddressBytes().Length * 8;
        int prefix = bits;
        if (slash >= 0 && !Digits.TryParse(text.AsSpan(slash + 1), bits, out prefix))
            return false;
        var first = Masked(address, prefix);
        network = new IPNetwork(first, prefix);
        if (first.Equals(address))
            return true;
        error = $"\"{text}\" has bits behind its prefix; write \"{network}\" for the network, or \"{address}\" for the one address";
        return false;
    }

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xff << (8 - Math.Clamp(prefix - (8 * i), 0, 8)));
        return new IPAddress(bytes);
    }

    private static bool TryResolver(string text, out IPEndPoint? server, out string error)
    {
        error = $"\"{text}\" is not a resolver; write \"address\", \"address:port\" or \"[v6]:port\", names cannot be resolved here";
        return ListenAddress.TryEndPoint(text, DnsPort, out server);
    }

    private static bool TryHostName(string text, out string? name, out string error)
    {
        error = $"\"{text}\" is not a host name; write labels of letters, digits and hyphens as in \"mx.gateway.test\"";
        if (!DomainName.TryNormalize(text, out name))
            return false;
        // RFC 1123 2.1: hyphens stand inside a label, underscores nowhere, and the last label is not a number.
        var labels = name.Split('.');
        return !name.Contains('_') && !labels.Any(label => label.StartsWith('-') || label.EndsWith('-')) && !labels[^1].All(char.IsAsciiDigit);
    }

    private static bool TryDomain(string text, out string? name, out string error)
    {
        error = $"\"{text}\" is not a domain; write it as behind the @, as in \"example.com\"";
        return DomainName.TryNormalize(text, out name);
    }

    private static bool TryMailbox(string text, out string? mailbox, out string error)
    {
        mailbox = text;
        error = $"\"{text}\" is not an address; write local@domain without brackets, or \"\"";
        int at = text.LastIndexOf('@');
        return text.Length == 0 || (at is > 0 and <= MaxLocalOctets && IsLocalPart(text.AsSpan(0, at)) && DomainName.TryNormalize(text[(at + 1)..], out _));
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local) =>
        Ascii.IsValid(local) && !local.ContainsAnyExceptInRange('!', '~') && !local.ContainsAny(_specials) && local[0] != '.' && local[^1] != '.'
        && !local.Contains("..", StringComparison.Ordinal);

    private static bool TrySeparator(string text, out string? separator, out string error)
    {
        separator = text;
        error = $"\"{text}\" cannot part a local part; write up to {MaxSeparator} characters as in \"+\", or \"\"";
        return text.Length == 0 || (text.Length <= MaxSeparator && IsSeparator(text));
    }

    private static bool IsSeparator(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.AsSpan().ContainsAny("@<>\"\\");

    private static bool TryPath(string text, out string? path, out string error)
    {
        if (TryAny(text, out path, out error) && text.Length > 0)
            return true;
        error = error.Length > 0 ? error : "is empty; write a path";
        return false;
    }

    private static bool TryAny(string text, out string? value, out string error)
    {
        value = text;
        error = text.Any(char.IsControl) ? "has a control character; remove it" : "";
        return error.Length == 0;
    }
}
