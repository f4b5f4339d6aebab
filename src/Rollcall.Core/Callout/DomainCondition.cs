using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;

namespace Rollcall.Core.Callout;

/// <summary>
/// The condition of one domain, beyond its recipients: whether its destination accepts all, refuses to be asked, or answers so oddly that
/// the mass-flip brake holds. Times are Unix milliseconds UTC.
/// </summary>
/// <param name="kept">What was kept, or a state without any time.</param>
/// <param name="held">Whom the brake held back when that was kept.</param>
public sealed class DomainCondition(DomainState kept, IEnumerable<HeldBack> held)
{
    // docs/callouts.md, Accepts-all.
    private static readonly long _testHolds = (long)TimeSpan.FromHours(24).TotalMilliseconds;
    private static readonly long _unclearTestRests = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private static readonly long _filteringIsKeptEvery = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private readonly Lock _changing = new();
    private readonly FlipBrake _brake = Resumed(kept.BrakeSince, held);
    private DomainState _state = kept;
    private long _unclearAt = long.MinValue / 2;
    private long? _refusedSince; // until it is long enough to be worth keeping
    private long _retriedAt = long.MinValue / 2;
    private bool _isTesting;
    private DomainStanding _told = kept.BrakeSince is not null ? DomainStanding.MassFlipBrake
        : kept.AcceptsAllAt is not null ? DomainStanding.AcceptsAll : kept.RefusedSince is not null ? DomainStanding.RefusesCallOuts : DomainStanding.Active;

    private bool _hasSmallChange;

    /// <summary>The state as it is to be kept.</summary>
    public DomainState State => Volatile.Read(ref _state);

    /// <summary>Whether the state has changed since it was kept, so that it is to be kept soon.</summary>
    public bool IsUnkept { get; private set; }

    /// <summary>Whether it has changed at all since then; a later proof of filtering alone is not worth a write.</summary>
    public bool IsChanged => IsUnkept || _hasSmallChange;

    /// <summary>Recipients whose new verdict is held back.</summary>
    public int Held => _brake.Held;

    /// <summary>Whether every recipient is considered as existing, because a random one was accepted within a day.</summary>
    public bool AcceptsAll(long now) => State.AcceptsAllAt is { } at && now - at < _testHolds;

    /// <summary>Whether all questions were refused for so long that the delivery decides in their place.</summary>
    public bool RefusesCallOuts => State.RefusedSince is not null;

    /// <summary>Whether the mass-flip brake holds.</summary>
    public bool IsBraked(long now)
    {
        lock (_changing)
        {
            bool braked = _brake.Holds(now);
            if (!braked && _state.BrakeSince is not null)
                Change(_state with { BrakeSince = null });
            return braked;
        }
    }

    /// <summary>What holds for all recipients.</summary>
    public DomainStanding StandingAt(long now) => IsBraked(now) ? DomainStanding.MassFlipBrake
        : AcceptsAll(now) ? DomainStanding.AcceptsAll
        : RefusesCallOuts ? DomainStanding.RefusesCallOuts
        : DomainStanding.Active;

    /// <summary>The same once after each change, else null: so that each is told of once.</summary>
    public DomainStanding? TakeChange(long now)
    {
        lock (_changing)
        {
            var standing = StandingAt(now);
            if (standing == _told)
                return null;
            _told = standing;
            return standing;
        }
    }

    /// <summary>Whether the next recipient, if accepted, is to be followed by a random one; true for one question until <see cref="EndTest"/>.</summary>
    public bool TryBeginTest(long now)
    {
        lock (_changing)
        {
            bool known = AcceptsAll(now) || (_state.FilteringAt is { } at && now - at < _testHolds) || now - _unclearAt < _unclearTestRests;
            if (known || _isTesting)
                return false;
            return _isTesting = true;
        }
    }

    /// <summary>The question that had to be followed by a test has ended, with or without one.</summary>
    public void EndTest()
    {
        lock (_changing)
            _isTesting = false;
    }

