using System.Globalization;

namespace Rollcall.Protocols.Smtp;

/// <summary>An enhanced status code: class 2, 4 or 5, subject and detail 0 to 999 (RFC 3463 2).</summary>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>Reads a code at the beginning of <paramref name="text"/>; <paramref name="length"/> is the number of characters read.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatusCode code, out int length)
    {
        code = default;
        length = 0;
        if (text.Length < 5 || text[0] is not ('2' or '4' or '5') || text[1] != '.')
            return false;
        int at = 2;
        if (!TryNumber(text, ref at, out int subject) || at >= text.Length || text[at++] != '.' || !TryNumber(text, ref at, out int detail))
            return false;
        if (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '.'))
            return false;
        code = new EnhancedStatusCode(text[0] - '0', subject, detail);
        length = at;
        return true;
    }

    /// <summary>The form of the wire, such as 5.1.1.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    // RFC 3463 2: subject and detail have one to three digits.
    private static bool TryNumber(ReadOnlySpan<char> text, ref int at, out int number)
    {
        number = 0;
        int start = at;
        while (at < text.Length && at - start < 3 && char.IsAsciiDigit(text[at]))
            number = number * 10 + (text[at++] - '0');
        return at > start;
    }
}
