using System.Globalization;

namespace Rollcall.Protocols;

/// <summary>Whole numbers in decimal digits and nothing else; the BCL would overlook NULs behind them.</summary>
public static class Digits
{
    /// <summary>Reads 0 to <paramref name="max"/>; leading zeros are allowed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && !text.Contains('\0') && number <= max;
}
