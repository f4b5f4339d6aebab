namespace Rollcall.Core.Delivery;

/// <summary>Lets at most so many in at one time; who comes too late waits in line. The limit may differ from call to call, as settings change.</summary>
internal sealed class SessionGate(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly LinkedList<TaskCompletionSource> _line = [];
    private int _inside;

    /// <summary>Whether it got in, at once or within <paramref name="patience"/>; who got in leaves by <see cref="Leave"/>.</summary>
    public async ValueTask<bool> EnterAsync(int limit, TimeSpan patience, CancellationToken cancel)
    {
        LinkedListNode<TaskCompletionSource> turn;
        lock (_changing)
        {
            if (_inside < limit)
            {
                _inside++;
                return true;
            }
            turn = _line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
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

    /// <summary>Gives the place to the first in line.</summary>
    public void Leave()
    {
        lock (_changing)
        {
            if (_line.First is { } next)
            {
                _line.RemoveFirst();
                next.Value.SetResult();
                return;
            }
            _inside--;
        }
    }

    private bool LeaveLine(LinkedListNode<TaskCompletionSource> turn)
    {
        lock (_changing)
        {
            if (turn.List is null)
                return false;
            _line.Remove(turn);
            return true;
        }
    }
}
