using System.Globalization;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Enhanced status codes: a regular expression gives the same, and a code reads back from its own spelling.</summary>
internal static partial class EnhancedCodeTarget
{
    public static void Run(byte[] octets)
    {
        var text = new FuzzInput(octets).Text();
        var expected = Twin(text);
        Oracle.Same(expected is not null, EnhancedStatusCode.TryParse(text, out var code, out int length), "is a code");
        Oracle.Same(expected?.Length ?? 0, length, "length");
        if (expected is null)
            return;
        Oracle.Same(expected.Value.Code, code.ToString(), "code");
        Oracle.Holds(EnhancedStatusCode.TryParse(code.ToString(), out var again, out _) && again == code, "does not read back");
    }

    /// <summary>The code at the beginning in its shortest spelling, and the characters it takes; null for none.</summary>
    public static (string Code, int Length)? Twin(string text)
    {
        var match = Code().Match(text);
        int Number(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        return match.Success ? (string.Create(CultureInfo.InvariantCulture, $"{Number(1)}.{Number(2)}.{Number(3)}"), match.Length) : null;
    }

    [GeneratedRegex(@"\A([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9A-Za-z.])")]
    private static partial Regex Code();
}
