namespace Rollcall.Core.Callout;

/// <summary>The sessions and the queue of one destination.</summary>
internal sealed class DestinationGate(int maxSessions, DestinationMemory memory)
{
    private readonly Lock _changing = new();
    private int _limit = maxSessions;
    private int _excess; // sessions above a lowered limit: the next ones to end make no room
    private int _queued;

    /// <summary>What was learnt of the destination.</summary>
    public DestinationMemory Memory { get; } = memory;

    private SemaphoreSlim Sessions { get; } = new(maxSessions);

    /// <summary>Joins the queue; false when <paramref name="limit"/> questions wait already.</summary>
    public bool TryQueue(int limit)
    {
        if (Interlocked.Increment(ref _queued) <= limit)
            return true;
        Leave();
        return false;
    }

    /// <summary>Leaves the queue.</summary>
    public void Leave() => Interlocked.Decrement(ref _queued);

    /// <summary>Waits for a session to be free.</summary>
    public Task EnterAsync(CancellationToken cancel) => Sessions.WaitAsync(cancel);

    /// <summary>Gives a session back.</summary>
    public void Exit()
    {
        lock (_changing)
        {
            if (_excess > 0)
                _excess--;
            else
                Sessions.Release();
        }
    }

    /// <summary>Allows so many sessions from now on; those under way go on.</summary>
    public void Limit(int sessions)
    {
        lock (_changing)
        {
            for (; _limit > sessions; _limit--)
            {
                if (!Sessions.Wait(0))
                    _excess++;
            }
            for (; _limit < sessions; _limit++)
            {
                if (_excess > 0)
                    _excess--;
                else
                    Sessions.Release();
            }
        }
    }
}
