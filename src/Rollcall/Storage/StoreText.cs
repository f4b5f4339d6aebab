using System.Text;

namespace Rollcall.Storage;

/// <summary>Texts as every database takes them: one that cannot be written would hold up all that waits behind it.</summary>
internal static class StoreText
{
    /// <summary>The text with U+FFFD in the place of NUL, which PostgreSQL refuses, and of half characters, which are no UTF-8.</summary>
    public static string Clean(string text)
    {
        if (!text.AsSpan().Contains('\0') && !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a half character is read as U+FFFD
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }
}
