using Rollcall.Config;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Net;

namespace Rollcall.Cli;

/// <summary>A domain whose destination is asked in this process, without a running server: as the configuration has it, or at a server named by hand.</summary>
/// <param name="Domain">Whom to ask for.</param>
/// <param name="Options">The configuration; without one, the defaults under the name of this machine.</param>
/// <param name="Own">Our name.</param>
/// <param name="Opener">Opens sessions.</param>
internal sealed record DirectTarget(ProtectedDomain Domain, RollcallOptions Options, OwnNames Own, PeerOpener Opener)
{
    /// <summary>
    /// Finds the domain of this normal form. Without <paramref name="server"/> it must stand in the file. When there is none, the exit status of
    /// what has been said about it.
    /// </summary>
    public static (DirectTarget? Target, int Exit) Find(string name, string configFile, string? server, TimeProvider time)
    {
        if (server is not null)
        {
            if (!DestinationHost.TryParse(server, out var host, out var error))
                return (null, Terminal.Fail(ExitCode.Usage, error));
            var destination = new Destination([host!]);
            var named = new ProtectedDomain { Name = name, DeliverTo = destination, VerifyAt = destination };
            // Who names a server by hand may name any.
            return (With(named, new RollcallOptions { Hostname = MachineName.Get() }, AddressScope.Any, time), ExitCode.Ok);
        }
        var loaded = ConfigLoader.Load(configFile);
        if (loaded.Options is not { } options)
            return (null, Terminal.Fail(ExitCode.Config, [.. loaded.Errors.Select(mistake => mistake.ToString())]));
        if (options.ToDomainTable().Find(name) is not { } domain)
            return (null, Terminal.Fail(ExitCode.Usage, $"{name} is not a protected domain of {configFile}; name a server with --server HOST:PORT"));
        return (With(domain, options, options.Dns.AllowPrivate ? AddressScope.Any : AddressScope.Public, time), ExitCode.Ok);
    }

    private static DirectTarget With(ProtectedDomain domain, RollcallOptions options, AddressScope scope, TimeProvider time)
    {
        var own = new OwnNames(options.Hostname);
        var locator = new PeerLocator(new DnsResolver(options.Dns.Servers, new HostsFile("/etc/hosts"), time), options.Hostname, scope);
        return new DirectTarget(domain, options, own, new PeerOpener(new Dialer(time), locator, own, time));
    }
}
