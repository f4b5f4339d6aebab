namespace Rollcall.Core.Peers;

/// <summary>
/// Lets at most so many in at one time; who comes too late waits in line. The limit may differ from call to call: nobody passes one who waits
/// for a lower one, so the lowest of those who ask holds for all.
/// </summary>
internal sealed class SessionGate(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly LinkedList<Turn> _line = [];
    private int _inside;

    /// <summary>Whether somebody waits.</summary>
    public bool HasLine
    {
        get
        {
            lock (_changing)
                return _line.Count > 0;
        }
    }

    /// <summary>Whether who asks for it under <paramref name="limit"/> would have to wait.</summary>
    public bool IsFull(int limit)
    {
        lock (_changing)
            return _line.Count > 0 || _inside >= limit;
    }

    /// <summary>Whether it got in, at once or within <paramref name="patience"/>; who got in leaves by <see cref="Leave"/>.</summary>
    public async ValueTask<bool> EnterAsync(int limit, TimeSpan patience, CancellationToken cancel)
    {
        LinkedListNode<Turn> turn;
        lock (_changing)
        {
            if (_line.Count == 0 && _inside < limit)
            {
                _inside++;
                return true;
            }
            turn = _line.AddLast(new Turn(limit));
        }
        try
        {
            await turn.Value.Task.WaitAsync(patience, time, cancel).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return !LeaveLine(turn); // it may have been let in at the last moment
        }
    }

    /// <summary>Makes room for the next in line.</summary>
    public void Leave()
    {
        lock (_changing)
        {
            _inside--;
            LetIn();
        }
    }

    private void LetIn()
    {
        while (_line.First is { } next && _inside < next.Value.Limit)
        {
            _line.RemoveFirst();
            _inside++;
            next.Value.SetResult();
        }
    }

    private bool LeaveLine(LinkedListNode<Turn> turn)
    {
        lock (_changing)
        {
            if (turn.List is null)
                return false;
            _line.Remove(turn);
            LetIn();
            return true;
        }
    }

    private sealed class Turn(int limit) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Limit => limit;
    }
}
