using System.Buffers;

namespace Rollcall.Core.Callout;

/// <summary>What a token of a reply's text is.</summary>
internal static class ReplyToken
{
    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");
    private static readonly SearchValues<char> Ipv4Characters = SearchValues.Create("0123456789.");

    // 192.0.2.7, with a port or prefix length, or IPv6; only the look matters here, nothing is dialled.
    internal static bool IsIpAddress(ReadOnlySpan<char> token)
    {
        token = token.Trim("'.:!?#");
        if (token.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase))
            return true;
        int slash = token.IndexOf('/');
        if (slash >= 0)
            token = token[..slash];
        if (token.Count(':') >= 2)
            return !token.ContainsAnyExcept(Ipv6Characters) && token.ContainsAnyInRange('0', '9');
        int colon = token.IndexOf(':');
        if (colon >= 0)
            token = token[..colon];
        return token.Count('.') == 3 && token.Length >= 7 && !token.ContainsAnyExcept(Ipv4Characters)
            && !token.Contains("..", StringComparison.Ordinal);
    }

    internal static bool IsHostName(ReadOnlySpan<char> token, HashSet<string> sentenceHeads)
    {
        int slash = token.IndexOf('/');
        if (slash >= 0)
            token = token[..slash];
        int dot = token.LastIndexOf('.');
        if (dot <= 0 || dot > token.Length - 3 || token.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (char c in token)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                return false;
        var last = token[(dot + 1)..];
        if (!char.IsAsciiLetter(last[0]))
            return false;
        // Exchange's own words: RESOLVER.ADR.RecipNotFound, SMTPSEND.DNS.NonExistentDomain.
        if (token.StartsWith("RESOLVER.", StringComparison.Ordinal) || token.StartsWith("SMTPSEND.", StringComparison.Ordinal)
            || token.StartsWith("STOREDRV.", StringComparison.Ordinal))
            return false;
        return !(char.IsAsciiLetterUpper(last[0]) && char.IsAsciiLetterLower(last[1]))
            && !sentenceHeads.GetAlternateLookup<ReadOnlySpan<char>>().Contains(last);
    }
}
