using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rollcall.Api;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Storage;

namespace Rollcall.Config;

/// <summary>Who puts a domain into the store.</summary>
/// <param name="Name">The caller, as pins and the log name it.</param>
/// <param name="Hosts">Which private addresses its hosts may have.</param>
internal sealed record DomainAuthor(string Name, AddressScope Hosts)
{
    /// <summary>The operator may name any host, as in the configuration file.</summary>
    public bool IsOperator => Hosts == AddressScope.Any;
}

/// <summary>A domain of the store: the keys of [[domain]] in camelCase, with the same checks.</summary>
internal static partial class DomainDefinition
{
    private static readonly Dictionary<string, string> _camel = KeysOf(typeof(DomainOptions)).Distinct().ToDictionary(key => key, Camel);

    /// <summary>The domain of a request, or all that is wrong with it; keys are those of the request, and the lines are 0.</summary>
    public static (DomainOptions? Domain, IReadOnlyList<ConfigError> Errors) Read(string name, JsonElement json, CalloutOptions callout, DomainAuthor author)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, [new ConfigError("", 0, "", "is no JSON object")]);
        var asWritten = new List<ConfigError>();
        var errors = new List<ConfigError>();
        var domain = Bind(name, DefinitionJson.ToToml(json, "", asWritten), callout, errors);
        CheckHosts(domain.DeliverTo, "deliver_to", author, errors);
        if (!ReferenceEquals(domain.VerifyAt, domain.DeliverTo))
            CheckHosts(domain.VerifyAt, "verify_at", author, errors);
        if (domain.AllowPrivate && !author.IsOperator)
            errors.Add(new ConfigError("", 0, "allow_private", "may be set in the configuration file or on the control socket alone"));
        return errors.Count + asWritten.Count == 0
            ? (author.IsOperator ? domain : Guarded(domain), [])
            : (null, [.. asWritten, .. errors.Select(error => error with { Key = ToCamel(error.Key), Text = ToCamel(error.Text) })]);
    }

    /// <summary>
    /// The domain of a stored definition. Keys that this program does not know are left out: a newer one wrote them. What contradicts
    /// [callout] as it is now is an error.
    /// </summary>
    public static (DomainOptions? Domain, IReadOnlyList<ConfigError> Errors) Load(StoredDomain stored, CalloutOptions callout)
    {
        try
        {
            using var json = JsonDocument.Parse(stored.Definition);
            var errors = new List<ConfigError>();
            var table = DefinitionJson.ToToml(json.RootElement, "", errors);
            var domain = Bind(stored.Name, DefinitionJson.Known(table, typeof(DomainOptions)), callout, errors);
            return errors.Count == 0 ? (ApiCaller.IsOperatorName(stored.PutBy) ? domain : Guarded(domain), []) : (null, errors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, [new ConfigError("", 0, "", $"is no JSON object: {e.Message}")]);
        }
    }

    private static DomainOptions Bind(string name, TomlTable table, CalloutOptions callout, List<ConfigError> errors)
    {
        var log = new BindingLog("", errors);
        if (table.Find("name") is null)
            table.Add(new TomlEntry("name", 0, new TomlScalar(0, name)));
        var domain = ConfigChecks.ApplyTo(ConfigBinder.BindDomain(table, callout, log), "", log);
        if (!log.HasFailed("name") && domain.Name != name)
            log.Fail("name", $"is {domain.Name}, and the path says {name}; leave it out");
        return domain;
    }

    // A name is looked at when it is dialled.
    private static void CheckHosts(IReadOnlyList<DestinationHost> hosts, string key, DomainAuthor author, List<ConfigError> errors)
    {
        foreach (var host in hosts)
        {
            if (host.Literal is { } literal && AddressGuard.Refuse(literal, author.Hosts) is { } refusal)
                errors.Add(new ConfigError("", 0, key, $"{host} is refused: {refusal}"));
        }
    }

    private static DomainOptions Guarded(DomainOptions domain) => domain with
    {
        AllowPrivate = false,
        DeliverTo = [.. domain.DeliverTo.Select(Guarded)],
        VerifyAt = [.. domain.VerifyAt.Select(Guarded)],
    };

    // A literal that is public stays so, and may share what is known of it with the domains of the file.
    private static DestinationHost Guarded(DestinationHost host) =>
        host.Literal is { } literal && AddressGuard.Refuse(literal, AddressScope.Public) is null ? host : host with { Reach = HostReach.Public };

    private static IEnumerable<string> KeysOf(Type type)
    {
        var schema = Schema.Of(type);
        return schema.Keys.Select(key => key.Key.Name).Concat(schema.Tables.SelectMany(table => KeysOf(table.Type).Prepend(table.Name)));
    }

    private static string ToCamel(string text) => Word().Replace(text, match => _camel.GetValueOrDefault(match.Value, match.Value));

    private static string Camel(string key)
    {
        var camel = new StringBuilder(key.Length);
        for (int i = 0; i < key.Length; i++)
            camel.Append(key[i] == '_' ? char.ToUpperInvariant(key[++i]) : key[i]);
        return camel.ToString();
    }

    [GeneratedRegex("[a-z]+(_[a-z]+)+")]
    private static partial Regex Word();
}
