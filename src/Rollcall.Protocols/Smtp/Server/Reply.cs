using System.Globalization;
using System.Text;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// A reply of ours, encoded once. The enhanced class is the first digit of the basic code, so the two cannot disagree (RFC 2034 4).
/// </summary>
public sealed class Reply
{
    private readonly byte[] _wire;

    /// <summary>A one-line reply with an enhanced code; characters outside printable ASCII become '?'.</summary>
    public Reply(int code, int subject, int detail, string text)
        : this(code, new EnhancedStatusCode(code / 100, subject, detail), text)
    {
    }

    /// <summary>A reply without enhanced code, one line for each of <paramref name="lines"/> (banner, EHLO, 354; RFC 2034 4).</summary>
    public Reply(int code, params ReadOnlySpan<string> lines)
    {
        Code = code;
        Text = string.Join('\n', lines!);
        var wire = new StringBuilder();
        for (int i = 0; i < lines.Length; i++)
            wire.Append(CultureInfo.InvariantCulture, $"{code}{(i == lines.Length - 1 ? ' ' : '-')}").Append(lines[i]).Append("\r\n");
        _wire = Encoding.UTF8.GetBytes(wire.ToString());
    }

    private Reply(int code, EnhancedStatusCode enhanced, string text)
    {
        Code = code;
        EnhancedCode = enhanced;
        Text = Printable(text);
        _wire = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{code} {enhanced} {Text}\r\n"));
    }

    /// <summary>Basic code, 200 to 599.</summary>
    public int Code { get; }

    /// <summary>Enhanced status code, absent in banner, EHLO and 354.</summary>
    public EnhancedStatusCode? EnhancedCode { get; }

    /// <summary>Text without the codes.</summary>
    public string Text { get; }

    /// <summary>The bytes of the wire, CRLF included.</summary>
    public ReadOnlyMemory<byte> Wire => _wire;

    /// <summary>2yz or 3yz.</summary>
    public bool IsPositive => Code < 400;

    /// <summary>4yz: doubt, try again (RFC 5321 4.2.1).</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>221 and 421 end the session after they are sent (RFC 5321 4.2.1, 3.8).</summary>
    public bool Closes => Code is 221 or 421;

    /// <summary>The reply without CRLF, for logs.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_wire).TrimEnd();

    // What a client or a destination wrote comes back in our texts: it must not be able to end the line.
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return text;
        return string.Create(text.Length, text, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++)
                to[i] = char.IsControl(from[i]) ? '?' : from[i];
        });
    }
}
