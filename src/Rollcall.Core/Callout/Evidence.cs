using System.Globalization;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>Where in a conversation something happened, in its order.</summary>
public enum CalloutStage
{
    /// <summary>Finding the address and connecting.</summary>
    Connect,

    /// <summary>The first reply (RFC 5321 3.1).</summary>
    Banner,

    /// <summary>EHLO or HELO.</summary>
    Ehlo,

    /// <summary>STARTTLS and the handshake.</summary>
    StartTls,

    /// <summary>MAIL.</summary>
    Mail,

    /// <summary>RCPT.</summary>
    Rcpt,

    /// <summary>DATA and the end of data.</summary>
    Data,
}

/// <summary>Why a verdict is what it is.</summary>
/// <param name="Stage">Where the deciding thing happened.</param>
/// <param name="Code">Basic code 200 to 599, or null when no reply came.</param>
/// <param name="EnhancedCode">Enhanced code, if the reply had one.</param>
/// <param name="Text">What the server said, or the cause in our words; 512 characters at most, controls replaced.</param>
/// <param name="Host">The host asked, as name:port; null when none was reached.</param>
public sealed record Evidence(CalloutStage Stage, int? Code, EnhancedStatusCode? EnhancedCode, string Text, string? Host)
{
    /// <summary>Longest text that is kept, in characters.</summary>
    public const int MaxText = 512;

    /// <summary>As one line: the server's code, enhanced code and text, or the cause.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Code} {EnhancedCode} {Text}").Replace("  ", " ", StringComparison.Ordinal).Trim();

    /// <summary>The evidence of a reply.</summary>
    public static Evidence Of(CalloutStage stage, SmtpReply reply, string? host) =>
        new(stage, reply.Code, reply.EnhancedCode, Clean(reply.Text), host);

    /// <summary>The evidence of something that was no reply.</summary>
    public static Evidence Of(CalloutStage stage, string cause, string? host) => new(stage, null, null, Clean(cause), host);

    /// <summary>The text at most <see cref="MaxText"/> characters long, its controls replaced by "?".</summary>
    internal static string Clean(string text)
    {
        var kept = text.Length > MaxText ? text.AsSpan(0, MaxText) : text;
        if (!kept.ContainsAnyInRange('\0', '\x1f') && !kept.ContainsAnyInRange('\x7f', '\x9f'))
            return kept.Length == text.Length ? text : kept.ToString();
        Span<char> clean = stackalloc char[kept.Length];
        for (int i = 0; i < kept.Length; i++)
            clean[i] = char.IsControl(kept[i]) ? '?' : kept[i];
        return clean.ToString();
    }
}
