using System.Net;
using Rollcall.Core.Callout;

namespace Rollcall.Core.Gateway;

/// <summary>A client as one session sees its counts.</summary>
public sealed class HarvestClient
{
    private readonly HarvestGuard _guard;

    internal HarvestClient(HarvestGuard guard, IPAddress address, IPNetwork own, IPNetwork network) =>
        (_guard, Address, Own, Network) = (guard, address, own, network);

    internal IPAddress Address { get; }

    internal IPNetwork Own { get; }

    internal IPNetwork Network { get; }

    /// <summary>What may be asked for it.</summary>
    public AskerStanding Standing => _guard.StandingOf(this);

    /// <summary>Whether it is banned at present.</summary>
    public bool IsBanned => _guard.IsBanned(this);

    /// <summary>One of its recipients got its reply.</summary>
    public void Count(Verdict verdict) => _guard.Count(this, verdict);

    /// <summary>One of its messages was passed on.</summary>
    public void PassedOn() => _guard.PassedOn(this);
}

/// <summary>What is counted of a client or network; safe for several threads.</summary>
internal sealed class ClientCount
{
    private readonly Lock _counting = new();
    private SlidingCount _count = new();
    private long _bannedUntil;

    public long BannedUntil => Volatile.Read(ref _bannedUntil);

    public void Ban(long until) => Volatile.Write(ref _bannedUntil, until);

    public (int Unknown, int All) Add(long step, int unknown)
    {
        lock (_counting)
        {
            _count.Add(step, unknown);
            return _count.At(step);
        }
    }

    public (int Unknown, int All) At(long step)
    {
        lock (_counting)
            return _count.At(step);
    }
}

/// <summary>The invalid answers of a domain, and the questions that it still gets under attack.</summary>
internal sealed class DomainCount
{
    private readonly Lock _counting = new();
    private SlidingCount _count = new();
    private double _tokens = 1;
    private long _filledAt;

    public int Add(long step)
    {
        lock (_counting)
        {
            _count.Add(step, 1);
            return _count.At(step).Bad;
        }
    }

    public int Invalid(long step)
    {
        lock (_counting)
            return _count.At(step).Bad;
    }

    // A bucket of one second.
    public bool TryTake(double rate, TimeProvider time)
    {
        lock (_counting)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(Math.Max(1, rate), _tokens + time.GetElapsedTime(_filledAt, now).TotalSeconds * rate);
            _filledAt = now;
            if (_tokens < 1)
                return false;
            _tokens--;
            return true;
        }
    }
}

/// <summary>When the last messages of a client were passed on.</summary>
internal sealed class PassedMessages
{
    private const int GoodMessages = HarvestGuard.GoodMessages;
    private readonly Queue<long> _at = new(GoodMessages);

    public void Add(long now)
    {
        lock (_at)
        {
            if (_at.Count == GoodMessages)
                _at.Dequeue();
            _at.Enqueue(now);
        }
    }

    public long? LastOf(int count)
    {
        lock (_at)
            return _at.Count == count ? _at.Peek() : null;
    }
}
