namespace Rollcall.Protocols.Smtp.Server;

/// <summary>Where a session stands (RFC 5321 3.3, 4.1.4).</summary>
public enum SessionState
{
    /// <summary>Behind the banner, before HELO or EHLO.</summary>
    Connected,

    /// <summary>Greeted, no transaction.</summary>
    Greeted,

    /// <summary>MAIL was taken, no RCPT yet.</summary>
    Mail,

    /// <summary>RCPTs came, and all were refused for good.</summary>
    Refused,

    /// <summary>RCPTs came, none was taken, one was refused for now.</summary>
    Deferred,

    /// <summary>A recipient was taken.</summary>
    Recipients,
}

/// <summary>
/// The order of commands as data: one row for each verb, one column for each state. Null lets the command through; a reply refuses it. What
/// a command does then stands in <see cref="SmtpSession"/>.
/// </summary>
public static class SmtpStateTable
{
    private static Reply? _ => null;
    private static readonly Reply _order = Replies.BadSequence;
    private static readonly Reply _none = Replies.NoValidRecipients;
    private static readonly Reply _later = Replies.NoRecipientsYet;

    private static readonly Dictionary<Verb, Reply?[]> _rows = new()
    {
        //               Connected Greeted  Mail     Refused  Deferred Recipients
        [Verb.Helo] = /**/ [_, _, _, _, _, _],      // RFC 5321 4.1.4: EHLO in a transaction resets it
        [Verb.Ehlo] = /**/ [_, _, _, _, _, _],
        [Verb.Mail] = /**/ [_order, _, _order, _order, _order, _order], // RFC 5321 4.1.4: no nested MAIL
        [Verb.Rcpt] = /**/ [_order, _order, _, _, _, _],
        [Verb.Data] = /**/ [_order, _order, _none, _none, _later, _],      // RFC 5321 3.3: 554 when no recipient is valid
        [Verb.Rset] = /**/ [_, _, _, _, _, _],
        [Verb.Vrfy] = /**/ [_, _, _, _, _, _],      // RFC 5321 4.1.4: these need no greeting
        [Verb.Help] = /**/ [_, _, _, _, _, _],
        [Verb.Noop] = /**/ [_, _, _, _, _, _],
        [Verb.Quit] = /**/ [_, _, _, _, _, _],
    };

    /// <summary>Null when <paramref name="verb"/> may come in <paramref name="state"/>, else the reply that refuses it.</summary>
    public static Reply? Check(SessionState state, Verb verb) => _rows[verb][(int)state];
}
