namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// Every reply of ours. Texts tell the sender the truth and nothing of what stands behind us: never a host name, an address or a reason
/// that only the operator needs.
/// </summary>
public static class Replies
{
    /// <summary>RFC 5321 4.3.2.</summary>
    public static Reply Ok { get; } = new(250, 0, 0, "OK");

    /// <summary>MAIL was taken.</summary>
    public static Reply SenderOk { get; } = new(250, 1, 0, "Sender OK");

    /// <summary>RCPT was taken.</summary>
    public static Reply RecipientOk { get; } = new(250, 1, 5, "Recipient OK");

    /// <summary>Go on with the body (RFC 5321 4.1.1.4).</summary>
    public static Reply StartData { get; } = new(354, "Go ahead, end with <CRLF>.<CRLF>");

    /// <summary>Answer to QUIT.</summary>
    public static Reply Bye { get; } = new(221, 0, 0, "Bye");

    /// <summary>RFC 5321 3.5.3: neither yes nor no.</summary>
    public static Reply CannotVrfy { get; } = new(252, 5, 0, "Cannot VRFY user, but will accept message and attempt delivery");

    /// <summary>Answer to HELP.</summary>
    public static Reply Help { get; } = new(214, 0, 0, "HELO EHLO MAIL RCPT DATA RSET NOOP VRFY HELP QUIT; see RFC 5321");

    /// <summary>A command out of order: the one reply for every such case.</summary>
    public static Reply BadSequence { get; } = new(503, 5, 1, "Bad sequence of commands");

    /// <summary>A verb that is not known or not offered.</summary>
    public static Reply UnknownCommand { get; } = new(500, 5, 2, "Command not recognized");

    /// <summary>A line over 4,096 octets, with NUL, or not ended by CRLF.</summary>
    public static Reply BadLine { get; } = new(500, 5, 2, "Line too long, with NUL, or not ended by CRLF");

    /// <summary>Arguments that do not fit the command.</summary>
    public static Reply BadArguments { get; } = new(501, 5, 4, "Syntax error in parameters or arguments");

    /// <summary>A parameter of MAIL or RCPT that is not offered (RFC 5321 4.1.1.11).</summary>
    public static Reply UnknownParameter { get; } = new(555, 5, 4, "MAIL or RCPT parameter not recognized or not implemented");

    /// <summary>No transaction with a valid recipient; all refusals were for good.</summary>
    public static Reply NoValidRecipients { get; } = new(554, 5, 1, "No valid recipients");

    /// <summary>No recipient was taken, but trying again makes sense.</summary>
    public static Reply NoRecipientsYet { get; } = new(451, 5, 1, "No valid recipients, try again later");

    /// <summary>max_recipients is reached (RFC 5321 4.5.3.1.10).</summary>
    public static Reply TooManyRecipients { get; } = new(452, 5, 3, "Too many recipients");

    /// <summary>Over max_message_size (RFC 1870 6.1).</summary>
    public static Reply MessageTooLarge { get; } = new(552, 3, 4, "Message too large");

    /// <summary>50 Received fields, or three of ours (RFC 5321 6.3).</summary>
    public static Reply RoutingLoop { get; } = new(554, 4, 6, "Routing loop");

    /// <summary>A bare CR or LF in the body (RFC 5321 2.3.8).</summary>
    public static Reply BareNewline { get; } = new(550, 5, 2, "Message holds a bare CR or LF; lines must end with CRLF");

    /// <summary>A header outside ASCII, and no SMTPUTF8 behind us.</summary>
    public static Reply HeaderNeedsUtf8 { get; } = new(550, 6, 9, "The destination does not support internationalized header fields");

    /// <summary>Neither memory nor disk for the body.</summary>
    public static Reply NoRoom { get; } = new(452, 3, 1, "Insufficient storage, try again later");

    /// <summary>max_connections is reached.</summary>
    public static Reply TooManyConnections { get; } = new(421, 3, 2, "Too many connections, try again later");

    /// <summary>max_connections_per_client is reached.</summary>
    public static Reply TooManyConnectionsOfClient { get; } = new(421, 7, 0, "Too many connections from your address");

    /// <summary>Nothing came for command_timeout.</summary>
    public static Reply IdleTooLong { get; } = new(421, 4, 2, "Idle for too long, closing");

    /// <summary>We are going down (RFC 5321 3.8).</summary>
    public static Reply Stopping { get; } = new(421, 3, 2, "Service is stopping, try again later");

    /// <summary>Ten errors in one session.</summary>
    public static Reply TooManyErrors { get; } = new(421, 7, 0, "Too many errors, closing");

    /// <summary>A bug of ours: never the sender's fault.</summary>
    public static Reply InternalError { get; } = new(421, 3, 0, "Internal error, try again later");

    /// <summary>The destination cannot take mail now.</summary>
    public static Reply DestinationDown { get; } = new(451, 4, 1, "The destination cannot take mail at present, try again later");

    /// <summary>No delivery session came free in time.</summary>
    public static Reply NoDeliverySession { get; } = new(451, 4, 5, "The destination is busy, try again later");

    /// <summary>Some recipients were refused late; the next try tells which.</summary>
    public static Reply SomeRefused { get; } = new(451, 5, 0, "Some recipients were refused, try again and see which");

    /// <summary>A domain that is not protected.</summary>
    public static Reply RelayDenied(Mailbox recipient) => new(554, 7, 1, $"<{recipient}>: Relay denied");

    /// <summary>The mailbox does not exist.</summary>
    public static Reply UserUnknown(Mailbox recipient) => new(550, 1, 1, $"<{recipient}>: User unknown");

    /// <summary>Doubt.</summary>
    public static Reply CannotVerify(Mailbox recipient) => new(451, 4, 3, $"<{recipient}>: Cannot verify recipient, try again later");

    /// <summary>A recipient of another destination than the transaction's.</summary>
    public static Reply SendSeparately(Mailbox recipient) => new(452, 5, 3, $"<{recipient}>: Send to this recipient separately");

    /// <summary>The address needs SMTPUTF8, which is not offered behind us (RFC 6531 3.2).</summary>
    public static Reply AddressNeedsUtf8(Mailbox recipient) => new(550, 6, 7, $"<{recipient}>: The destination does not support internationalized addresses");

    /// <summary>Too long, or not well formed.</summary>
    public static Reply BadAddress(string reason) => new(553, 1, 3, $"Bad address: {reason}");

    /// <summary>The message is the destination's now.</summary>
    public static Reply PassedOn(string id) => new(250, 0, 0, $"{id} passed on");
}
