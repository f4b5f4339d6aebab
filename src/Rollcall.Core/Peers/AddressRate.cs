namespace Rollcall.Core.Peers;

/// <summary>
/// Questions a second to one address, whatever destinations lead to it: each question costs its part of a second, two seconds may be owed, and
/// for ten minutes after a complaint each costs twice that.
/// </summary>
internal sealed class AddressRate(TimeProvider time)
{
    private static readonly TimeSpan _burst = TimeSpan.FromSeconds(2); // 2-callout.md, Protecting the customer's server
    private static readonly TimeSpan _halvedFor = TimeSpan.FromMinutes(10);
    private readonly Lock _changing = new();
    private TimeSpan _owed;
    private long _countedAt = time.GetTimestamp();
    private long? _halvedAt;

    /// <summary>How long until one more may be asked at <paramref name="rate"/> questions a second; zero when one may now.</summary>
    public TimeSpan Wait(int rate)
    {
        lock (_changing)
        {
            Count();
            var over = _owed + CostOf(rate) - _burst;
            // Rounded up to what a timer can keep, or it would come a little too early and wait again.
            return over <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(over.TotalMilliseconds));
        }
    }

    /// <summary>So many were asked.</summary>
    public void Pay(int questions, int rate)
    {
        lock (_changing)
        {
            Count();
            _owed += questions * CostOf(rate);
        }
    }

    /// <summary>The server complained of the rate.</summary>
    public void Halve()
    {
        lock (_changing)
            _halvedAt = time.GetTimestamp();
    }

    private TimeSpan CostOf(int rate) =>
        TimeSpan.FromSeconds(1) / rate * (_halvedAt is { } at && time.GetElapsedTime(at) < _halvedFor ? 2 : 1);

    private void Count()
    {
        long now = time.GetTimestamp();
        _owed -= time.GetElapsedTime(_countedAt, now);
        if (_owed < TimeSpan.Zero)
            _owed = TimeSpan.Zero;
        _countedAt = now;
    }
}
