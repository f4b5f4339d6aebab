using BitFaster.Caching.Lru;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Delivery;

/// <summary>
/// What a destination refused after we had taken it, beside others that it takes: given at the next RCPT of the same reverse-path, so that
/// the next try of the message passes for the others. Bounded: what is pushed out costs one more try.
/// </summary>
public sealed class KeptRefusals(TimeProvider time)
{
    private const int MaxKept = 50_000;
    private static readonly TimeSpan _permanent = TimeSpan.FromHours(24); // 4-house.md, DATA
    private static readonly TimeSpan _transient = TimeSpan.FromMinutes(5);
    private readonly ConcurrentLru<(string ReversePath, string Recipient), (Reply Reply, long At)> _kept =
        new(Environment.ProcessorCount, MaxKept, EqualityComparer<(string, string)>.Default);

    /// <summary>The reply that is kept for the full address of a recipient from this reverse-path, or null.</summary>
    public Reply? Find(Mailbox reversePath, Mailbox recipient)
    {
        if (_kept.Count == 0 || !_kept.TryGet((reversePath.ToString(), recipient.ToString()), out var kept))
            return null;
        return time.GetElapsedTime(kept.At) < (kept.Reply.IsTransient ? _transient : _permanent) ? kept.Reply : null;
    }

    /// <summary>Keeps the reply for a recipient.</summary>
    public void Keep(Mailbox reversePath, Mailbox recipient, Reply reply) =>
        _kept.AddOrUpdate((reversePath.ToString(), recipient.ToString()), (reply, time.GetTimestamp()));
}
