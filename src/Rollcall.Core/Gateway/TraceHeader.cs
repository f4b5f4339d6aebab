using System.Globalization;
using System.Net;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>Who speaks to us: the address after PROXY and XCLIENT, null for a Unix socket.</summary>
/// <param name="SessionId">12 characters; also the id in Received and in the 250.</param>
/// <param name="Address">The client's address.</param>
/// <param name="IsTrusted">Whether it is exempt from harvest protection.</param>
public sealed record SmtpClientInfo(string SessionId, IPAddress? Address, bool IsTrusted);

/// <summary>The Received field that we put on top (RFC 5321 4.4).</summary>
public static class TraceHeader
{
    /// <summary>One folded field ended by CRLF; <paramref name="only"/> is named only when it is the only recipient, so that nobody learns of another.</summary>
    public static string Received(SmtpClientInfo client, HelloFacts hello, string hostName, Mailbox? only, DateTimeOffset now)
    {
        var address = client.Address is null ? "local" : client.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? "[IPv6:" + client.Address + "]" // RFC 5321 4.1.3
            : "[" + client.Address + "]";
        var toWhom = only is null ? "" : $"\r\n\tfor <{only}>";
        var date = now.ToString("ddd, d MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture); // RFC 5322 3.3
        return $"Received: from {hello.Name} ({hello.ReverseName} {address})\r\n\tby {hostName} with {hello.Protocol} id {client.SessionId}{toWhom};\r\n\t{date}\r\n";
    }

    /// <summary>SMTP, ESMTP, UTF8SMTP, with S where it was encrypted (RFC 3848, RFC 6531 4.3; there is no SMTPS).</summary>
    public static string Protocol(HelloCommand hello, MailCommand mail) => (mail.Utf8, hello.Extended, hello.Encrypted) switch
    {
        (true, _, false) => "UTF8SMTP",
        (true, _, true) => "UTF8SMTPS",
        (false, true, false) => "ESMTP",
        (false, true, true) => "ESMTPS",
        _ => "SMTP",
    };
}

/// <summary>What the Received field tells of the session.</summary>
/// <param name="Name">The name behind HELO or EHLO.</param>
/// <param name="ReverseName">The confirmed name of the address, or unknown.</param>
/// <param name="Protocol">How it came (RFC 3848, RFC 6531 4.3).</param>
public readonly record struct HelloFacts(string Name, string ReverseName, string Protocol);
