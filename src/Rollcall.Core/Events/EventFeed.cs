using System.Threading.Channels;

namespace Rollcall.Core.Events;

/// <summary>
/// Where events come from: whoever decides publishes, whoever watches reads. While nobody reads, an event costs one look at
/// <see cref="IsRead"/> and is never made; and no reader is ever waited for.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="maxReaders">So many at a time.</param>
public sealed class EventFeed(TimeProvider time, int maxReaders)
{
    private readonly Lock _changing = new();
    private volatile EventReader[] _readers = []; // swapped whole

    /// <summary>Whether somebody reads.</summary>
    public bool IsRead => _readers.Length > 0;

    /// <summary>So many may read at a time: each of them holds a connection, and up to <see cref="EventReader.MaxWaiting"/> events.</summary>
    public int MaxReaders => maxReaders;

    /// <summary>The present time, Unix milliseconds UTC.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Reads what is published from now on, until it is disposed; null when there are as many readers as there may be.</summary>
    public EventReader? TryOpen()
    {
        lock (_changing)
        {
            if (_readers.Length >= maxReaders)
                return null;
            var reader = new EventReader(this);
            _readers = [.. _readers, reader];
            return reader;
        }
    }

    /// <summary>Gives an event to all readers; one that lags by <see cref="EventReader.MaxWaiting"/> gets no more.</summary>
    public void Publish(GatewayEvent happened)
    {
        var readers = _readers;
        if (readers.Length == 0)
            return;
        var now = time.GetUtcNow();
        var dated = happened with { Id = Guid.CreateVersion7(now), At = now };
        foreach (var reader in readers)
        {
            if (!reader.TryTake(dated))
                Close(reader);
        }
    }

    internal void Close(EventReader reader)
    {
        lock (_changing)
            _readers = [.. _readers.Where(one => one != reader)];
    }
}

/// <summary>One who reads events, in their order.</summary>
public sealed class EventReader : IDisposable
{
    /// <summary>Who has so many events before it is cut off (docs/api.md, Events).</summary>
    public const int MaxWaiting = 1000;

    private readonly Channel<GatewayEvent> _waiting = Channel.CreateBounded<GatewayEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _cut = new();
    private readonly EventFeed _feed;

    internal EventReader(EventFeed feed) => (_feed, Cut) = (feed, _cut.Token);

    /// <summary>Cancelled when it is cut off, because it lags.</summary>
    public CancellationToken Cut { get; }

    /// <summary>What waits for it; completed when it is cut off.</summary>
    public ChannelReader<GatewayEvent> Events => _waiting.Reader;

    /// <summary>Reads no more.</summary>
    public void Dispose()
    {
        _feed.Close(this);
        _cut.Dispose();
    }

    internal bool TryTake(GatewayEvent happened)
    {
        if (_waiting.Writer.TryWrite(happened))
            return true;
        if (_waiting.Writer.TryComplete())
            _ = CutOffAsync();
        return false;
    }

    // Whoever waits for this goes on elsewhere: the one who publishes is on the way of a recipient.
    private async Task CutOffAsync()
    {
        try
        {
            await _cut.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has left in this moment.
        }
    }
}
