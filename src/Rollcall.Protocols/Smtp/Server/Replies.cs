namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// Every reply of our server, in the order of a session. Codes are those of RFC 5321 4.2.3 and RFC 3463. None names a host: what stands
/// behind the gateway is nobody's business.
/// </summary>
public static class Replies
{
    // Session
    /// <summary>The connections of all clients together are at their limit.</summary>
    public static Reply TooManyConnections { get; } = new(421, 3, 2, "Too many connections, try again later");

    /// <summary>The connections of this client are at their limit.</summary>
    public static Reply TooManyConnectionsOfClient { get; } = new(421, 7, 0, "Too many connections from your address, try again later");

    /// <summary>Harvest protection: the client is banned for a while.</summary>
    public static Reply Banned { get; } = new(421, 7, 0, "Too many unknown recipients, try again later");

    /// <summary>Nothing came within the command time-out (RFC 5321 4.5.3.2.7).</summary>
    public static Reply Idle { get; } = new(421, 4, 2, "Idle for too long, closing connection");

    /// <summary>The body came at less than a crawl.</summary>
    public static Reply SlowBody { get; } = new(421, 4, 2, "Message came too slowly, closing connection");

    /// <summary>The server is being stopped (RFC 5321 3.8).</summary>
    public static Reply Stopping { get; } = new(421, 3, 2, "Service is being stopped, try again later");

    /// <summary>Ten commands were in error.</summary>
    public static Reply TooManyErrors { get; } = new(421, 7, 0, "Too many errors, closing connection");

    /// <summary>The peer speaks HTTP.</summary>
    public static Reply NotHttp { get; } = new(421, 7, 0, "This is SMTP, closing connection");

    /// <summary>A fault of ours ends the session; the reason is in the log.</summary>
    public static Reply InternalError { get; } = new(421, 3, 0, "Internal error, try again later");

    /// <summary>QUIT (RFC 5321 4.1.1.10).</summary>
    public static Reply Bye { get; } = new(221, 0, 0, "Bye");

    /// <summary>RSET, NOOP (RFC 5321 4.1.1.5, 4.1.1.9).</summary>
    public static Reply Ok { get; } = new(250, 0, 0, "Ok");

    /// <summary>Begin the handshake (RFC 3207 4).</summary>
    public static Reply StartTls { get; } = new(220, 0, 0, "Ready to start TLS");

    /// <summary>VRFY: we do not tell, but would take mail (RFC 5321 3.5.3, 7.3).</summary>
    public static Reply CannotVrfy { get; } = new(252, 5, 0, "Cannot VRFY, send mail and see");

    /// <summary>HELP (RFC 5321 4.1.1.8).</summary>
    public static Reply Help { get; } = new(214, 0, 0, "Commands: EHLO HELO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT");

    /// <summary>The banner of a willing server (RFC 5321 3.1).</summary>
    public static Reply Banner(string hostname) => new(220, hostname + " ESMTP");

    // Syntax and order
    /// <summary>A command in an order that the state table does not know (RFC 5321 4.1.4).</summary>
    public static Reply BadSequence { get; } = new(503, 5, 1, "Bad sequence of commands");

    /// <summary>No such command (RFC 5321 4.2.4).</summary>
    public static Reply UnknownCommand { get; } = new(500, 5, 2, "Command not recognized");

    /// <summary>A command line with a NUL, or a CR or LF that does not end it (RFC 5321 2.3.8, 4.1.1).</summary>
    public static Reply BadLine { get; } = new(500, 5, 2, "Syntax error: NUL, bare CR or bare LF in command");

    /// <summary>A command line over 4,096 octets.</summary>
    public static Reply LineTooLong { get; } = new(500, 5, 2, "Line too long");

    /// <summary>Arguments that the command does not take, or lacks.</summary>
    public static Reply BadArguments { get; } = new(501, 5, 4, "Syntax error in arguments");

    /// <summary>A parameter of MAIL that is there twice or has a bad value (RFC 5321 4.1.1.11).</summary>
    public static Reply BadParameter { get; } = new(501, 5, 4, "Duplicate parameter or bad value");

    /// <summary>A parameter of MAIL or RCPT that we did not offer (RFC 5321 4.1.1.11).</summary>
    public static Reply UnknownParameter { get; } = new(555, 5, 4, "Parameter not recognized");

    // MAIL
    /// <summary>The reverse-path is taken.</summary>
    public static Reply SenderOk { get; } = new(250, 1, 0, "Sender ok");

    /// <summary>The address is too long or not well formed.</summary>
    public static Reply BadAddress { get; } = new(553, 1, 3, "Bad address");

