using System.Text;
using System.Text.Unicode;

namespace Rollcall.Protocols.Services;

/// <summary>Text on the wires of the services.</summary>
internal static class WireText
{
    /// <summary>Well-formed UTF-8 as text. A mended octet would name somebody else's mailbox.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> octets, out string? text)
    {
        text = Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : null;
        return text is not null;
    }

    /// <summary>The text with '?' for control characters: what a client wrote comes back in it and must not end the line.</summary>
    public static string OneLine(string text) => !text.Any(char.IsControl)
        ? text
        : string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                to[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
}
