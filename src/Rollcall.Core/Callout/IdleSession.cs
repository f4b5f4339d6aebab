namespace Rollcall.Core.Callout;

/// <summary>A session of a pool that waits for questions.</summary>
internal sealed class IdleSession(PooledSession session)
{
    private readonly TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PooledSession Session => session;

    /// <summary>Whether it was taken for a question; changes under the lock of the pool.</summary>
    public bool IsAsked { get; set; }

    public Task Woken => _woken.Task;

    public void Wake() => _woken.TrySetResult();
}
