using System.Data.Common;
using Dapper;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>What is written to the tables recipient and recipient_event; each call within the caller's transaction.</summary>
internal static class RecipientWrites
{
    /// <summary>Most rows that one transaction erases, so that no other write waits long behind it.</summary>
    public const int ChunkRows = 2000;

    private static readonly long _eventsKept = (long)TimeSpan.FromDays(90).TotalMilliseconds;

    private static readonly Statement _addMails = new(
        """
        update recipient set mails = mails + @mails, last_mail = case when last_mail < @last_mail then @last_mail else last_mail end
        where domain = @domain and local = @local
        """,
        "@domain", "@local", "@mails", "@last_mail");

    private sealed record ChunkArguments(string Domain, long Valid, long Invalid, long Stale, int ChunkRows)
    {
        public static ChunkArguments Of(string domain, StateCutoffs cutoffs) =>
            new(domain, cutoffs.Valid, cutoffs.Invalid, cutoffs.Stale, RecipientWrites.ChunkRows);
    }

    /// <summary>Writes what waited, with the events of what is new or changed.</summary>
    public static void WriteWaiting(IStoreDialect dialect, DbConnection connection, IReadOnlyDictionary<RecipientKey, WaitingWrite> writes)
    {
        var learned = writes.Values.Where(write => write.Entry is not null).Select(write => write.Entry!).ToArray();
        var before = dialect.ReadMany(connection, Array.ConvertAll(learned, entry => entry.Key));
        dialect.UpsertMany(connection, learned);
        using var statements = new StatementBatch(connection);
        var events = new EventWriter(statements);
        foreach (var (key, write) in writes)
        {
            if (write.Entry is { } entry)
                WriteEvent(events, before.GetValueOrDefault(key), entry, write.Transcript);
            if (write.Mails > 0)
                statements.Add(_addMails, key.Domain, key.Local, write.Mails, write.LastMail);
        }
        statements.Run();
    }

    /// <summary>Fixes a verdict, or with null unfixes it; an entry of which nothing is left goes.</summary>
    public static StoreWrite Pin(IStoreDialect dialect, DbConnection connection, RecipientEntry wanted, long now)
    {
        var key = wanted.Key;
        using var statements = new StatementBatch(connection);
        var events = new EventWriter(statements);
        if (wanted.Pin is { } pin)
        {
            connection.Execute(
                """
                insert into recipient (domain, local, verdict, verified_at, pin, pin_by, first_seen, last_mail, mails)
                values (@Domain, @Local, 'unverifiable', 0, @Pin, @PinBy, @now, 0, 0)
                on conflict (domain, local) do update set pin = excluded.pin, pin_by = excluded.pin_by
                """,
                new { key.Domain, key.Local, Pin = pin.Word(), wanted.PinBy, now });
            events.Add(key, new RecipientEvent(now, "pinned", pin, $"by {wanted.PinBy}"));
            statements.Run();
            return StoreWrite.Done;
        }
        if (!dialect.ReadMany(connection, [key]).TryGetValue(key, out var stored))
            return StoreWrite.NoEntry;
        if (stored.Pin is null)
            return StoreWrite.Done;
        connection.Execute(
            stored.Verdict == Verdict.Unverifiable
                ? "delete from recipient where domain = @Domain and local = @Local"
                : "update recipient set pin = null, pin_by = null where domain = @Domain and local = @Local",
            new { key.Domain, key.Local });
        events.Add(key, new RecipientEvent(now, "unpinned", stored.Verdict, $"by {wanted.PinBy}"));
        statements.Run();
        return StoreWrite.Done;
    }

    /// <summary>Puts the verdict of an entry back as it was before a "no such user" was learnt, if that is what it holds still.</summary>
    public static StoreWrite Restore(DbConnection connection, RecipientEntry before, long now)
    {
        int found = connection.Execute(
            """
            update recipient set verdict = @Verdict, verified_at = @VerifiedAt, stage = @Stage, code = @Code, enhanced_code = @EnhancedCode, text = @Text, host = @Host
            where domain = @Domain and local = @Local and verdict = 'invalid' and stage is not null and first_seen <= @FirstSeen
            """,
            new
            {
                before.Key.Domain,
                before.Key.Local,
                Verdict = before.Verdict.Word(),
                before.VerifiedAt,
                before.FirstSeen,
                Stage = before.Evidence?.Stage.Word(),
                Code = (long?)before.Evidence?.Code,
                EnhancedCode = before.Evidence?.EnhancedCode?.ToString(),
                before.Evidence?.Text,
                before.Evidence?.Host,
            });
        if (found == 0)
            return StoreWrite.NoEntry;
        using var statements = new StatementBatch(connection);
        new EventWriter(statements).Add(before.Key, new RecipientEvent(now, "restored", before.Verdict, "by the mass-flip brake"));
        statements.Run();
        return StoreWrite.Done;
    }

