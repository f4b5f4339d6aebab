using System.Buffers;
using System.Text.RegularExpressions;

namespace Rollcall.Telemetry;

/// <summary>Removes tokens and passwords from texts before people see them.</summary>
internal static partial class Secrets
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Mask = "***";

    private static readonly SearchValues<string> _signs =
        SearchValues.Create(["bearer", "pass", "pwd", "psw", "secret", "token", "key", "auth", "://"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The text with every secret masked: HTTP credentials, name=value of passwords and keys, user information of addresses, SASL initial responses.</summary>
    public static string Remove(string text)
    {
        if (!text.AsSpan().ContainsAny(_signs))
            return text;
        text = HttpCredentials().Replace(text, "$1" + Mask);
        text = NamedValue().Replace(text, "$1" + Mask);
        text = UserInformation().Replace(text, "$1" + Mask + "@");
        return SaslResponse().Replace(text, "$1" + Mask);
    }

    // RFC 9110 11.6.2: the scheme, then the secret. "Bearer" is no word of our logs otherwise.
    [GeneratedRegex(@"\b(bearer\s+|authorization[""']?\s*[=:]\s*[""']?\w+\s+)(?!\*\*\*)[^\s""',;]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HttpCredentials();

    // A value of a connection string may have spaces up to its semicolon; elsewhere it is one word. Quotes are doubled inside of quotes.
    [GeneratedRegex(
        @"(\b\w*(?:password|passwd|passphrase|pwd|psw|secret|token|api[_-]?key|private[_-]?key)[""']?\s*[=:]\s*)" +
        @"(?!\*\*\*)(?:""(?:[^""]|"""")*""?|'(?:[^']|'')*'?|[^;\s""'][^;\s]*(?:[ ]+[^;\s=]+)*(?=\s*;)|[^;\s,&""']+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedValue();

    // RFC 3986 3.2.1
    [GeneratedRegex(@"(://[^\s/@:]*:)[^\s/]+@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInformation();

    // RFC 4954 4
    [GeneratedRegex(@"\b(auth\s+(?:plain|login|xoauth2|oauthbearer)\s+)\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaslResponse();
}
