namespace Rollcall.Protocols.Smtp;

/// <summary>What a server said: basic code 200 to 599, the enhanced code when it directly follows, and the text of each line without codes (RFC 5321 4.2).</summary>
public sealed record SmtpReply(int Code, EnhancedStatusCode? EnhancedCode, IReadOnlyList<string> Lines)
{
    /// <summary>All lines in one, joined with " / ".</summary>
    public string Text => Lines.Count == 1 ? Lines[0] : string.Join(" / ", Lines);

    /// <summary>Codes and text in one line, for logs.</summary>
    public override string ToString() => EnhancedCode is null ? $"{Code} {Text}" : $"{Code} {EnhancedCode} {Text}";

    /// <summary>2yz (RFC 5321 4.2.1).</summary>
    public bool IsPositive => Code is >= 200 and < 300;

    /// <summary>4yz (RFC 5321 4.2.1).</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>5yz (RFC 5321 4.2.1).</summary>
    public bool IsPermanent => Code is >= 500 and < 600;
}