    /// <summary>Erases an entry and its events.</summary>
    public static StoreWrite Forget(DbConnection connection, RecipientKey key)
    {
        var erased = connection.Execute("delete from recipient_event where domain = @Domain and local = @Local", new { key.Domain, key.Local })
            + connection.Execute("delete from recipient where domain = @Domain and local = @Local", new { key.Domain, key.Local });
        return erased > 0 ? StoreWrite.Done : StoreWrite.NoEntry;
    }

    /// <summary>Erases some of the entries of a domain that are in a state, with their events. Returns whether more may be left.</summary>
    public static bool ForgetChunk(DbConnection connection, string domain, RecipientState? state, StateCutoffs cutoffs)
    {
        var arguments = ChunkArguments.Of(domain, cutoffs);
        string chosen = $"""
            (select local from recipient where domain = @Domain{(state is null ? "" : " and pin is null and " + RecipientReads.Condition(state))}
             order by local limit @ChunkRows)
            """;
        connection.Execute($"delete from recipient_event where domain = @Domain and local in {chosen}", arguments);
        if (connection.Execute($"delete from recipient where domain = @Domain and local in {chosen}", arguments) == ChunkRows)
            return true;
        return state is null && DropEvents(connection, "domain = @Domain", arguments);
    }

    /// <summary>
    /// Erases some of the dead of a domain. Of their events only those stay that tell of a valid one that became invalid, and all go
    /// after 90 days. Returns whether more may be left.
    /// </summary>
    public static bool SweepChunk(DbConnection connection, string domain, StateCutoffs cutoffs, long now)
    {
        if (EraseOldest(connection, domain, Verdict.Invalid, cutoffs.Invalid, ChunkRows)
            || EraseOldest(connection, domain, Verdict.Valid, Math.Min(cutoffs.Valid, cutoffs.Stale), ChunkRows))
            return true;
        var old = new StateCutoffs(now - _eventsKept, 0, 0);
        return DropEvents(connection, "domain = @Domain and at < @Valid", ChunkArguments.Of(domain, old));
    }

    /// <summary>Erases the oldest invalid entries of a domain, whatever their age, but no pins: as a <see cref="SweepChunk"/> that comes early.</summary>
    public static void EraseOldestInvalid(DbConnection connection, string domain, int rows) =>
        EraseOldest(connection, domain, Verdict.Invalid, long.MaxValue, rows);

    private static bool EraseOldest(DbConnection connection, string domain, Verdict verdict, long limit, int rows)
    {
        const string Oldest = """
            (select local from recipient where domain = @domain and verdict = @verdict and verified_at <= @limit and pin is null
             order by verified_at, local limit @rows)
            """;
        var arguments = new { domain, verdict = verdict.Word(), limit, rows };
        connection.Execute(
            $"delete from recipient_event where domain = @domain and not (kind = 'changed' and verdict = 'invalid') and local in {Oldest}", arguments);
        return connection.Execute($"delete from recipient where domain = @domain and local in {Oldest}", arguments) == rows;
    }

    private static bool DropEvents(DbConnection connection, string which, ChunkArguments arguments) =>
        connection.Execute($"delete from recipient_event where id in (select id from recipient_event where {which} limit @ChunkRows)", arguments)
            == ChunkRows;

    private static void WriteEvent(EventWriter events, RecipientEntry? before, RecipientEntry entry, string? transcript)
    {
        if (before is not null && before.VerifiedAt > entry.VerifiedAt)
            return;
        var key = entry.Key;
        if (before?.Verdict == entry.Verdict)
        {
            if (transcript is not null)
                events.ReplaceEvidence(key, RecipientEvents.Cut(transcript));
            return;
        }
        string evidence = transcript is null ? entry.Evidence?.Words ?? "" : RecipientEvents.Cut(transcript);
        if (before is null)
        {
            events.AddFirst(key, new RecipientEvent(entry.VerifiedAt, "learned", entry.Verdict, evidence));
            return;
        }
        bool known = before.Verdict != Verdict.Unverifiable;
        if (known)
            events.ReplaceEvidence(key, before.Evidence?.Words ?? ""); // lines only with the last one
        events.Add(key, new RecipientEvent(entry.VerifiedAt, known ? "changed" : "learned", entry.Verdict, evidence));
    }
}
