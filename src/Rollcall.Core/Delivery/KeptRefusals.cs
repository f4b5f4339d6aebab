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
    private static readonly TimeSpan _permanent = TimeSpan.FromHours(24);
    private static readonly TimeSpan _transient = TimeSpan.FromMinutes(5); // the first time; see docs/decisions/0011-kept-refusals.md
    private readonly ConcurrentLru<(Mailbox ReversePath, Mailbox Recipient), Kept> _kept = new(Environment.ProcessorCount, MaxKept, EqualityComparer<(Mailbox, Mailbox)>.Default);
    private volatile bool _anyKept; // until the first, no RCPT looks for any; asking for their number would walk the whole table

    /// <summary>The reply that is kept for the full address of a recipient from this reverse-path, or null.</summary>
    public Reply? Find(Mailbox reversePath, Mailbox recipient)
    {
        if (!_anyKept || !_kept.TryGet((reversePath, recipient), out var kept))
            return null;
        return time.GetElapsedTime(kept.At) < kept.Life ? kept.Reply : null;
    }

    /// <summary>Keeps the reply for a recipient.</summary>
    public void Keep(Mailbox reversePath, Mailbox recipient, Reply reply)
    {
        _anyKept = true;
        var key = (reversePath, recipient);
        _kept.AddOrUpdate(key, new Kept(reply, time.GetTimestamp(), reply.IsTransient ? TransientLife(key) : _permanent));
    }

    // A sender that comes back when the five minutes are just over would meet the same refusal for ever, and the other recipients with it.
    private TimeSpan TransientLife((Mailbox, Mailbox) key)
    {
        if (!_kept.TryGet(key, out var last) || !last.Reply.IsTransient || time.GetElapsedTime(last.At) >= _permanent)
            return _transient;
        if (time.GetElapsedTime(last.At) < last.Life)
            return last.Life; // of another message on its way at the same time
        var longer = last.Life * 4;
        return longer < _permanent ? longer : _permanent;
    }

    private sealed record Kept(Reply Reply, long At, TimeSpan Life);
}
