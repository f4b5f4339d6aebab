using Rollcall.Core.Domains;

namespace Rollcall.Config;

/// <summary>The keys before the first table.</summary>
internal sealed record RollcallOptions
{
    /// <summary>Our name in banner, EHLO and Received.</summary>
    [Key("hostname", Rule = TextRule.HostName, Required = true, Example = "mx.gateway.test")]
    public string Hostname { get; init; } = "";

    /// <summary>Folder of the embedded store, the control socket and the lock; a relative one starts at the working directory.</summary>
    [Key("state_dir", Rule = TextRule.Path, Restart = true)]
    public string StateDir { get; init; } = "./state";

    /// <summary>The SMTP listener; null without the table: no SMTP listener.</summary>
    [Table("smtp")]
    public SmtpOptions? Smtp { get; init; }

    /// <summary>The store.</summary>
    [Table("store")]
    public StoreOptions Store { get; init; } = new();

    /// <summary>Resolvers.</summary>
    [Table("dns")]
    public DnsOptions Dns { get; init; } = new();

    /// <summary>Memory, disk and queues.</summary>
    [Table("limits")]
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>Call-outs of every domain that says nothing else.</summary>
    [Table("callout")]
    public CalloutOptions Callout { get; init; } = new();

    /// <summary>The circuit breaker.</summary>
    [Table("breaker")]
    public BreakerOptions Breaker { get; init; } = new();

    /// <summary>Deliveries.</summary>
    [Table("delivery")]
    public DeliveryOptions Delivery { get; init; } = new();

    /// <summary>Protection against address harvesting.</summary>
    [Table("harvest")]
    public HarvestOptions Harvest { get; init; } = new();

    /// <summary>The protected domains, in the order of the file.</summary>
    [Table("domain")]
    public IReadOnlyList<DomainOptions> Domains { get; init; } = [];

    /// <summary>API, metrics and console.</summary>
    [Table("http")]
    public HttpOptions Http { get; init; } = new();

    /// <summary>Postfix policy delegation.</summary>
    [Table("policy")]
    public PolicyOptions Policy { get; init; } = new();

    /// <summary>The socketmap service.</summary>
    [Table("socketmap")]
    public SocketmapOptions Socketmap { get; init; } = new();

    /// <summary>The tcp_table service.</summary>
    [Table("tcp_table")]
    public TcpTableOptions TcpTable { get; init; } = new();

    /// <summary>The log.</summary>
    [Table("log")]
    public LogOptions Log { get; init; } = new();

    /// <summary>The addresses to listen at, by the table that names them.</summary>
    public IReadOnlyList<(string Table, IReadOnlyList<ListenAddress> Addresses)> Listeners =>
    [
        ("smtp", Smtp?.Listen ?? []), ("http", Http.Listen), ("policy", Policy.Listen), ("socketmap", Socketmap.Listen), ("tcp_table", TcpTable.Listen),
    ];

    /// <summary>The domains as Core knows them; those with the same list of hosts share one <see cref="Destination"/>.</summary>
    public DomainTable ToDomainTable() => ToDomainTable([]);

    /// <summary>The same with the domains of the store behind those of the file, which win.</summary>
    public DomainTable ToDomainTable(IEnumerable<DomainOptions> stored)
    {
        var shared = new Dictionary<string, Destination>(StringComparer.Ordinal);
        var named = Domains.Select(domain => domain.Name).ToHashSet(StringComparer.Ordinal);
        return new DomainTable([
            .. Domains.Select(domain => domain.ToDomain(shared)),
            .. stored.Where(domain => !named.Contains(domain.Name)).Select(domain => domain.ToDomain(shared) with { IsFixed = false })]);
    }
}
