using System.Globalization;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>What a session offers and how long it waits; the same for all sessions of one configuration.</summary>
public sealed class SmtpSessionSettings
{
    /// <summary>Settings of a server called <paramref name="hostName"/>.</summary>
    public SmtpSessionSettings(string hostName, long maxMessageSize, TimeSpan commandTimeout, Extensions extensions)
    {
        MaxMessageSize = maxMessageSize;
        CommandTimeout = commandTimeout;
        Extensions = extensions;
        HeloReply = new Reply(250, hostName);
        string[] offered =
        [
            hostName,
            "PIPELINING",                                                                // RFC 2920
            string.Create(CultureInfo.InvariantCulture, $"SIZE {maxMessageSize}"),       // RFC 1870
            "8BITMIME",                                                                  // RFC 6152
            .. extensions.HasFlag(Extensions.SmtpUtf8) ? ["SMTPUTF8"] : Array.Empty<string>(), // RFC 6531
            "ENHANCEDSTATUSCODES",                                                       // RFC 2034
            "LIMITS RCPTDOMAINMAX=1",                                                    // RFC 9422
        ];
        EhloReply = new Reply(250, offered);
    }

    /// <summary>Largest body, in octets.</summary>
    public long MaxMessageSize { get; }

    /// <summary>How long a session waits for the next bytes (RFC 5321 4.5.3.2.7 asks for 5 minutes).</summary>
    public TimeSpan CommandTimeout { get; }

    /// <summary>What command lines may hold.</summary>
    public Extensions Extensions { get; }

    internal Reply HeloReply { get; }

    internal Reply EhloReply { get; }
}
