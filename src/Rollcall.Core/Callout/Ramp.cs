namespace Rollcall.Core.Callout;

/// <summary>
/// How many questions a session of one destination may serve: few at first, twice as many each time a session served all of them well, and
/// for a day not more than a session was once ended at. Not thread-safe.
/// </summary>
internal sealed class Ramp(TimeProvider time)
{
    /// <summary>Refusals of one session: a default Postfix slows down after 10 errors and hangs up after 20.</summary>
    public const int MaxRefused = 10;

    private const int First = 10;
    private const int Most = 10_000; // the largest max_per_session
    private static readonly TimeSpan _remembered = TimeSpan.FromDays(1);
    private static readonly TimeSpan _slowFor = TimeSpan.FromMinutes(10); // a guess: a busy server is no longer busy then
    private int _allowed = First;
    private int _limit;
    private long _limitAt;
    private long? _slowAt;

    /// <summary>Questions of one session, open ones included.</summary>
    public int Allowed => _limit > 0 && time.GetElapsedTime(_limitAt) < _remembered ? Math.Min(_limit, _allowed) : _allowed;

    /// <summary>A session has served so many, and nothing was wrong.</summary>
    public void Served(int questions)
    {
        bool slow = _slowAt is { } at && time.GetElapsedTime(at) < _slowFor;
        if (questions >= _allowed && !slow)
            _allowed = Math.Min(_allowed * 2, Most);
    }

    /// <summary>The server slowed down.</summary>
    public void Slowed() => _slowAt = time.GetTimestamp();

    /// <summary>The server ended a session after so many answers, at least one.</summary>
    public void Ended(int answers) => (_limit, _limitAt) = (answers, time.GetTimestamp());
}
