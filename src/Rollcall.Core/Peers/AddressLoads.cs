using System.Net;

namespace Rollcall.Core.Peers;

/// <summary>Counts open connections by address: destinations whose hosts resolve to the same one share its room, the lowest of their limits.</summary>
public sealed class AddressLoads(TimeProvider time)
{
    private readonly Lock _changing = new();
    private readonly Dictionary<IPEndPoint, Load> _loads = [];

    /// <summary>Addresses that have a connection, or somebody who waits for one.</summary>
    internal int Count
    {
        get
        {
            lock (_changing)
                return _loads.Count;
        }
    }

    /// <summary>Waits for room for one more connection to <paramref name="address"/> under <paramref name="limit"/>; disposing the place gives it back.</summary>
    internal async ValueTask<Place> EnterAsync(IPEndPoint address, int limit, CancellationToken cancel)
    {
        Load load;
        lock (_changing)
        {
            if (!_loads.TryGetValue(address, out load!))
                _loads[address] = load = new Load(new SessionGate(time));
            load.Users++;
            if (load.Gate.IsFull(limit))
                load.AskForRoom();
        }
        if (await load.Gate.EnterAsync(limit, Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(false))
            return Enter(address, load);
        Leave(address, load);
        throw new OperationCanceledException(cancel);
    }

    private Place Enter(IPEndPoint address, Load load)
    {
        var place = new Place(this, address, load);
        lock (_changing)
            load.Places.Add(place);
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

        /// <summary>Whether others wait for the address.</summary>
        public bool IsWanted => load.Gate.HasLine;

        /// <summary>What to call, once and from anywhere, when others come to wait for the address; null while the connection is busy.</summary>
        public Action? Wanted { get; set; }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0)
                return;
            lock (loads._changing)
                load.Places.Remove(this);
            load.Gate.Leave();
            loads.Leave(address, load);
        }
    }

    /// <summary>One address: who is in, and how many know of it.</summary>
    internal sealed class Load(SessionGate gate)
    {
        public SessionGate Gate => gate;

        public int Users { get; set; }

        public List<Place> Places { get; } = [];

        public void AskForRoom()
        {
            if (Places.Find(static place => place.Wanted is not null) is not { } idle)
                return;
            idle.Wanted!();
            idle.Wanted = null;
        }
    }
}

/// <summary>How many connections with one address there may be at one time.</summary>
/// <param name="Loads">Who counts them.</param>
/// <param name="Limit">At least one.</param>
public sealed record AddressRoom(AddressLoads Loads, int Limit);