    /// <summary>The message is over the limit (RFC 1870 6.1).</summary>
    public static Reply TooLarge { get; } = new(552, 3, 4, "Message too large");

    /// <summary>No room for the body now.</summary>
    public static Reply NoRoom { get; } = new(452, 3, 1, "No room for the message, try again later");

    // RCPT
    /// <summary>The forward-path is taken.</summary>
    public static Reply RecipientOk { get; } = new(250, 1, 5, "Recipient ok");

    /// <summary>The transaction has as many recipients as we take (RFC 5321 4.5.3.1.10).</summary>
    public static Reply TooManyRecipients { get; } = new(452, 5, 3, "Too many recipients");

    /// <summary>The domain is not protected.</summary>
    public static Reply RelayDenied(Mailbox recipient) => Of(554, 7, 1, recipient, "Relay denied");

    /// <summary>The verdict is Invalid.</summary>
    public static Reply UserUnknown(Mailbox recipient) => Of(550, 1, 1, recipient, "User unknown");

    /// <summary>The verdict is Unverifiable.</summary>
    public static Reply CannotVerify(Mailbox recipient) => Of(451, 4, 3, recipient, "Cannot verify recipient, try again later");

    /// <summary>The recipient has another destination than the transaction (RFC 9422 4.3).</summary>
    public static Reply SendSeparately(Mailbox recipient) => Of(452, 5, 3, recipient, "Send to this recipient separately");

    /// <summary>Harvest protection: no question is asked for this client now.</summary>
    public static Reply Harvest(Mailbox recipient) => Of(451, 7, 1, recipient, "Too many unknown recipients, try again later");

    /// <summary>The address needs SMTPUTF8 and the destination does not offer it (RFC 6531 3.5).</summary>
    public static Reply AddressNeedsUtf8(Mailbox recipient) => Of(550, 6, 7, recipient, "Destination does not support SMTPUTF8 addresses");

    /// <summary>Every host of the recipient's destination rests after failures.</summary>
    public static Reply DestinationDown(Mailbox recipient) => Of(451, 4, 1, recipient, "Destination cannot be reached at present, try again later");

    /// <summary>The destination takes no mail now; <paramref name="reason"/> names no host.</summary>
    public static Reply DestinationDown(string reason) => new(451, 4, 1, reason);

    // DATA
    /// <summary>Send the body (RFC 5321 4.1.1.4).</summary>
    public static Reply StartData { get; } = new(354, "End data with <CR><LF>.<CR><LF>");

    /// <summary>DATA, and no recipient was taken (RFC 5321 3.3).</summary>
    public static Reply NoValidRecipients { get; } = new(554, 5, 1, "No valid recipients");

    /// <summary>DATA, and all recipients were put off.</summary>
    public static Reply RecipientsDeferred { get; } = new(451, 5, 1, "No valid recipients at present, try again later");

    /// <summary>The body has a bare CR or bare LF (RFC 5321 2.3.8).</summary>
    public static Reply BareNewline { get; } = new(550, 5, 2, "Message has a bare CR or bare LF");

    /// <summary>The body has a NUL (RFC 2045 2.7, 2.8).</summary>
    public static Reply NulInBody { get; } = new(550, 6, 0, "Message has a NUL octet");

    /// <summary>The message came by here before, or went through too many hands (RFC 5321 6.3).</summary>
    public static Reply RoutingLoop { get; } = new(554, 4, 6, "Routing loop");

    /// <summary>The header needs SMTPUTF8 and the destination does not offer it (RFC 6531 3.5).</summary>
    public static Reply HeaderNeedsUtf8 { get; } = new(550, 6, 9, "Destination does not support SMTPUTF8 headers");

    /// <summary>The client hung up before the message was passed on; seen by one that closed its half alone.</summary>
    public static Reply ClientGone { get; } = new(451, 4, 2, "Connection lost before the message was passed on");

    /// <summary>All delivery sessions of the destination are in use.</summary>
    public static Reply NoDeliverySession { get; } = new(451, 4, 5, "Destination is busy, try again later");

    /// <summary>The destination took some of the recipients, so none was sent to.</summary>
    public static Reply SomeRefusedLate { get; } = new(451, 5, 0, "Some recipients were refused late, try again");

    /// <summary>The destination has acknowledged the message; <paramref name="id"/> stands in our Received field too.</summary>
    public static Reply PassedOn(string id) => new(250, 0, 0, id + " passed on");

    private static Reply Of(int code, int subject, int detail, Mailbox recipient, string text) =>
        new(code, subject, detail, $"<{recipient}>: {text}");
}
