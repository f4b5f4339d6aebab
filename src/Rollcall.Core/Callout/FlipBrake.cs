using Rollcall.Core.Recipients;

namespace Rollcall.Core.Callout;

/// <summary>What is done with an answer that turns a valid recipient into an invalid one.</summary>
public enum Flip
{
    /// <summary>It is learned.</summary>
    Learn,

    /// <summary>It is held back: the old verdict stays.</summary>
    Hold,

    /// <summary>It is held back, and so are those before it: the brake has just been pulled.</summary>
    Pull,

    /// <summary>It is learned, and the brake is off: half of what was held back is valid again.</summary>
    Release,
}

/// <summary>A recipient whose end the brake holds back.</summary>
/// <param name="Key">Whose.</param>
/// <param name="IsValidAgain">Whether the destination has accepted it since.</param>
public readonly record struct HeldBack(RecipientKey Key, bool IsValidAgain);

/// <summary>
/// The mass-flip brake of one domain: when many valid recipients become invalid at once, the customer's server is broken rather than their
/// mailboxes gone. Not safe for several threads; times are Unix milliseconds.
/// </summary>
public sealed class FlipBrake
{
    // docs/callouts.md, the life of a verdict.
    private const int MinFlips = 20;
    private const int MinShare = 5; // one in five
    private const int MinAll = 3;
    private const int MaxHeld = 100_000;
    private static readonly long _window = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;
    private static readonly long _longest = (long)TimeSpan.FromHours(24).TotalMilliseconds;
    private readonly Queue<(long At, RecipientKey Key)> _order = [];
    private readonly Dictionary<RecipientKey, (long At, RecipientEntry? Flipped)> _asked = []; // by recipient: who is asked thrice counts once
    private readonly HashSet<RecipientKey> _held = [];
    private readonly HashSet<RecipientKey> _validAgain = [];
    private int _flips;

    /// <summary>Since when it holds; null when it does not.</summary>
    public long? Since { get; private set; }

    /// <summary>How many recipients are held back.</summary>
    public int Held => _held.Count;

    /// <summary>Takes up what was kept over a restart: since when it holds, and whom.</summary>
    public void Resume(long since, IEnumerable<HeldBack> held)
    {
        Since = since;
        foreach (var recipient in held.Take(MaxHeld))
        {
            _held.Add(recipient.Key);
            if (recipient.IsValidAgain)
                _validAgain.Add(recipient.Key);
        }
    }

    /// <summary>A valid recipient was asked about again, and came back <paramref name="verdict"/>.</summary>
    /// <param name="entry">Its entry before.</param>
    /// <param name="verdict">Valid or Invalid.</param>
    /// <param name="now">When.</param>
    public Flip Asked(RecipientEntry entry, Verdict verdict, long now)
    {
        bool invalid = verdict == Verdict.Invalid;
        if (Holds(now))
            return invalid ? HoldBack(entry.Key) : TakeBack(entry.Key);
        while (_order.TryPeek(out var oldest) && (now - oldest.At >= _window || _order.Count >= MaxHeld))
        {
            _order.Dequeue();
            if (_asked.TryGetValue(oldest.Key, out var asked) && asked.At == oldest.At)
                Drop(oldest.Key);
        }
        Drop(entry.Key);
        _order.Enqueue((now, entry.Key));
        _asked[entry.Key] = (now, invalid ? entry : null);
        if (!invalid)
            return Flip.Learn;
        _flips++;
        bool many = _flips >= MinFlips && _flips * MinShare >= _asked.Count;
        bool all = _flips >= MinAll && _flips == _asked.Count;
        if (!many && !all)
            return Flip.Learn;
        Since = now;
        _held.UnionWith(_asked.Where(asked => asked.Value.Flipped is not null).Select(asked => asked.Key));
        return Flip.Pull;
    }

    /// <summary>A recipient whose flip was learned is valid again: it counts as a flip no more, and is not put back when the brake is pulled.</summary>
    public void IsThereAgain(RecipientKey key)
    {
        if (!_asked.TryGetValue(key, out var asked) || asked.Flipped is null)
            return;
        _flips--;
        _asked[key] = (asked.At, null);
    }

    /// <summary>The entries of those that were learned as invalid before the brake was pulled, as they were; once.</summary>
    public IReadOnlyList<RecipientEntry> TakeFlipped()
    {
        RecipientEntry[] flipped = [.. _asked.Values.Select(asked => asked.Flipped).OfType<RecipientEntry>()];
        ForgetAsked();
        return flipped;
    }

    /// <summary>Whether it holds now; after 24 hours it does not.</summary>
    public bool Holds(long now)
    {
        if (Since is { } since && now - since >= _longest)
            Release();
        return Since is not null;
    }

    /// <summary>Lets go.</summary>
    public void Release()
    {
        Since = null;
        _held.Clear();
        _validAgain.Clear();
        ForgetAsked();
    }

    private void ForgetAsked()
    {
        _order.Clear();
        _asked.Clear();
        _flips = 0;
    }

    private void Drop(RecipientKey key)
    {
        if (_asked.Remove(key, out var asked) && asked.Flipped is not null)
            _flips--;
    }

    private Flip HoldBack(RecipientKey key)
    {
        _validAgain.Remove(key);
        if (_held.Count < MaxHeld)
            _held.Add(key);
        return Flip.Hold;
    }

    private Flip TakeBack(RecipientKey key)
    {
        if (!_held.Contains(key))
            return Flip.Learn;
        _validAgain.Add(key);
        // It never holds fewer than those that pull it; of some the last second may be lost over a restart.
        if (_validAgain.Count * 2 < Math.Max(_held.Count, MinAll))
            return Flip.Learn;
        Release();
        return Flip.Release;
    }
}
