using System.Buffers;

namespace Rollcall.Protocols.Smtp.Server;

/// <summary>
/// What the commands of one session mean to its host. The session keeps the order of commands (state table), syntax, limits of
/// lines and errors; the handler decides. Calls never overlap. Replies are values; an exception means a bug or a broken pipe.
/// </summary>
public interface ISmtpHandler
{
    /// <summary>A new connection: the banner (220), or 421 or 554 to refuse it.</summary>
    ValueTask<Reply> ConnectAsync(CancellationToken cancel);

    /// <summary>XCLIENT of a peer that may: another client speaks from now on. The banner again, or 421 to refuse it.</summary>
    ValueTask<Reply> XclientAsync(XclientCommand client, CancellationToken cancel);

    /// <summary>HELO, EHLO. A transaction under way has been reset before.</summary>
    void Hello(HelloCommand hello);

    /// <summary>MAIL with its checked parameters.</summary>
    ValueTask<Reply> MailAsync(MailCommand mail, CancellationToken cancel);

    /// <summary>
    /// The RCPT commands that lie in the buffer one after the other, before any of them is decided, so that they are looked up together.
    /// It returns at once, and keeps the recipients but not the list, which the session uses again.
    /// </summary>
    void PrepareRecipients(IReadOnlyList<RcptCommand> recipients);

    /// <summary>One RCPT; called in the order of the commands.</summary>
    ValueTask<Reply> RcptAsync(RcptCommand rcpt, CancellationToken cancel);

    /// <summary>DATA with at least one accepted recipient: 354, or a refusal (452, 451).</summary>
    ValueTask<Reply> DataAsync(CancellationToken cancel);

    /// <summary>The next piece of the body, dots undone (RFC 5321 4.5.2). Not called any more once the body is over the limit.</summary>
    ValueTask BodyAsync(ReadOnlySequence<byte> piece, CancellationToken cancel);

    /// <summary>
    /// The end of the body: the reply that acknowledges or refuses the message. The transaction is over afterwards. <paramref name="gone"/> fires when
    /// the client is gone; the call still ends with a reply.
    /// </summary>
    ValueTask<Reply> EndOfDataAsync(BodyFacts facts, CancellationToken gone);

    /// <summary>RSET, HELO, EHLO or the end of the session: the transaction is forgotten.</summary>
    void Reset();
}

/// <summary>What the reader of a body saw.</summary>
/// <param name="Size">Octets without stuffed dots, up to where the limit was passed.</param>
/// <param name="TooLarge">The body is over the limit of the session.</param>
/// <param name="BareNewline">A CR without LF or an LF without CR stood in it (RFC 5321 2.3.8).</param>
/// <param name="EightBit">An octet over 127 stood in it.</param>
/// <param name="Nul">A NUL stood in it.</param>
public readonly record struct BodyFacts(long Size, bool TooLarge, bool BareNewline, bool EightBit, bool Nul)
{
    /// <summary>The reply that refuses such a body, or null.</summary>
    public Reply? Refusal(BareNewlinePolicy bareNewlines)
    {
        if (TooLarge)
            return Replies.TooLarge;
        // RFC 2045 2.7, 2.8: only binary data may hold one. A destination that strips it could see another end of data.
        if (Nul)
            return Replies.NulInBody;
        return BareNewline && bareNewlines == BareNewlinePolicy.Keep ? Replies.BareNewline : null;
    }
}

/// <summary>HELO or EHLO (RFC 5321 4.1.1.1).</summary>
/// <param name="Name">What the peer calls itself.</param>
/// <param name="Extended">EHLO: it speaks ESMTP.</param>
/// <param name="Encrypted">It was said behind STARTTLS, and so all that follows is.</param>
public sealed record HelloCommand(string Name, bool Extended, bool Encrypted = false);

/// <summary>MAIL: reverse-path and parameters (RFC 5321 4.1.1.2).</summary>
/// <param name="ReversePath">The sender; <see cref="Mailbox.Null"/> for the null reverse-path.</param>
/// <param name="Size">SIZE= in octets, if given (RFC 1870 6).</param>
/// <param name="EightBitMime">BODY=8BITMIME was given (RFC 6152 2).</param>
/// <param name="Utf8">SMTPUTF8 was given (RFC 6531 3.4).</param>
public sealed record MailCommand(Mailbox ReversePath, long? Size, bool EightBitMime, bool Utf8);

/// <summary>RCPT: the forward-path, its source route dropped (RFC 5321 4.1.1.3). For postmaster alone the domain is empty.</summary>
public sealed record RcptCommand(Mailbox Recipient);
