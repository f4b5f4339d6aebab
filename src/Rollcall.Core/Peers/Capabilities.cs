using System.Globalization;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Peers;

/// <summary>The service extensions that a server's EHLO offered, as far as we use them (RFC 5321 4.1.1.1).</summary>
public sealed record Capabilities
{
    /// <summary>What a server that only knows HELO offers.</summary>
    public static Capabilities None { get; } = new();

    /// <summary>RFC 2920.</summary>
    public bool Pipelining { get; private init; }

    /// <summary>RFC 6152.</summary>
    public bool EightBitMime { get; private init; }

    /// <summary>RFC 6531.</summary>
    public bool Utf8 { get; private init; }

    /// <summary>RFC 3207.</summary>
    public bool StartTls { get; private init; }

    /// <summary>RFC 1870; whether SIZE= may be sent.</summary>
    public bool Size { get; private init; }

    /// <summary>RFC 1870; the largest message in octets, 0 for no limit known.</summary>
    public long MaxSize { get; private init; }

    /// <summary>Reads the lines of a positive reply to EHLO.</summary>
    public static Capabilities Read(SmtpReply ehlo)
    {
        var found = new Capabilities();
        foreach (var line in ehlo.Lines.Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            found = (words.Length > 0 ? words[0].ToUpperInvariant() : "") switch
            {
                "PIPELINING" => found with { Pipelining = true },
                "8BITMIME" => found with { EightBitMime = true },
                "SMTPUTF8" => found with { Utf8 = true },
                "STARTTLS" => found with { StartTls = true },
                "SIZE" => found with { Size = true, MaxSize = words.Length > 1 ? ReadSize(words[1]) : 0 },
                _ => found,
            };
        }
        return found;
    }

    private static long ReadSize(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : 0;
}
