using System.Data.Common;
using System.Threading.Channels;

namespace Rollcall.Storage;

/// <summary>A thread that reads, and the bounded queue in front of it. What waits together is served together.</summary>
internal sealed class StoreReader<T>
{
    private const int MaxWaiting = 10_000; // more would wait over a second
    private const int MaxBatch = 500;

    // While it fails each try may take a second: others are not made to wait for one.
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(1);

    // A connection that broke while it was idle fails at once.
    private static readonly TimeSpan _atOnce = TimeSpan.FromMilliseconds(200);

    private readonly Channel<ReadJob<T>> _jobs = Channel.CreateBounded<ReadJob<T>>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StoreConnection _connection;
    private readonly TimeProvider _time;
    private readonly Action<DbConnection, IReadOnlyList<ReadJob<T>>> _serve;
    private long _failedAt = long.MinValue;
    private volatile bool _serving;
    private volatile bool _hangs;

    /// <summary>Starts the thread.</summary>
    /// <param name="dialect">The database.</param>
    /// <param name="time">The clock of rests.</param>
    /// <param name="serve">Answers jobs, all of them unless it throws.</param>
    public StoreReader(IStoreDialect dialect, TimeProvider time, Action<DbConnection, IReadOnlyList<ReadJob<T>>> serve)
    {
        _connection = new StoreConnection(dialect, StoreUse.Read);
        _time = time;
        _serve = serve;
        new Thread(Run) { IsBackground = true, Name = "store-read" }.Start();
    }

    /// <summary>When the thread is done.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Adds a job; false when too many wait, the store failed just now or hangs, or the reader is closed.</summary>
    public bool TryAdd(ReadJob<T> job)
    {
        long failedAt = Volatile.Read(ref _failedAt);
        bool rests = failedAt != long.MinValue && _time.GetElapsedTime(failedAt) < _rest;
        return !rests && !(_serving && _hangs) && _jobs.Writer.TryWrite(job);
    }

    /// <summary>Somebody waited in vain: until what is served now has ended, nobody else is made to wait.</summary>
    public void Hangs() => _hangs = true;

    /// <summary>Takes no more jobs and ends when those that wait are served.</summary>
    public void Close() => _jobs.Writer.TryComplete();

    private void Run()
    {
        var batch = new List<ReadJob<T>>();
        while (_jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < MaxBatch && _jobs.Reader.TryRead(out var job))
                batch.Add(job);
            Serve(batch);
            batch.Clear();
        }
        _connection.Close();
        _ended.SetResult();
    }

    private void Serve(List<ReadJob<T>> batch)
    {
        long begin = _time.GetTimestamp();
        _hangs = false;
        _serving = true;
        bool again = _connection.IsOpen;
        bool served = TryServe(batch) || (again && _time.GetElapsedTime(begin) < _atOnce && TryServe(batch));
        if (!served)
            batch.ForEach(job => job.Fail());
        Volatile.Write(ref _failedAt, served ? long.MinValue : _time.GetTimestamp());
        _serving = false;
    }

    private bool TryServe(List<ReadJob<T>> batch)
    {
        try
        {
            _serve(_connection.Get(), batch);
            return true;
        }
        catch (Exception) // whatever it is, readers go on with a new connection and the writer says why
        {
            _connection.Close();
            return false;
        }
    }
}

/// <summary>A read that somebody waits for; its answer is null when the store did not answer.</summary>
/// <param name="ask">What to read.</param>
internal sealed class ReadJob<T>(T ask)
{
    private readonly TaskCompletionSource<object?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What to read.</summary>
    public T Ask => ask;

    /// <summary>The answer.</summary>
    public Task<object?> Ended => _ended.Task;

    /// <summary>Answers.</summary>
    public void Answer(object answer) => _ended.TrySetResult(answer);

    /// <summary>Ends it without an answer, if it has none yet.</summary>
    public void Fail() => _ended.TrySetResult(null);
}
