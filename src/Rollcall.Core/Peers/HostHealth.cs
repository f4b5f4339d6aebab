namespace Rollcall.Core.Peers;

/// <summary>
/// The circuit breaker of one host: so many failures in a row open it; when its time is over one trial is let through, whose failure opens
/// it for twice as long; any success closes it. Not thread-safe.
/// </summary>
internal sealed class HostHealth(TimeProvider time)
{
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(30);
    private readonly OddAddresses _odd = new();
    private int _failures;
    private TimeSpan _length; // zero: closed
    private long _openedAt;
    private long? _trialAt;
    private long? _restsSince;

    /// <summary>Whether it is open: nothing is to be sent there now.</summary>
    public bool IsOpen => _length > TimeSpan.Zero && (time.GetElapsedTime(_openedAt) < _length || IsTried);

    /// <summary>Whether a connect failed lately while a neighbour worked.</summary>
    public bool IsResting => _restsSince is { } since && time.GetElapsedTime(since) < _rest;

    /// <summary>Whether it failed so often that it was opened, and has done nothing since that closed it.</summary>
    public bool IsFailing => _length > TimeSpan.Zero;

    // A trial that nobody reported on, because it was given up, does not close the host for ever.
    private bool IsTried => _trialAt is { } at && time.GetElapsedTime(at) < _length;

    /// <summary>Whether something may be sent there; behind an opening that is over, true makes it the trial.</summary>
    public bool TryEnter()
    {
        if (IsOpen)
            return false;
        if (_length > TimeSpan.Zero)
            _trialAt = time.GetTimestamp();
        return true;
    }

    /// <summary>It did its work.</summary>
    public BreakerTurn Succeeded()
    {
        _odd.Clear();
        return Answered();
    }

    /// <summary>It answered at RCPT, but gave no verdict.</summary>
    public BreakerTurn Answered()
    {
        bool wasOpen = _length > TimeSpan.Zero;
        (_failures, _length, _trialAt, _restsSince) = (0, TimeSpan.Zero, null, null);
        return wasOpen ? BreakerTurn.Closed : BreakerTurn.None;
    }

    /// <summary>A session failed before RCPT.</summary>
    public BreakerTurn Failed(BreakerSettings settings)
    {
        if (_length > TimeSpan.Zero)
        {
            if (!IsOpen || IsTried) // else it is a session that began before
                Open(_length * 2 < settings.MaxOpen ? _length * 2 : settings.MaxOpen);
            return BreakerTurn.None;
        }
        if (++_failures < settings.Failures)
            return BreakerTurn.None;
        Open(settings.Open);
        return BreakerTurn.Opened;
    }

    /// <summary>Its address may not be dialled, which no further try changes: this one opens it.</summary>
    public BreakerTurn Forbidden(BreakerSettings settings)
    {
        _failures = settings.Failures - 1;
        return Failed(settings);
    }

    /// <summary>A refusal at RCPT that says nothing of the mailbox: it is the host that is odd when so many different addresses in a row get one.</summary>
    public BreakerTurn RefusedAtRcpt(string address, BreakerSettings settings) => IsOdd(address, settings) ? Failed(settings) : Answered();

    /// <summary>A drop or a time-out at RCPT, likewise.</summary>
    public BreakerTurn SilentAtRcpt(string address, BreakerSettings settings) => IsOdd(address, settings) ? Failed(settings) : BreakerTurn.None;

    /// <summary>A connect failed while a neighbour works.</summary>
    public void Rest() => _restsSince = time.GetTimestamp();

    private bool IsOdd(string address, BreakerSettings settings)
    {
        if (!_odd.Add(address, settings.Failures))
            return false;
        _failures = settings.Failures - 1; // the next failure opens it
        return true;
    }

    private void Open(TimeSpan length) => (_length, _openedAt, _trialAt) = (length, time.GetTimestamp(), null);
}
