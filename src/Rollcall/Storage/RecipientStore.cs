using System.Data.Common;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>
/// The recipients in a database: one thread that writes, one that reads single entries for mail, one that reads pages for people, so that
/// nobody's list delays a RCPT.
/// </summary>
internal sealed class RecipientStore : IRecipientStore, IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _flush = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IStoreDialect _dialect;
    private readonly WriteQueue _queue;
    private readonly StoreWriter _writer;
    private readonly StoreReader<RecipientKey> _entries;
    private readonly StoreReader<Func<DbConnection, object>> _pages;
    private int _full;

    private RecipientStore(IStoreDialect dialect, TimeProvider time, ILogger log)
    {
        _dialect = dialect;
        _time = time;
        _log = log;
        _queue = new WriteQueue(time);
        _writer = new StoreWriter(dialect, _queue, log);
        _entries = new StoreReader<RecipientKey>(dialect, time, ReadEntries);
        _pages = new StoreReader<Func<DbConnection, object>>(dialect, time, ReadPages);
    }

    /// <inheritdoc/>
    public string? Trouble => _writer.Trouble;

    /// <inheritdoc/>
    public int MaxInvalid
    {
        get => _writer.MaxInvalid;
        set => _writer.MaxInvalid = value;
    }

    /// <summary>Opens the store, and makes or brings up to date its schema. Throws <see cref="StoreOpenException"/>.</summary>
    public static RecipientStore Open(IStoreDialect dialect, TimeProvider time, ILogger log)
    {
        dialect.Migrate();
        try
        {
            return new RecipientStore(dialect, time, log);
        }
        catch (Exception failure) when (failure is DbException or IOException)
        {
            throw new StoreOpenException($"the store {dialect.Name} cannot be read: {dialect.Explain(failure)}", failure) { MayPass = dialect.MayPass(failure) };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoreRead> ReadAsync(RecipientKey key)
    {
        var waiting = _queue.Find(key); // before the read: what is no longer here is in the database
        var read = await AskAsync(_entries, key).ConfigureAwait(false) is StoreRead answer ? answer : new StoreRead(false, null);
        return waiting?.Over(read.Entry) is { } entry ? read with { Entry = entry } : read;
    }

    /// <inheritdoc/>
    public void Learn(RecipientEntry entry, string? transcript)
    {
        var clean = entry.Evidence is { } why ? entry with { Evidence = why with { Text = StoreText.Clean(why.Text) } } : entry;
        Add(entry.Key, new WaitingWrite(clean, transcript is null ? null : StoreText.Clean(transcript), 0, 0));
    }

    /// <inheritdoc/>
    public void HoldBack(RecipientKey key, RecipientEvent what) => _ = WriteAsync(key.Domain, connection =>
    {
        using var statements = new StatementBatch(connection);
        new EventWriter(statements).Add(key, what with { Evidence = RecipientEvents.Cut(StoreText.Clean(what.Evidence)) });
        statements.Run();
        return StoreWrite.Done;
    });

    /// <inheritdoc/>
    public void CountMails(RecipientKey key, long lastMail, long mails) => Add(key, new WaitingWrite(null, null, lastMail, mails));

    /// <inheritdoc/>
    public Task<StoreWrite> PinAsync(RecipientKey key, Verdict? pin, string by) => WriteAsync(
        key.Domain, connection => RecipientWrites.Pin(_dialect, connection, new RecipientEntry(key) { Pin = pin, PinBy = StoreText.Clean(by) }, Now));

    /// <inheritdoc/>
    public Task<StoreWrite> ImportAsync(string domain, IReadOnlyCollection<RecipientEntry> entries) => WriteAsync(domain, connection =>
    {
        RecipientWrites.WriteWaiting(_dialect, connection, entries.ToDictionary(entry => entry.Key, entry => new WaitingWrite(entry, null, 0, 0)));
        return StoreWrite.Done;
    });

    /// <inheritdoc/>
    public Task<StoreWrite> RestoreAsync(RecipientEntry before) =>
        WriteAsync(before.Key.Domain, connection => RecipientWrites.Restore(connection, before, Now));

    /// <inheritdoc/>
    public Task<StoreWrite> ForgetAsync(RecipientKey key) => WriteAsync(key.Domain, connection => RecipientWrites.Forget(connection, key));

    /// <inheritdoc/>
    public Task<StoreWrite> ForgetDomainAsync(string domain, RecipientState? state, StateCutoffs cutoffs) =>
        WriteChunksAsync(domain, connection => RecipientWrites.ForgetChunk(connection, domain, state, cutoffs));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecipientEntry>?> ListAsync(RecipientQuery query)
    {
        var clean = query with { Search = StoreText.Clean(query.Search), After = query.After is null ? null : StoreText.Clean(query.After) };
        return await AskAsync(_pages, connection => RecipientReads.Page(connection, clean)).ConfigureAwait(false) as IReadOnlyList<RecipientEntry>;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RecipientEvent>?> EventsAsync(RecipientKey key) =>
        await AskAsync(_pages, connection => RecipientEvents.Of(connection, key)).ConfigureAwait(false) as IReadOnlyList<RecipientEvent>;

    /// <inheritdoc/>
    public async Task<bool?> HasListAsync(string domain) =>
        await AskAsync(_pages, connection => RecipientReads.HasList(connection, domain)).ConfigureAwait(false) as bool?;

    /// <inheritdoc/>
    public DomainCounts Counts(string domain) => _writer.Counts(domain);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Domains => _writer.Domains;

    /// <inheritdoc/>
    public Task SweepAsync(string domain, StateCutoffs cutoffs) =>
        WriteChunksAsync(domain, connection => RecipientWrites.SweepChunk(connection, domain, cutoffs, Now));

    /// <summary>Writes what waits, for 5 seconds at most, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (!await EndsWithinAsync(_writer.Ended, _flush).ConfigureAwait(false))
        {
            StoreLog.Lost(_log, _queue.GiveUp(), Trouble);
            await EndsWithinAsync(_writer.Ended, _patience).ConfigureAwait(false);
        }
        _entries.Close();
        _pages.Close();
        await EndsWithinAsync(Task.WhenAll(_entries.Ended, _pages.Ended), _patience).ConfigureAwait(false);
        _queue.Dispose();
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Add(RecipientKey key, WaitingWrite write)
    {
        if (_queue.TryAdd(key, write))
            Volatile.Write(ref _full, 0);
        else if (Interlocked.Exchange(ref _full, 1) == 0)
            StoreLog.QueueFull(_log, WriteQueue.MaxKeys, "further answers are forgotten until the store is back");
    }

    /// <summary>Runs a write in its turn, and waits until it is committed.</summary>
    internal async Task<StoreWrite> WriteAsync(string domain, Func<DbConnection, StoreWrite> work)
    {
        var job = new WriteJob(domain, work);
        if (!_queue.TryAdd(job))
            return StoreWrite.Unavailable;
        // A write that is begun is waited for: "unavailable" must not be said of one that is then committed.
        using var timer = _time.CreateTimer(_ => job.GiveUp(), null, _patience, Timeout.InfiniteTimeSpan);
        return await job.Ended.ConfigureAwait(false);
    }

    private async Task<StoreWrite> WriteChunksAsync(string domain, Func<DbConnection, bool> chunk)
    {
        bool more = true;
        while (more)
        {
            var done = await WriteAsync(domain, connection =>
            {
                more = chunk(connection);
                return StoreWrite.Done;
            }).ConfigureAwait(false);
            if (done != StoreWrite.Done)
                return done;
        }
        return StoreWrite.Done;
    }

    /// <summary>Runs a query for people; null when the store does not answer.</summary>
    internal Task<object?> QueryAsync(Func<DbConnection, object> query) => AskAsync(_pages, query);

    private async Task<object?> AskAsync<T>(StoreReader<T> reader, T ask)
    {
        var job = new ReadJob<T>(ask);
        if (!reader.TryAdd(job))
            return null;
        if (await EndsWithinAsync(job.Ended, _patience).ConfigureAwait(false))
            return await job.Ended.ConfigureAwait(false);
        reader.Hangs();
        return null;
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan patience)
    {
        try
        {
            await task.WaitAsync(patience, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void ReadEntries(DbConnection connection, IReadOnlyList<ReadJob<RecipientKey>> jobs)
    {
        var found = _dialect.ReadMany(connection, jobs.Select(job => job.Ask).ToHashSet());
        foreach (var job in jobs)
            job.Answer(new StoreRead(true, found.GetValueOrDefault(job.Ask)));
    }

    private static void ReadPages(DbConnection connection, IReadOnlyList<ReadJob<Func<DbConnection, object>>> jobs)
    {
        foreach (var job in jobs)
            job.Answer(job.Ask(connection));
    }
}
