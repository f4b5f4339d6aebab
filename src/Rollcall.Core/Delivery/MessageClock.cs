namespace Rollcall.Core.Delivery;

/// <summary>
/// The time of one message, from the client's final dot to our reply: four ninths of it until our own final dot, the rest to wait for the
/// answer to it, so that the client still waits for us when the destination has the message.
/// </summary>
internal sealed class MessageClock : IDisposable
{
    private readonly CancellationTokenSource _untilDot;
    private readonly CancellationTokenSource _untilReply;
    private readonly TimeProvider _time;
    private readonly long _endOfData;
    private readonly TimeSpan _dotAt;

    /// <summary>Runs since <paramref name="endOfData"/>, a timestamp of <paramref name="time"/>.</summary>
    public MessageClock(long endOfData, TimeSpan deadline, TimeProvider time)
    {
        (_endOfData, _time, _dotAt) = (endOfData, time, deadline * (4.0 / 9));
        var gone = time.GetElapsedTime(endOfData);
        _untilDot = new CancellationTokenSource(Rest(_dotAt - gone), time);
        _untilReply = new CancellationTokenSource(Rest(deadline - gone), time);
    }

    /// <summary>Ends everything before our final dot.</summary>
    public CancellationToken UntilDot => _untilDot.Token;

    /// <summary>Ends the wait for the answer to it.</summary>
    public CancellationToken UntilReply => _untilReply.Token;

    /// <summary>Whether enough time is left to wait for the answer.</summary>
    public bool MaySendDot => _time.GetElapsedTime(_endOfData) <= _dotAt;

    public void Dispose()
    {
        _untilDot.Dispose();
        _untilReply.Dispose();
    }

    private static TimeSpan Rest(TimeSpan rest) => rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
}
