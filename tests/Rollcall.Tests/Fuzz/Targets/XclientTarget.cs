using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>The arguments of XCLIENT: a regular expression for each attribute gives the same.</summary>
internal static partial class XclientTarget
{
    public static void Run(byte[] octets)
    {
        byte[] line = [.. "XCLIENT "u8, .. octets];
        var expected = Twin(Encoding.Latin1.GetString(octets));
        var command = CommandParser.Parse(line, default);
        Oracle.Same(expected, command.Xclient, "client");
        Oracle.Same(expected is null, command.Refusal is not null, "refused");
        if (expected?.Name is { } name)
            Oracle.Holds(Name().IsMatch(name), "a name that cannot stand in a header");
    }

    private static XclientCommand? Twin(string text)
    {
        if (text.Any(c => c is '\r' or '\n' or '\0' or > '\x7f'))
            return null;
        var words = text.TrimEnd(' ', '\t').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Attribute().Match(word)).ToList();
        if (words.Count == 0 || words.Any(word => !word.Success))
            return null;
        var values = words.Select(word => (Key: word.Groups[1].Value.ToUpperInvariant(), Value: Plain(word.Groups[2].Value))).ToList();
        if (values.DistinctBy(value => value.Key).Count() < values.Count || values.Any(value => !IsGood(value.Key, value.Value)))
            return null;
        string? Known(string key) => values.Find(value => value.Key == key).Value is { } value && !IsUnknown(value) ? value : null;
        return new XclientCommand(Known("ADDR") is { } address ? AddressOf(address) : null, Known("NAME"));
    }

    private static bool IsGood(string key, string value) => key switch
    {
        "NAME" or "HELO" => Name().IsMatch(value),
        _ when IsUnknown(value) => true,
        "ADDR" => AddressOf(value) is not null,
        "PORT" => Digits().IsMatch(value) && BigInteger.Parse(value, CultureInfo.InvariantCulture) <= 65535,
        _ => value is "SMTP" or "ESMTP",
    };

    private static bool IsUnknown(string value) => value is "[UNAVAILABLE]" or "[TEMPUNAVAIL]";

    private static IPAddress? AddressOf(string value)
    {
        bool six = value.StartsWith("IPV6:", StringComparison.OrdinalIgnoreCase);
        var text = six ? value[5..] : value;
        return six == text.Contains(':', StringComparison.Ordinal) ? SlowAddress.Read(text) : null;
    }

    private static string Plain(string xtext) => Octet().Replace(xtext, code => ((char)Convert.FromHexString(code.Value[1..])[0]).ToString());

    [GeneratedRegex(@"\A([Nn][Aa][Mm][Ee]|[Aa][Dd][Dd][Rr]|[Pp][Oo][Rr][Tt]|[Pp][Rr][Oo][Tt][Oo]|[Hh][Ee][Ll][Oo])=((?:[^+]|\+[0-9A-Fa-f]{2})*)\z")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\+..")]
    private static partial Regex Octet();

    [GeneratedRegex(@"\A[!-~]{1,255}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[0-9]+\z")]
    private static partial Regex Digits();
}
