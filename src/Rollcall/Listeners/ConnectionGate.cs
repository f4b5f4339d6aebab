using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Listeners;

/// <summary>How many SMTP connections may be open at one time.</summary>
/// <param name="Total">Of all clients together.</param>
/// <param name="PerClient">Of one IPv4 address or IPv6 /64.</param>
/// <param name="Trusted">Networks without a limit of their own.</param>
internal sealed record ConnectionLimits(int Total, int PerClient, IReadOnlyList<IPNetwork> Trusted)
{
    /// <summary>Whether a client has no limit of its own; those of Unix sockets have none.</summary>
    public bool IsTrusted(IPAddress? client) => client is null || Trusted.Any(network => network.Contains(client));
}

/// <summary>
/// Counts SMTP connections, in all and by client. One object for the life of the process; the limits may change between two connections.
/// Who leaves is counted as it was when it came in.
/// </summary>
internal sealed partial class ConnectionGate(TimeProvider time, ILogger log)
{
    private static readonly TimeSpan _lineEvery = TimeSpan.FromSeconds(1); // a flood must not fill the disk with its refusals
    private static readonly Meter _meter = new("Rollcall.Smtp");
    private static readonly UpDownCounter<int> _sessions = _meter.CreateUpDownCounter<int>("rollcall_smtp_sessions", description: "SMTP sessions that are open");
    private static readonly Counter<long> _refusals = _meter.CreateCounter<long>("rollcall_smtp_refused", description: "SMTP connections refused by a limit");
    private readonly Lock _gate = new();
    private readonly Dictionary<(AddressFamily, ulong), int> _clients = [];
    private int _total;
    private int _refusedSinceLine;
    private long? _line;

    /// <summary>Lets a connection in, then it must <see cref="Leave"/>; or gives the reply that refuses it. A null address is a Unix socket.</summary>
    public Reply? Enter(IPAddress? client, ConnectionLimits limits)
    {
        int refused;
        Reply reply;
        lock (_gate)
        {
            var ofClient = client is null ? 0 : _clients.GetValueOrDefault(KeyOf(client));
            if (_total < limits.Total && (ofClient < limits.PerClient || limits.IsTrusted(client)))
            {
                _total++;
                if (client is not null)
                    _clients[KeyOf(client)] = ofClient + 1;
                _sessions.Add(1);
                return null;
            }
            reply = _total < limits.Total ? Replies.TooManyConnectionsOfClient : Replies.TooManyConnections;
            refused = CountRefusal();
        }
        _refusals.Add(1, new KeyValuePair<string, object?>("limit", reply == Replies.TooManyConnections ? "total" : "client"));
        if (refused > 0)
            Refused(log, client, refused, reply);
        return reply;
    }

    /// <summary>The end of a connection that was let in.</summary>
    public void Leave(IPAddress? client)
    {
        lock (_gate)
        {
            _total--;
            if (client is not null && --_clients[KeyOf(client)] == 0)
                _clients.Remove(KeyOf(client));
        }
        _sessions.Add(-1);
    }


    // How many the next line stands for; 0 for no line now.
    private int CountRefusal()
    {
        _refusedSinceLine++;
        if (_line is { } line && time.GetElapsedTime(line) < _lineEvery)
            return 0;
        _line = time.GetTimestamp();
        int refused = _refusedSinceLine;
        _refusedSinceLine = 0;
        return refused;
    }

    // One customer of a provider has a /64 at least (RFC 6177 2), so a single address of it limits nobody.
    private static (AddressFamily, ulong) KeyOf(IPAddress client)
    {
        Span<byte> octets = stackalloc byte[16];
        octets.Clear();
        client.TryWriteBytes(octets, out _);
        return (client.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(octets));
    }

    [LoggerMessage(EventName = "connections_refused", Level = LogLevel.Information, Message = "{Client} {Refused} {Reply}")]
    private static partial void Refused(ILogger log, IPAddress? client, int refused, Reply reply);
}
