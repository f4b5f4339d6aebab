namespace Rollcall.Core.Delivery;

/// <summary>
/// The time of one message, from the client's final dot to our reply: four ninths of it until our own final dot, the rest to wait for the
/// answer to it, so that the client still waits for us when the destination has the message.
/// </summary>
internal sealed class MessageClock : IDisposable
{
    private readonly CancellationTokenSource _untilDot;
    private readonly CancellationTokenSource _untilReply;
    private readonly CancellationTokenRegistration _onGone;
    private readonly TimeProvider _time;
    private readonly long _endOfData;
    private readonly CancellationToken _gone;
    private readonly TimeSpan _dotAt;

    /// <summary>Runs since the client's final dot.</summary>
    public MessageClock(Shipment shipment, TimeSpan deadline, TimeProvider time)
    {
        (_endOfData, _gone, _time, _dotAt) = (shipment.EndOfData, shipment.ClientGone, time, deadline * (4.0 / 9));
        var elapsed = time.GetElapsedTime(_endOfData);
        _untilDot = new CancellationTokenSource(Rest(_dotAt - elapsed), time);
        _untilReply = new CancellationTokenSource(Rest(deadline - elapsed), time);
        _onGone = _gone.UnsafeRegister(static dot => ((CancellationTokenSource)dot!).Cancel(), _untilDot);
    }

    /// <summary>Ends everything before our final dot, when its time is over or the client is gone.</summary>
    public CancellationToken UntilDot => _untilDot.Token;

    /// <summary>Ends the wait for the answer to it.</summary>
    public CancellationToken UntilReply => _untilReply.Token;

    /// <summary>Whether the client is there and enough time is left to wait for the answer.</summary>
    public bool MaySendDot => !_gone.IsCancellationRequested && _time.GetElapsedTime(_endOfData) <= _dotAt;

    /// <summary>Whether our final dot is on its way: from then on the destination may have the message.</summary>
    public bool IsDotSent { get; set; }

    public void Dispose()
    {
        _onGone.Dispose();
        _untilDot.Dispose();
        _untilReply.Dispose();
    }

    private static TimeSpan Rest(TimeSpan rest) => rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
}
