using System.Net;
using System.Net.Sockets;
using BitFaster.Caching.Lru;

namespace Rollcall.Api;

/// <summary>
/// How many wrong tokens of one client are answered: ten at once, then one more every six seconds. A client is an IPv4 address or an IPv6 /64;
/// the ten thousand that failed last are known.
/// </summary>
internal sealed class FailureLimit(TimeProvider time)
{
    private const int AtOnce = 10;
    private const int MaxClients = 10_000; // an attack from more pushes the oldest out, and costs no more memory
    private static readonly TimeSpan _each = TimeSpan.FromSeconds(6);
    private readonly ConcurrentLru<IPAddress, Bucket> _clients = new(Environment.ProcessorCount, MaxClients, EqualityComparer<IPAddress>.Default);

    /// <summary>Counts a failure: null, or how long the client has to wait for the next one to be answered. Null clients are those of Unix sockets.</summary>
    public TimeSpan? Count(IPAddress? client) =>
        _clients.GetOrAdd(KeyOf(client ?? IPAddress.None), static _ => new Bucket()).Take(time.GetTimestamp(), time.TimestampFrequency);

    // One customer of a provider has a /64 at least (RFC 6177 2), so a single address of it limits nobody.
    private static IPAddress KeyOf(IPAddress client)
    {
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        var octets = client.GetAddressBytes();
        Array.Clear(octets, 8, 8);
        return new IPAddress(octets);
    }

    // By the time at which it would be empty: no more state than that, and no timer.
    private sealed class Bucket
    {
        private readonly Lock _taking = new();
        private long _emptyAt = long.MinValue;

        public TimeSpan? Take(long now, long frequency)
        {
            long each = (long)(_each.TotalSeconds * frequency);
            lock (_taking)
            {
                long emptyAt = Math.Max(_emptyAt, now) + each;
                long over = emptyAt - now - AtOnce * each;
                if (over > 0)
                    return TimeSpan.FromSeconds((double)over / frequency);
                _emptyAt = emptyAt;
                return null;
            }
        }
    }
}
