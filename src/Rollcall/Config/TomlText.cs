using System.Globalization;
using System.Text;

namespace Rollcall.Config;

/// <summary>Strings as TOML writes them.</summary>
internal static class TomlText
{
    /// <summary>A basic string, with every character escaped that needs it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
