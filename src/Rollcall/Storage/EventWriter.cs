using System.Data.Common;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>Writes events, within the transaction of what they tell. Its commands are prepared once for all events of a batch.</summary>
internal sealed class EventWriter : IDisposable
{
    private readonly PreparedCommand _insert;
    private readonly PreparedCommand _trim;
    private readonly PreparedCommand _replace;

    /// <summary>A writer on an open connection.</summary>
    public EventWriter(DbConnection connection)
    {
        _insert = new PreparedCommand(
            connection,
            """
            insert into recipient_event (domain, local, at, kind, verdict, evidence)
            values (@domain, @local, @at, @kind, @verdict, @evidence)
            """,
            "@domain", "@local", "@at", "@kind", "@verdict", "@evidence");
        _trim = new PreparedCommand(
            connection,
            $"""
            delete from recipient_event where domain = @domain and local = @local and id <= (select id from recipient_event
              where domain = @domain and local = @local order by id desc limit 1 offset {RecipientEvents.PerAddress})
            """,
            "@domain", "@local");
        _replace = new PreparedCommand(
            connection,
            """
            update recipient_event set evidence = @evidence where id = (select id from recipient_event
              where domain = @domain and local = @local and kind in ('learned', 'changed') order by id desc limit 1)
            """,
            "@domain", "@local", "@evidence");
    }

    /// <summary>Adds an event, and drops the oldest of its address beyond 20.</summary>
    public void Add(RecipientKey key, RecipientEvent what)
    {
        _insert.Run(key.Domain, key.Local, what.At, what.Kind, what.Verdict.Word(), what.Evidence);
        _trim.Run(key.Domain, key.Local);
    }

    /// <summary>Puts other evidence to the last event that an answer of the destination made.</summary>
    public void ReplaceEvidence(RecipientKey key, string evidence) => _replace.Run(key.Domain, key.Local, evidence);

    /// <inheritdoc/>
    public void Dispose()
    {
        _insert.Dispose();
        _trim.Dispose();
        _replace.Dispose();
    }
}
