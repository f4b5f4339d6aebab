using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>The one thread that writes. It looks at the store once a second even with nothing to write, so that trouble is known early and ends by itself.</summary>
internal sealed class StoreWriter
{
    private const int MaxErased = 10_000; // of a domain at once; a batch adds no more than half of it

    private readonly IStoreDialect _dialect;
    private readonly WriteQueue _queue;
    private readonly ILogger _log;
    private readonly StoreConnection _connection;
    private readonly ConcurrentDictionary<string, DomainCounts> _counts = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DbConnection? _counted;
    private volatile string? _trouble;

    /// <summary>Reads the kept numbers and starts the thread. Throws when the store cannot be read.</summary>
    public StoreWriter(IStoreDialect dialect, WriteQueue queue, ILogger log)
    {
        _dialect = dialect;
        _queue = queue;
        _log = log;
        _connection = new StoreConnection(dialect, StoreUse.Write);
        Remember(_dialect.KeptCounts(_counted = _connection.Get(), null));
        new Thread(Run) { IsBackground = true, Name = "store-write" }.Start();
    }

    /// <summary>Why the last write or look failed; null when it did not.</summary>
    public string? Trouble => _trouble;

    /// <summary>Most invalid entries of a domain; the oldest beyond it go with the next write that touches the domain.</summary>
    public int MaxInvalid { get; set; } = int.MaxValue;

    /// <summary>The domains that have kept numbers.</summary>
    public IReadOnlyCollection<string> Domains => [.. _counts.Keys];

    /// <summary>When the thread is done.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The kept numbers of a domain as last committed.</summary>
    public DomainCounts Counts(string domain) => _counts.GetValueOrDefault(domain);

    private void Run()
    {
        while (_queue.Take() is { } batch)
        {
            try
            {
                Write(batch);
            }
            catch (Exception failure) // a write that fails in any way waits or is answered; the process goes on
            {
                Fail(batch, _dialect.Explain(failure));
            }
        }
        _connection.Close();
        _ended.SetResult();
    }

    private void Write(WriteBatch batch)
    {
        var connection = _connection.Get();
        _dialect.BeginWrite(connection);
        RecipientWrites.WriteWaiting(_dialect, connection, batch.Waiting);
        foreach (var job in batch.Jobs)
            job.Run(connection);
        var touched = batch.Waiting.Keys.Select(key => key.Domain).Concat(batch.Jobs.Select(job => job.Domain)).ToHashSet();
        // Another connection may be another database.
        var counts = Bounded(connection, _dialect.KeptCounts(connection, ReferenceEquals(_counted, connection) ? touched : null));
        connection.Execute("commit");
        if (!ReferenceEquals(_counted, connection))
            _counts.Clear();
        _counted = connection;
        Remember(counts);
        _queue.Committed();
        if (_trouble is not null)
            StoreLog.Recovered(_log, batch.Waiting.Count + batch.Jobs.Count);
        _trouble = null;
        foreach (var job in batch.Jobs)
            job.Committed();
    }

    // A flood of guesses makes a list of guesses: it must not grow with the flood.
    private IReadOnlyList<KeyValuePair<string, DomainCounts>> Bounded(DbConnection connection, IReadOnlyList<KeyValuePair<string, DomainCounts>> counts)
    {
        int max = MaxInvalid;
        var full = counts.Where(domain => domain.Value.Invalid > max).ToDictionary();
        foreach (var (domain, numbers) in full)
            RecipientWrites.EraseOldestInvalid(connection, domain, (int)Math.Min(numbers.Invalid - max, MaxErased));
        return full.Count == 0 ? counts : [.. counts.Where(domain => !full.ContainsKey(domain.Key)), .. _dialect.KeptCounts(connection, full.Keys)];
    }

    private void Fail(WriteBatch batch, string why)
    {
        _connection.Close();
        _queue.Failed();
        if (_trouble != why)
            StoreLog.Unavailable(_log, why);
        _trouble = why;
        foreach (var job in batch.Jobs)
            job.Failed();
    }

    private void Remember(IReadOnlyList<KeyValuePair<string, DomainCounts>> counts)
    {
        foreach (var (domain, numbers) in counts)
            _counts[domain] = numbers;
    }
}
