namespace Rollcall.Protocols.Smtp.Server;

/// <summary>Where a session stands (RFC 5321 4.1.4).</summary>
public enum SmtpState
{
    /// <summary>The banner is out; no HELO or EHLO yet.</summary>
    Connected,

    /// <summary>Greeted, no transaction under way.</summary>
    Ready,

    /// <summary>MAIL was taken; no RCPT yet.</summary>
    Mail,

    /// <summary>MAIL was taken; every RCPT was put off (4yz).</summary>
    Deferred,

    /// <summary>MAIL was taken; no RCPT was, and at least one was refused for good (5yz).</summary>
    Refused,

    /// <summary>MAIL and at least one RCPT were taken.</summary>
    Recipients,
}

/// <summary>One cell of the table: the refusal of the order, or where the session goes by the kind of the reply.</summary>
/// <param name="Refusal">The reply to an illegal order; null for a legal one.</param>
/// <param name="Positive">The state after 2yz or 3yz. For DATA that is after the end of the body.</param>
/// <param name="Transient">The state after 4yz.</param>
/// <param name="Permanent">The state after 5yz.</param>
public readonly record struct SmtpStep(Reply? Refusal, SmtpState Positive, SmtpState Transient, SmtpState Permanent)
{
    /// <summary>The state after <paramref name="reply"/>.</summary>
    public SmtpState After(Reply reply) => reply.IsPositive ? Positive : reply.IsTransient ? Transient : Permanent;
}

/// <summary>The protocol: which command is legal in which state, and what follows. Every illegal order has one reply.</summary>
public static class SmtpStateTable
{
    private static readonly SmtpState[] _states = Enum.GetValues<SmtpState>();

    private delegate SmtpStep Cell(SmtpState here);

    private static readonly SmtpStep[][] _table = Build(new()
    {
        //                  Connected        Ready            Mail             Deferred         Refused          Recipients
        // RFC 5321 4.1.4: inside a transaction they act as RSET too.
        [SmtpVerb.Helo] = [To(Ready), To(Ready), To(Ready), To(Ready), To(Ready), To(Ready)],
        [SmtpVerb.Ehlo] = [To(Ready), To(Ready), To(Ready), To(Ready), To(Ready), To(Ready)],
        // RFC 5321 3.3, 4.1.4: after the greeting, and never inside a transaction.
        [SmtpVerb.Mail] = [Illegal, To(Mail), Illegal, Illegal, Illegal, Illegal],
        // RFC 5321 3.3: what the answers have been so far decides what DATA gets.
        [SmtpVerb.Rcpt] = [Illegal, Illegal, Rcpt(Deferred, Refused), Rcpt(Deferred, Refused), Rcpt(Refused, Refused), Rcpt(Recipients, Recipients)],
        // RFC 5321 3.3: 554 where no recipient was taken; RFC 2920 3.1: DATA comes in the same write as the RCPTs, so this is no fault.
        [SmtpVerb.Data] = [Illegal, Illegal, No(Replies.NoValidRecipients), No(Replies.RecipientsDeferred), No(Replies.NoValidRecipients), To(Ready)],
        // RFC 5321 4.1.1.5: the greeting stays.
        [SmtpVerb.Rset] = [Stay, To(Ready), To(Ready), To(Ready), To(Ready), To(Ready)],
        // RFC 3207 4.1, 4.2: after the greeting; behind the handshake nothing is known but the connection.
        [SmtpVerb.StartTls] = [Illegal, To(Connected), Illegal, Illegal, Illegal, Illegal],
        // XCLIENT_README: not inside a transaction; the session begins anew.
        [SmtpVerb.Xclient] = [Stay, To(Connected), Illegal, Illegal, Illegal, Illegal],
        // RFC 5321 4.1.4: at any time, and without effect on the transaction.
        [SmtpVerb.Noop] = [Stay, Stay, Stay, Stay, Stay, Stay],
        [SmtpVerb.Vrfy] = [Stay, Stay, Stay, Stay, Stay, Stay],
        [SmtpVerb.Help] = [Stay, Stay, Stay, Stay, Stay, Stay],
        [SmtpVerb.Quit] = [Stay, Stay, Stay, Stay, Stay, Stay],
        [SmtpVerb.Http] = [Stay, Stay, Stay, Stay, Stay, Stay],
        // RFC 5321 4.2.4: 500 whatever the state.
        [SmtpVerb.Unknown] = [Stay, Stay, Stay, Stay, Stay, Stay],
    });

    private const SmtpState Connected = SmtpState.Connected;
    private const SmtpState Ready = SmtpState.Ready;
    private const SmtpState Mail = SmtpState.Mail;
    private const SmtpState Deferred = SmtpState.Deferred;
    private const SmtpState Refused = SmtpState.Refused;
    private const SmtpState Recipients = SmtpState.Recipients;

    /// <summary>The cell of a command in a state.</summary>
    public static SmtpStep Find(SmtpState state, SmtpVerb verb) => _table[(int)verb][(int)state];

    /// <summary>Whether MAIL was taken and its transaction is not over.</summary>
    public static bool InTransaction(SmtpState state) => state >= SmtpState.Mail;

    private static SmtpStep Stay(SmtpState here) => new(null, here, here, here);

    private static SmtpStep Illegal(SmtpState here) => new(Replies.BadSequence, here, here, here);

    private static Cell No(Reply refusal) => here => new(refusal, here, here, here);

    private static Cell To(SmtpState next) => here => new(null, next, here, here);

    private static Cell Rcpt(SmtpState deferred, SmtpState refused) => _ => new(null, Recipients, deferred, refused);

    private static SmtpStep[][] Build(Dictionary<SmtpVerb, Cell[]> rows)
    {
        var table = new SmtpStep[rows.Count][];
        foreach (var (verb, row) in rows)
            table[(int)verb] = [.. _states.Select(state => row[(int)state](state))];
        return table;
    }
}
