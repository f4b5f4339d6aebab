using System.Net;
using BitFaster.Caching.Lru;
using Rollcall.Core.Callout;

namespace Rollcall.Core.Peers;

/// <summary>
/// Counts open connections, and questions a second, by address: destinations whose hosts resolve to the same one share its room and its rate,
/// the lowest of their limits.
/// </summary>
public sealed class AddressLoads(TimeProvider time)
{
    private const int MaxRates = 10_000;
    private readonly Lock _changing = new();
    private readonly Dictionary<IPEndPoint, Load> _loads = [];

    // They outlive their connections; one that is pushed out begins anew.
    private readonly ConcurrentLru<IPEndPoint, TokenBucket> _rates = new(Environment.ProcessorCount, MaxRates, EqualityComparer<IPEndPoint>.Default);

    /// <summary>Addresses that have a connection, or somebody who waits for one.</summary>
    internal int Count
    {
        get
        {
            lock (_changing)
                return _loads.Count;
        }
    }

    /// <summary>Waits for room for one more connection to <paramref name="address"/>; disposing the place gives it back.</summary>
    internal async ValueTask<Place> EnterAsync(IPEndPoint address, AddressRoom room, CancellationToken cancel)
    {
        int limit = room.MaxSessions;
        Load load;
        lock (_changing)
        {
            if (!_loads.TryGetValue(address, out load!))
                _loads[address] = load = new Load(new SessionGate(time), _rates.GetOrAdd(address, _ => new TokenBucket(room.MaxRate, time)));
            load.Users++;
            if (load.Gate.IsFull(limit))
                load.AskForRoom();
        }
        if (await load.Gate.EnterAsync(limit, Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(false))
            return Enter(address, load, room.MaxRate);
        Leave(address, load);
        throw new OperationCanceledException(cancel);
    }

    private Place Enter(IPEndPoint address, Load load, int maxRate)
    {
        var place = new Place(this, address, load) { MaxRate = maxRate };
        lock (_changing)
        {
            load.Places.Add(place);
            load.UseLowestRate();
        }
        return place;
    }

    private void Leave(IPEndPoint address, Load load)
    {
        lock (_changing)
        {
            if (--load.Users == 0)
                _loads.Remove(address);
        }
    }

    /// <summary>The room of one connection.</summary>
    internal sealed class Place(AddressLoads loads, IPEndPoint address, Load load) : IDisposable
    {
        private int _left;
        private Action? _wanted;

        /// <summary>Questions a second that its own destination allows.</summary>
        public required int MaxRate { get; init; }

        /// <summary>How long until the address may be asked once more; zero when it may be now.</summary>
        public TimeSpan Wait
        {
            get
            {
                lock (loads._changing)
                    return load.Rate.Wait;
            }
        }

        /// <summary>Whether others wait for the address.</summary>
        public bool IsWanted => load.Gate.HasLine;

        /// <summary>What to call, once and from anywhere, when others come to wait for the address; null while the connection is busy.</summary>
        public Action? Wanted
        {
            get => _wanted;
            set
            {
                lock (loads._changing)
                    _wanted = value;
            }
        }

        /// <summary>The address was asked so many questions.</summary>
        public void Pay(int questions)
        {
            lock (loads._changing)
                load.Rate.Owe(questions);
        }

        /// <summary>The address complained of the rate.</summary>
        public void Halve()
        {
            lock (loads._changing)
                load.Rate.Halve();
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0)
                return;
            lock (loads._changing)
            {
                load.Places.Remove(this);
                load.UseLowestRate();
            }
            load.Gate.Leave();
            loads.Leave(address, load);
        }
    }

    /// <summary>One address: who is in, and how many know of it. All under the lock of the loads.</summary>
    internal sealed class Load(SessionGate gate, TokenBucket rate)
    {
        public SessionGate Gate => gate;

        public TokenBucket Rate => rate;

        public int Users { get; set; }

        public List<Place> Places { get; } = [];

        public void UseLowestRate()
        {
            if (Places.Count > 0)
                rate.Use(Places.Min(static place => place.MaxRate));
        }

        public void AskForRoom()
        {
            if (Places.Find(static place => place.Wanted is not null) is not { } idle)
                return;
            idle.Wanted!();
            idle.Wanted = null;
        }
    }
}

/// <summary>What one address may have.</summary>
/// <param name="Loads">Who counts it.</param>
/// <param name="MaxSessions">Connections at one time, at least one.</param>
/// <param name="MaxRate">Questions a second, at least one.</param>
public sealed record AddressRoom(AddressLoads Loads, int MaxSessions, int MaxRate);
