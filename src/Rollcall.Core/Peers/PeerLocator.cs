using System.Net;
using Rollcall.Core.Domains;

namespace Rollcall.Core.Peers;

/// <summary>An address to dial, and the name it was found under.</summary>
/// <param name="Name">Host name or literal, for certificates and evidence.</param>
/// <param name="Address">Address and port.</param>
/// <param name="Scope">How far this dial may reach.</param>
public sealed record PeerAddress(string Name, IPEndPoint Address, AddressScope Scope)
{
    /// <summary>name:port, as evidence shows it.</summary>
    public string Label => Name.Contains(':') ? $"[{Name}]:{Address.Port}" : $"{Name}:{Address.Port}";
}

/// <summary>Finds the addresses of a host of a destination, in the order of trial.</summary>
/// <param name="resolver">DNS.</param>
/// <param name="hostName">Our own name: MX records at or below our own preference are dropped (RFC 5321 5.1).</param>
/// <param name="named">Which addresses a name may have whose host says nothing else (<see cref="HostReach.Configured"/>).</param>
public sealed class PeerLocator(IResolver resolver, string hostName, AddressScope named)
{
    private const int MaxAddresses = 10; // more would only eat the deadline of the question

    /// <summary>Which addresses a host of <see cref="HostReach.Public"/> may have.</summary>
    public AddressScope Granted { get; init; } = AddressScope.Public;

    /// <summary>The addresses, or none and the cause.</summary>
    public async ValueTask<(IReadOnlyList<PeerAddress> Addresses, string Cause)> LocateAsync(DestinationHost host, CancellationToken cancel)
    {
        if (host.Literal is { } literal)
            return ([new PeerAddress(host.Name, new IPEndPoint(literal, host.Port), host.Reach == HostReach.Public ? Granted : AddressScope.Any)], "");
        var reach = new Reach(host.Port, host.Reach switch { HostReach.Private => AddressScope.Any, HostReach.Public => Granted, _ => named });
        if (host.Scheme != HostScheme.Mx)
            return await ByNameAsync(host.Name, reach, cancel).ConfigureAwait(false);
        var mx = await resolver.MxAsync(host.Name, cancel).ConfigureAwait(false);
        if (mx.Failure is { } failure)
            return ([], failure);
        if (mx.Records.Count == 0)
            return await ByNameAsync(host.Name, reach, cancel).ConfigureAwait(false); // RFC 5321 5.1: the implicit MX
        return await ByRecordsAsync(Behind(mx.Records), reach, cancel).ConfigureAwait(false);
    }

    private IReadOnlyList<MxRecord> Behind(IReadOnlyList<MxRecord> records)
    {
        var own = records.FirstOrDefault(record => record.Exchange.Equals(hostName, StringComparison.OrdinalIgnoreCase));
        return own is null ? records : [.. records.Where(record => record.Preference < own.Preference)];
    }

    private async ValueTask<(IReadOnlyList<PeerAddress>, string)> ByRecordsAsync(IReadOnlyList<MxRecord> records, Reach reach, CancellationToken cancel)
    {
        if (records.Count == 0)
            return ([], "its MX records name only this gateway and hosts behind it");
        if (records.Any(record => record.Exchange.Length == 0))
            return ([], "its MX record says that it takes no mail"); // RFC 7505 3
        var found = new List<PeerAddress>();
        var cause = "";
        foreach (var record in records)
        {
            var (addresses, failure) = await ByNameAsync(record.Exchange, reach, cancel).ConfigureAwait(false);
            found.AddRange(addresses.Take(MaxAddresses - found.Count));
            cause = failure;
            if (found.Count >= MaxAddresses)
                break;
        }
        return (found, cause);
    }

    private async ValueTask<(IReadOnlyList<PeerAddress>, string)> ByNameAsync(string name, Reach reach, CancellationToken cancel)
    {
        var answer = await resolver.AddressesAsync(name, cancel).ConfigureAwait(false);
        if (answer.Failure is { } failure)
            return ([], failure);
        if (answer.Records.Count == 0)
            return ([], "it has no address");
        return ([.. answer.Records.Take(MaxAddresses).Select(address => new PeerAddress(name, new IPEndPoint(address, reach.Port), reach.Scope))], "");
    }

    private readonly record struct Reach(int Port, AddressScope Scope);
}
