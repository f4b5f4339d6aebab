using System.Data.Common;
using Rollcall.Core.Recipients;

namespace Rollcall.Storage;

/// <summary>A write that somebody waits for. Either it is begun or it is given up, never both.</summary>
/// <param name="domain">Whose kept numbers may change.</param>
/// <param name="work">The write, inside a transaction of the writer.</param>
internal sealed class WriteJob(string domain, Func<DbConnection, StoreWrite> work)
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int GivenUp = 2;

    private readonly TaskCompletionSource<StoreWrite> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;
    private StoreWrite _outcome;

    /// <summary>Whose kept numbers may change.</summary>
    public string Domain => domain;

    /// <summary>How it ended.</summary>
    public Task<StoreWrite> Ended => _ended.Task;

    /// <summary>Takes it for writing; false when nobody waits for it any more.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    /// <summary>Ends it unwritten unless it is begun.</summary>
    public void GiveUp()
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Waiting) == Waiting)
            _ended.TrySetResult(StoreWrite.Unavailable);
    }

    /// <summary>Does the write.</summary>
    public void Run(DbConnection connection) => _outcome = work(connection);

    /// <summary>Tells the one who waits that the write is committed.</summary>
    public void Committed() => _ended.TrySetResult(_outcome);

    /// <summary>Tells the one who waits that the write failed.</summary>
    public void Failed() => _ended.TrySetResult(StoreWrite.Unavailable);
}
