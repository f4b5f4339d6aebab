using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using DnsClient;
using DnsClient.Protocol;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Net;

/// <summary>Asks DNS servers; answers are kept by their time to live, but an hour at most.</summary>
internal sealed class DnsResolver : IResolver
{
    private const int MaxAliases = 8; // a chain that is longer is a mistake or an attack
    private const int MaxNames = 4; // names of one client that are looked at
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _tryLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _clientLimit = TimeSpan.FromSeconds(2); // a client waits for its banner meanwhile

    private readonly LookupClient _destinations;
    private readonly LookupClient _clients;
    private readonly HostsFile _hosts;
    private readonly TimeProvider _time;

    /// <summary>Asks <paramref name="servers"/>, or those of the system when there are none; <paramref name="hosts"/> counts before them.</summary>
    public DnsResolver(IReadOnlyList<IPEndPoint> servers, HostsFile hosts, TimeProvider time)
    {
        var asked = servers.Count > 0 ? [.. servers.Select(server => new NameServer(server))] : SystemServers();
        _destinations = new LookupClient(Options(asked, cached: true));
        // Clients choose the names and times to live of their addresses themselves: kept answers would be theirs to fill our memory with.
        _clients = new LookupClient(Options(asked, cached: false));
        _hosts = hosts;
        _time = time;
    }

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer<IPAddress>> AddressesAsync(string host, CancellationToken cancel)
    {
        if (!DomainName.TryNormalize(host, out var name))
            return new([], "not a host name");
        if (name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal)) // RFC 6761 6.3
            return new([IPAddress.Loopback, IPAddress.IPv6Loopback], null);
        if (_hosts.Find(name) is { Count: > 0 } known)
            return new(known, null);
        using var limit = new Limit(_limit, _time, cancel);
        var four = AskAsync(_destinations, name, QueryType.A, limit);
        var six = AskAsync(_destinations, name, QueryType.AAAA, limit);
        var (a, aaaa) = (await four.ConfigureAwait(false), await six.ConfigureAwait(false));
        IPAddress[] found = [.. Addresses(aaaa.Records), .. Addresses(a.Records)];
        // Servers that fail at AAAA alone are common; what the other question brought is good.
        return found.Length > 0 ? new(found, null) : new([], a.Failure ?? aaaa.Failure);
    }

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer<Core.Peers.MxRecord>> MxAsync(string domain, CancellationToken cancel)
    {
        if (!DomainName.TryNormalize(domain, out var name))
            return new([], "not a domain name");
        using var limit = new Limit(_limit, _time, cancel);
        var answer = await AskAsync(_destinations, name, QueryType.MX, limit).ConfigureAwait(false);
        var given = answer.Records.OfType<DnsClient.Protocol.MxRecord>().ToArray();
        RandomNumberGenerator.Shuffle(given.AsSpan()); // RFC 5321 5.1: equal preferences in random order; the sort keeps it
        Core.Peers.MxRecord[] records = [.. given.Select(ToMx).OfType<Core.Peers.MxRecord>().OrderBy(record => record.Preference)];
        // RFC 5321 5.1: where MX records exist but none is usable, the domain's own address is not the way around them.
        return given.Length > 0 && records.Length == 0 ? new([], "its MX records name no valid host") : new(records, answer.Failure);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> ConfirmedNameAsync(IPAddress address, CancellationToken cancel)
    {
        var client = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(client))
            return "localhost"; // RFC 6761 6.3
        using var limit = new Limit(_clientLimit, _time, cancel);
        var pointers = await AskAsync(_clients, LookupClient.GetReverseQuestion(client).QueryName.Value, QueryType.PTR, limit).ConfigureAwait(false);
        var type = client.AddressFamily == AddressFamily.InterNetworkV6 ? QueryType.AAAA : QueryType.A;
        foreach (var pointer in pointers.Records.OfType<PtrRecord>().Take(MaxNames))
        {
            if (!DomainName.TryNormalize(pointer.PtrDomainName.Value, out var name))
                continue;
            var forward = await AskAsync(_clients, name, type, limit).ConfigureAwait(false);
            if (Addresses(forward.Records).Contains(client))
                return name;
        }
        return null;
    }

    private static async Task<DnsAnswer<DnsResourceRecord>> AskAsync(LookupClient client, string name, QueryType type, Limit limit)
    {
        try
        {
            for (int alias = 0; alias <= MaxAliases; alias++)
            {
                var response = await client.QueryAsync(name, type, cancellationToken: limit.Token).ConfigureAwait(false);
                if (Failure(response.Header.ResponseCode) is { } failure)
                    return new([], failure);
                DnsResourceRecord[] records = [.. response.Answers.Where(record => (int)record.RecordType == (int)type)];
                // RFC 1034 3.6.2: a server that does not recurse leaves the alias to us.
                if (records.Length > 0 || response.Answers.CnameRecords().LastOrDefault() is not { } last)
                    return new(records, null);
                name = last.CanonicalName.Value;
            }
            return new([], "a chain of aliases without end");
        }
        // The answer is a stranger's and its parser another's: whatever it throws says no more than that there is no answer.
        catch (Exception e)
        {
            limit.ThrowIfCancelledByCaller();
            return new([], limit.Token.IsCancellationRequested || e is DnsResponseException { Code: DnsResponseCode.ConnectionTimeout }
                ? "no answer from DNS in time"
                : $"DNS failed: {e.Message}");
        }
    }

    private static string? Failure(DnsHeaderResponseCode code) => code switch
    {
        DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain => null,
        DnsHeaderResponseCode.ServerFailure => "DNS server failure",
        DnsHeaderResponseCode.Refused => "the DNS server refused the question",
        _ => $"DNS failed: {code}",
    };

    private static IEnumerable<IPAddress> Addresses(IEnumerable<DnsResourceRecord> records) =>
        records.OfType<AddressRecord>().Select(record => record.Address.IsIPv4MappedToIPv6 ? record.Address.MapToIPv4() : record.Address);

    private static Core.Peers.MxRecord? ToMx(DnsClient.Protocol.MxRecord record)
    {
        if (record.Exchange.Value == ".")
            return new(record.Preference, ""); // RFC 7505 3
        return DomainName.TryNormalize(record.Exchange.Value, out var exchange) ? new(record.Preference, exchange) : null;
    }

    // resolv.conf(5): where no server is named, it is the one of the machine.
    private static NameServer[] SystemServers()
    {
        NameServer[] found = [.. NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)];
        return found.Length > 0 ? found : [new NameServer(IPAddress.Loopback)];
    }

    private static LookupClientOptions Options(NameServer[] servers, bool cached) => new(servers)
    {
        AutoResolveNameServers = false,
        UseCache = cached,
        MaximumCacheTimeout = TimeSpan.FromHours(1),
        CacheFailedResults = false,
        ContinueOnDnsError = true,
        ContinueOnEmptyResponse = false, // an empty answer is an answer
        UseRandomNameServer = false, // resolv.conf(5): in the order given
        Timeout = _tryLimit,
        Retries = 1,
        ExtendedDnsBufferSize = 1232, // no fragments on any path
        ThrowDnsErrors = false,
    };

    /// <summary>The end of one question: its time is over, or the caller wants no answer any more.</summary>
    private sealed class Limit : IDisposable
    {
        private readonly CancellationTokenSource _timer;
        private readonly CancellationTokenSource _linked;
        private readonly CancellationToken _caller;

        public Limit(TimeSpan length, TimeProvider time, CancellationToken caller)
        {
            _timer = new CancellationTokenSource(length, time);
            _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
            _caller = caller;
        }

        public CancellationToken Token => _linked.Token;

        public void ThrowIfCancelledByCaller() => _caller.ThrowIfCancellationRequested();

        public void Dispose()
        {
            _linked.Dispose();
            _timer.Dispose();
        }
    }
}
