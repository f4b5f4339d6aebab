using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>
/// What waits for the writer: writes that may wait, one a key and gathered for a while, and writes that somebody waits for, at once. What the
/// writer has taken stays visible until it is committed, so that a read never falls between the queue and the database.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>Most keys that wait; new ones beyond it are dropped, since they can be asked again.</summary>
    public const int MaxKeys = 100_000;

    private const int MaxJobs = 1000; // each is a person or a script that waits
    private const int BatchJobs = 100; // in one transaction
    private const int BatchKeys = 5000; // some tenths of a second of writing

    /// <summary>How long writes are gathered.</summary>
    public static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);

    /// <summary>How long the writer rests between looks at a store that has nothing to write or does not answer.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private readonly ITimer _timer;
    private readonly Queue<WriteJob> _jobs = new();
    private Dictionary<RecipientKey, WaitingWrite> _waiting = [];
    private Dictionary<RecipientKey, WaitingWrite> _taken = [];
    private bool _due;
    private bool _failing;
    private bool _closing;
    private bool _givenUp;

    /// <summary>A queue whose gathering follows <paramref name="time"/>.</summary>
    public WriteQueue(TimeProvider time) => _timer = time.CreateTimer(_ => MakeDue(), null, Rest, Rest);

    /// <summary>Adds a write that may wait; false when the queue is full or closed and it is dropped.</summary>
    public bool TryAdd(RecipientKey key, WaitingWrite write)
    {
        lock (_gate)
        {
            if (_closing || (_waiting.Count >= MaxKeys && !_waiting.ContainsKey(key)))
                return false;
            if (_waiting.Count == 0 && !_failing)
                _timer.Change(Gather, Rest);
            _waiting[key] = _waiting.TryGetValue(key, out var earlier) ? earlier.Then(write) : write;
            return true;
        }
    }

    /// <summary>Adds a write that somebody waits for; false when the queue is full or closed.</summary>
    public bool TryAdd(WriteJob job)
    {
        lock (_gate)
        {
            if (_closing || _jobs.Count >= MaxJobs)
                return false;
            _jobs.Enqueue(job);
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>What is on its way to the database for a key, or null.</summary>
    public WaitingWrite? Find(RecipientKey key)
    {
        lock (_gate)
        {
            var taken = _taken.GetValueOrDefault(key);
            var waiting = _waiting.GetValueOrDefault(key);
            return taken is null ? waiting : waiting is null ? taken : taken.Then(waiting);
        }
    }

    /// <summary>Blocks until something is due, and takes it; null when the queue is closed and empty, or given up. A batch may be empty: a look at the store.</summary>
    public WriteBatch? Take()
    {
        lock (_gate)
        {
            while (!_due && _jobs.Count == 0 && !_givenUp && !(_closing && !_failing))
                Monitor.Wait(_gate);
            if (_givenUp || (_closing && _jobs.Count == 0 && _waiting.Count == 0))
                return null;
            _due = false;
            var jobs = new List<WriteJob>();
            while (jobs.Count < BatchJobs && _jobs.TryDequeue(out var job))
            {
                if (job.TryBegin())
                    jobs.Add(job);
            }
            TakeWaiting(jobs.Count > 0);
            return new WriteBatch(_taken, jobs);
        }
    }

    /// <summary>The batch is committed.</summary>
    public void Committed()
    {
        lock (_gate)
        {
            _taken = [];
            _failing = false;
            _due = _waiting.Count >= BatchKeys;
            _timer.Change(_waiting.Count > 0 ? Gather : Rest, Rest);
        }
    }

    /// <summary>The batch could not be written: it waits again, under what came since.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            foreach (var (key, write) in _waiting)
                _taken[key] = _taken.TryGetValue(key, out var earlier) ? earlier.Then(write) : write;
            _waiting = _taken;
            _taken = [];
            _failing = true;
            _timer.Change(Rest, Rest);
        }
    }

    /// <summary>Takes no more; what waits is written at once.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Leaves what could not be written. Returns how many keys that are.</summary>
    public int GiveUp()
    {
        lock (_gate)
        {
            _givenUp = true;
            while (_jobs.TryDequeue(out var job))
                job.GiveUp();
            Monitor.Pulse(_gate);
            return _waiting.Count + _taken.Count;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    // Ahead of a write that somebody waits for goes all that waits: what is forgotten must not come back from here.
    private void TakeWaiting(bool all)
    {
        if (all || _waiting.Count <= BatchKeys)
        {
            (_taken, _waiting) = (_waiting, []);
            return;
        }
        _taken = [];
        foreach (var (key, write) in _waiting.Take(BatchKeys))
            _taken.Add(key, write);
        foreach (var key in _taken.Keys)
            _waiting.Remove(key);
    }

    private void MakeDue()
    {
        lock (_gate)
        {
            _due = true;
            Monitor.Pulse(_gate);
        }
    }
}

/// <summary>What the writer writes in one transaction, the waiting ones first.</summary>
internal sealed record WriteBatch(Dictionary<RecipientKey, WaitingWrite> Waiting, IReadOnlyList<WriteJob> Jobs);