    /// <summary>What a random recipient got; null and all but an acceptance and a "no such user" conclude nothing.</summary>
    public void Tested(ReplyMeaning? random, long now)
    {
        lock (_changing)
        {
            if (random == ReplyMeaning.Exists)
                Change(_state with { AcceptsAllAt = now, FilteringAt = null });
            else if (random == ReplyMeaning.NoSuchUser)
                Change(_state with { AcceptsAllAt = null, FilteringAt = now });
            else
                _unclearAt = now;
        }
    }

    /// <summary>A question ended. True when the domain refuses call-outs from now on.</summary>
    public bool Ended(CalloutOutcome outcome, CalloutSettings settings, long now)
    {
        lock (_changing)
        {
            switch (outcome)
            {
                case CalloutOutcome.Valid:
                case CalloutOutcome.Invalid:
                    _refusedSince = null;
                    if (_state.RefusedSince is not null)
                        Change(_state with { RefusedSince = null });
                    if (outcome == CalloutOutcome.Invalid)
                        Filters(now);
                    return false;
                case CalloutOutcome.Policy:
                    return Refused(settings, now);
                default: // unanswered, or not now: neither a refusal nor an answer
                    return false;
            }
        }
    }

    /// <summary>A "no such user" of a real recipient, in whatever way: the destination filters.</summary>
    public void NoSuchUser(long now)
    {
        lock (_changing)
            Filters(now);
    }

    /// <summary>Whether it is time to ask a destination that refuses call-outs once more; true once every refuses_after.</summary>
    public bool TakeRetry(CalloutSettings settings, long now)
    {
        lock (_changing)
        {
            if (now - _retriedAt < settings.RefusesAfter.TotalMilliseconds)
                return false;
            _retriedAt = now;
            return true;
        }
    }

    /// <summary>A valid recipient was asked about again; what was learned before the brake was pulled comes as <paramref name="restore"/>.</summary>
    public Flip Reasked(RecipientEntry entry, Verdict verdict, long now, out IReadOnlyList<RecipientEntry> restore)
    {
        lock (_changing)
        {
            var flip = _brake.Asked(entry, verdict, now);
            restore = flip == Flip.Pull ? _brake.TakeFlipped() : [];
            if (_brake.Since != _state.BrakeSince)
                Change(_state with { BrakeSince = _brake.Since });
            return flip;
        }
    }

    /// <summary>A recipient that was not valid was found to exist: perhaps one whose end the brake has counted.</summary>
    public void IsThereAgain(RecipientKey key)
    {
        lock (_changing)
            _brake.IsThereAgain(key);
    }

    /// <summary>What is there now is about to be kept.</summary>
    public DomainState TakeForKeeping()
    {
        lock (_changing)
        {
            IsUnkept = _hasSmallChange = false;
            return _state;
        }
    }

    /// <summary>It could not be kept.</summary>
    public void KeepLater() => IsUnkept = true;

    /// <summary>Lets the mass-flip brake go; false when it did not hold.</summary>
    public bool ReleaseBrake(long now)
    {
        lock (_changing)
        {
            bool held = _brake.Holds(now);
            _brake.Release();
            if (_state.BrakeSince is not null)
                Change(_state with { BrakeSince = null });
            return held;
        }
    }

    private static FlipBrake Resumed(long? since, IEnumerable<HeldBack> held)
    {
        var brake = new FlipBrake();
        if (since is { } at)
            brake.Resume(at, held);
        return brake;
    }

    private void Filters(long now)
    {
        bool isNew = _state.AcceptsAllAt is not null || !(_state.FilteringAt is { } at && now - at < _filteringIsKeptEvery);
        var state = _state with { AcceptsAllAt = null, FilteringAt = now };
        if (isNew)
        {
            Change(state);
            return;
        }
        _hasSmallChange = true;
        Volatile.Write(ref _state, state);
    }

    private bool Refused(CalloutSettings settings, long now)
    {
        _refusedSince ??= now;
        bool begins = !RefusesCallOuts && now - _refusedSince >= settings.RefusesAfter.TotalMilliseconds;
        if (begins)
            Change(_state with { RefusedSince = _refusedSince });
        if (RefusesCallOuts)
            _retriedAt = now;
        return begins;
    }

    private void Change(DomainState state)
    {
        Volatile.Write(ref _state, state);
        IsUnkept = true;
    }
}
