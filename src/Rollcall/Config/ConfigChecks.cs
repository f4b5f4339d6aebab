using Rollcall.Core.Domains;
using Rollcall.Storage;

namespace Rollcall.Config;

/// <summary>
/// What several keys must say together. Of two numbers that contradict each other the one that is not written gives way; when the file
/// says both, it is an error.
/// </summary>
internal static class ConfigChecks
{
    /// <summary>Reports contradictions, and gives back the options with the defaults that gave way.</summary>
    public static RollcallOptions Apply(RollcallOptions options, BindingLog log)
    {
        CheckPairs(options, log);
        CheckListeners(options, log);
        CheckDomains(options.Domains, log);
        return options with
        {
            Callout = WithStale(options.Callout, "callout", log),
            Breaker = WithMaxOpen(options.Breaker, log),
            Delivery = WithFinalDot(options.Delivery, log),
            Domains = [.. options.Domains.Select((domain, i) => ApplyTo(domain, $"domain[{i}]", log))],
        };
    }

    /// <summary>The same for one domain, whose keys stand under <paramref name="path"/>.</summary>
    public static DomainOptions ApplyTo(DomainOptions domain, string path, BindingLog log)
    {
        CheckSchemes(domain.DeliverTo, BindingLog.Join(path, "deliver_to"), log);
        if (log.Has(BindingLog.Join(path, "verify_at")))
            CheckSchemes(domain.VerifyAt, BindingLog.Join(path, "verify_at"), log);
        return domain with { Callout = WithStale(domain.Callout, BindingLog.Join(path, "callout"), log) };
    }

    private static void CheckPairs(RollcallOptions options, BindingLog log)
    {
        if (options.Smtp is { Tls: var tls } && (tls.Certificate.Length == 0) != (tls.Key.Length == 0)
            && !log.HasFailed("smtp.tls.key") && !log.HasFailed("smtp.tls.certificate"))
        {
            if (tls.Key.Length == 0)
                log.Fail("smtp.tls.certificate", "has no key; set smtp.tls.key too, or neither");
            else
                log.Fail("smtp.tls.key", "has no certificate; set smtp.tls.certificate too, or neither");
        }
        var store = options.Store;
        if (store.Connection.Length > 0 && store.ConnectionFile.Length > 0)
            log.Fail("store.connection_file", $"stands beside store.connection (line {log.Line("store.connection")}); set one of the two");
        if (store.Provider == StoreProvider.Postgresql && store.Connection.Length == 0 && store.ConnectionFile.Length == 0
            && !log.HasFailed("store.connection") && !log.HasFailed("store.connection_file"))
            log.Fail("store.provider", "\"postgresql\" needs a server; set store.connection_file or store.connection");
        if (store.Provider == StoreProvider.Postgresql && store.Connection.Length > 0 && PostgresSettings.TryParse(store.Connection, out _) is { } wrong)
            log.Fail("store.connection", wrong);
    }

    private static void CheckListeners(RollcallOptions options, BindingLog log)
    {
        var all = options.Listeners.Select(service => (Path: service.Table + ".listen", service.Addresses));
        // In the order of lines, so that the later one is the error; a default is earlier than what is written.
        var taken = new List<(string Path, ListenAddress Address)>();
        foreach (var (path, addresses) in all.Where(listener => !log.HasFailed(listener.Path)).OrderBy(listener => log.Has(listener.Path) ? log.Line(listener.Path) : 0))
        {
            foreach (var address in addresses)
            {
                var known = taken.Find(other => other.Address.Collides(address));
                if (known.Path is not null)
                    log.Fail(path, $"{address} is taken by {Taker(known.Path, log)} ({known.Address}); write another port");
                taken.Add((path, address));
            }
        }
    }

    private static string Taker(string path, BindingLog log) => log.Has(path) ? $"{path} in line {log.Line(path)}" : $"the default of {path}";

    private static void CheckDomains(IReadOnlyList<DomainOptions> domains, BindingLog log)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < domains.Count; i++)
        {
            var path = $"domain[{i}].name";
            if (!log.HasFailed(path) && !seen.TryAdd(domains[i].Name, path))
                log.Fail(path, $"{domains[i].Name} is also the name in line {log.Line(seen[domains[i].Name])}; remove one of the two");
        }
    }

    private static void CheckSchemes(IReadOnlyList<DestinationHost> hosts, string path, BindingLog log)
    {
        if (hosts.Any(host => host.Scheme == HostScheme.Lmtp) && hosts.Any(host => host.Scheme != HostScheme.Lmtp))
            log.Fail(path, "mixes LMTP and SMTP hosts; write lmtp:// before all or none of them");
    }

    private static CalloutOptions WithStale(CalloutOptions callout, string path, BindingLog log)
    {
        if (callout.StaleTtl >= callout.ValidTtl || log.HasFailed(path + ".stale_ttl") || log.HasFailed(path + ".valid_ttl"))
            return callout;
        if (!log.Has(path + ".stale_ttl"))
            return callout with { StaleTtl = callout.ValidTtl };
        log.Fail(path + ".stale_ttl", "is below valid_ttl; both count from the answer, so write at least valid_ttl (equal: nothing is used stale)");
        return callout;
    }

    private static BreakerOptions WithMaxOpen(BreakerOptions breaker, BindingLog log)
    {
        if (breaker.Open <= breaker.MaxOpen || log.HasFailed("breaker.open") || log.HasFailed("breaker.max_open"))
            return breaker;
        if (!log.Has("breaker.max_open"))
            return breaker with { MaxOpen = breaker.Open };
        if (!log.Has("breaker.open"))
            return breaker with { Open = breaker.MaxOpen };
        log.Fail("breaker.max_open", "is below open; write at least as much");
        return breaker;
    }

    private static DeliveryOptions WithFinalDot(DeliveryOptions delivery, BindingLog log)
    {
        if (delivery.FinalDotTimeout < delivery.MessageDeadline
            || log.HasFailed("delivery.final_dot_timeout") || log.HasFailed("delivery.message_deadline"))
            return delivery;
        // The default keeps its share of the deadline: 8 of 9 minutes.
        if (!log.Has("delivery.final_dot_timeout"))
            return delivery with { FinalDotTimeout = TimeSpan.FromMilliseconds(Math.Floor(delivery.MessageDeadline.TotalMilliseconds * 8 / 9)) };
        log.Fail("delivery.final_dot_timeout", "is not below message_deadline, which ends the wait before it; write less");
        return delivery;
    }
}
