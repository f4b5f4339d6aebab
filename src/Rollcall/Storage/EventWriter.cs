using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>Writes events, within the transaction of what they tell.</summary>
/// <param name="statements">Where its statements go; the caller runs them.</param>
internal sealed class EventWriter(StatementBatch statements)
{
    private static readonly Statement _insert = new(
        """
        insert into recipient_event (domain, local, at, kind, verdict, evidence)
        values (@domain, @local, @at, @kind, @verdict, @evidence)
        """,
        "@domain", "@local", "@at", "@kind", "@verdict", "@evidence");

    private static readonly Statement _trim = new(
        $"""
        delete from recipient_event where domain = @domain and local = @local and id <= (select id from recipient_event
          where domain = @domain and local = @local order by id desc limit 1 offset {RecipientEvents.PerAddress})
        """,
        "@domain", "@local");

    private static readonly Statement _replace = new(
        """
        update recipient_event set evidence = @evidence where id = (select id from recipient_event
          where domain = @domain and local = @local and kind in ('learned', 'changed') order by id desc limit 1)
        """,
        "@domain", "@local", "@evidence");

    /// <summary>Adds an event, and drops the oldest of its address beyond 20.</summary>
    public void Add(RecipientKey key, RecipientEvent what)
    {
        AddFirst(key, what);
        statements.Add(_trim, key.Domain, key.Local);
    }

    /// <summary>Adds the event of a new entry: there are hardly any to be dropped, and in a flood there is no time to look.</summary>
    public void AddFirst(RecipientKey key, RecipientEvent what) =>
        statements.Add(_insert, key.Domain, key.Local, what.At, what.Kind, what.Verdict.Word(), what.Evidence);

    /// <summary>Puts other evidence to the last event that an answer of the destination made.</summary>
    public void ReplaceEvidence(RecipientKey key, string evidence) => statements.Add(_replace, key.Domain, key.Local, evidence);
}
