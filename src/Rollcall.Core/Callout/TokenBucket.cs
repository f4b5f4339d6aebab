namespace Rollcall.Core.Callout;

/// <summary>
/// Questions a second of one destination, or of one address: bursts up to twice the rate; for ten minutes after a complaint half of it. Not thread-safe.
/// </summary>
internal sealed class TokenBucket
{
    private static readonly TimeSpan _halvedFor = TimeSpan.FromMinutes(10); // docs/callouts.md, Protecting the customer's server
    private readonly TimeProvider _time;
    private double _rate;
    private double _tokens;
    private long _filledAt;
    private long? _halvedAt;

    /// <summary>A full one.</summary>
    public TokenBucket(int rate, TimeProvider time)
    {
        (_time, _rate, _tokens, _filledAt) = (time, rate, 2 * rate, time.GetTimestamp());
    }

    /// <summary>Questions a second at present.</summary>
    public double Rate => _halvedAt is { } at && _time.GetElapsedTime(at) < _halvedFor ? _rate / 2 : _rate;

    /// <summary>How long until there is a token; zero when there is one.</summary>
    public TimeSpan Wait
    {
        get
        {
            Fill();
            // Rounded up to what a timer can keep, or it would come a little too early and wait again.
            return _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((1 - _tokens) / Rate * 1000));
        }
    }

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake()
    {
        Fill();
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    /// <summary>Takes tokens for questions that were asked already, and so may owe some.</summary>
    public void Owe(int questions)
    {
        Fill();
        _tokens -= questions;
    }

    /// <summary>The server complained of the rate.</summary>
    public void Halve()
    {
        Fill();
        _halvedAt = _time.GetTimestamp();
    }

    /// <summary>Works by another rate from now on.</summary>
    public void Use(int rate)
    {
        Fill();
        _rate = rate;
    }

    private void Fill()
    {
        long now = _time.GetTimestamp();
        _tokens = Math.Min(2 * Rate, _tokens + _time.GetElapsedTime(_filledAt, now).TotalSeconds * Rate);
        _filledAt = now;
    }
}
