using System.Globalization;
using System.Net;
using Rollcall.Config;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Net;

/// <summary>
/// What a valid configuration asks for and cannot work, or should not be so, on this machine. It is used all the same: none of it
/// may keep a gateway from its other domains.
/// </summary>
internal static class ConfigWarnings
{
    /// <summary>The warnings in the order of lines.</summary>
    /// <param name="loaded">A file that was read.</param>
    /// <param name="storedDomains">How many domains the store has; 0 where it is not read.</param>
    public static IReadOnlyList<ConfigError> Of(ConfigResult loaded, int storedDomains)
    {
        if (!loaded.IsValid)
            return [];
        var found = new List<(string Path, string Text)>();
        AddWhatIsMissing(loaded.Options, storedDomains, found);
        AddDomains(loaded.Options, loaded.Places, found);
        AddOpenSecrets(loaded.Options, loaded.Places.File, found);
        return [.. found.Select(warning => loaded.Places.At(warning.Path, warning.Text)).OrderBy(warning => warning.Line)];
    }

    private static void AddWhatIsMissing(RollcallOptions options, int storedDomains, List<(string Path, string Text)> found)
    {
        if (options.Domains.Count + storedDomains == 0)
            found.Add(("domain", "there is none: every recipient gets 554 5.7.1 until you write [[domain]] here or run `rollcall domains add`"));
        IReadOnlyList<ListenAddress>[] listeners = [options.Smtp?.Listen ?? [], options.Policy.Listen, options.Socketmap.Listen, options.TcpTable.Listen];
        if (listeners.All(addresses => addresses.Count == 0))
            found.Add(("smtp.listen", "there is none, and policy, socketmap and tcp_table have none either: no mail and no question can come in; write [smtp]"));
    }

    private static void AddDomains(RollcallOptions options, BindingLog places, List<(string Path, string Text)> found)
    {
        var own = OwnListeners.Of(options);
        for (int i = 0; i < options.Domains.Count; i++)
        {
            var (domain, path) = (options.Domains[i], $"domain[{i}]");
            if (domain.Name.Split('.').Any(label => label.StartsWith('-') || label.EndsWith('-')))
                found.Add((path + ".name", $"\"{domain.Name}\" has a label that begins or ends with a hyphen: no mail can be addressed to it (RFC 5321 4.1.2)"));
            AddOwnHosts(domain.DeliverTo, path + ".deliver_to", own, found);
            if (places.Has(path + ".verify_at"))
                AddOwnHosts(domain.VerifyAt, path + ".verify_at", own, found);
        }
    }

    private static void AddOwnHosts(IReadOnlyList<DestinationHost> hosts, string path, OwnNames own, List<(string Path, string Text)> found)
    {
        foreach (var host in hosts.Where(host => host.Scheme != HostScheme.Mx && IsOwn(host, own)))
            found.Add((path, $"{host} is a listener of this gateway, which neither asks itself nor delivers to itself; write the customer's mail server"));
    }

    // Other names are looked at when they are dialled.
    private static bool IsOwn(DestinationHost host, OwnNames own) => host.Literal is { } address
        ? own.ListensAt(new IPEndPoint(address, host.Port))
        : (host.Name == own.HostName || host.Name == "localhost") && own.Listeners.Any(listener => listener.Port == host.Port);

    private static void AddOpenSecrets(RollcallOptions options, string file, List<(string Path, string Text)> found)
    {
        if (ConfigPrinter.HoldsPassword(options.Store.Connection) && ModeIfOpenToAll(file) is { } mode)
            found.Add(("store.connection", $"holds a password, and every user of this machine may read this file (mode {mode}); run chmod o= on it, or use connection_file"));
        foreach (var (path, secret) in new[] { ("smtp.tls.key", options.Smtp?.Tls.Key ?? ""), ("store.connection_file", options.Store.ConnectionFile) })
        {
            if (secret.Length > 0 && ModeIfOpenToAll(secret) is { } open)
                found.Add((path, $"every user of this machine may read \"{secret}\" (mode {open}); run chmod o= on it"));
        }
    }

    // A link's own mode means nothing, and a file inside a closed folder is closed too.
    private static string? ModeIfOpenToAll(string path)
    {
        try
        {
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
            var mode = File.GetUnixFileMode(target);
            if (!mode.HasFlag(UnixFileMode.OtherRead))
                return null;
            for (var folder = Path.GetDirectoryName(target); folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (!File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute))
                    return null;
            }
            return "0" + Convert.ToString((int)mode, 8).ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // whoever reads it says why it cannot be read
        }
    }
}
