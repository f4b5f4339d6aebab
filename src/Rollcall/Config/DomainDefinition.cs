using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Config;

/// <summary>A domain that does not stand in the file: the keys of [[domain]] in camelCase, with the same checks, and public hosts alone.</summary>
internal static partial class DomainDefinition
{
    private static readonly Dictionary<string, string> _camel = KeysOf(typeof(DomainOptions)).Distinct().ToDictionary(key => key, Camel);

    /// <summary>The domain of a request, or all that is wrong with it; keys are those of the request, and the lines are 0.</summary>
    public static (DomainOptions? Domain, IReadOnlyList<ConfigError> Errors) Read(string name, JsonElement json, CalloutOptions callout)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, [new ConfigError("", 0, "", "is no JSON object")]);
        var asWritten = new List<ConfigError>();
        var errors = new List<ConfigError>();
        var domain = Bind(name, DefinitionJson.ToToml(json, "", asWritten), callout, errors);
        CheckPublic(domain.DeliverTo, "deliver_to", errors);
        if (!ReferenceEquals(domain.VerifyAt, domain.DeliverTo))
            CheckPublic(domain.VerifyAt, "verify_at", errors);
        return errors.Count + asWritten.Count == 0
            ? (Guarded(domain), [])
            : (null, [.. asWritten, .. errors.Select(error => error with { Key = ToCamel(error.Key), Text = ToCamel(error.Text) })]);
    }

    /// <summary>
    /// The domain of a stored definition. Keys that this program does not know are left out: a newer one wrote them. What contradicts
    /// [callout] as it is now is an error.
    /// </summary>
    public static (DomainOptions? Domain, IReadOnlyList<ConfigError> Errors) Load(string name, string definition, CalloutOptions callout)
    {
        try
        {
            using var json = JsonDocument.Parse(definition);
            var errors = new List<ConfigError>();
            var table = DefinitionJson.ToToml(json.RootElement, "", errors);
            var domain = Bind(name, DefinitionJson.Known(table, typeof(DomainOptions)), callout, errors);
            return errors.Count == 0 ? (Guarded(domain), []) : (null, errors);
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

    private static void CheckPublic(IReadOnlyList<DestinationHost> hosts, string key, List<ConfigError> errors)
    {
        foreach (var host in hosts.Where(host => !IsPublic(host)))
            errors.Add(new ConfigError("", 0, key, $"{host} is no public address; a private one must be named in the configuration file"));
    }

    // A name is looked at when it is dialled.
    private static bool IsPublic(DestinationHost host) => host.Literal is not { } literal || AddressGuard.Refuse(literal, AddressScope.Public) is null;

    private static DomainOptions Guarded(DomainOptions domain) => domain with
    {
        DeliverTo = [.. domain.DeliverTo.Select(Guarded)],
        VerifyAt = [.. domain.VerifyAt.Select(Guarded)],
    };

    // A literal that is public stays so, and may share what is known of it with the domains of the file.
    private static DestinationHost Guarded(DestinationHost host) => host with { IsPublicOnly = host.Literal is null || !IsPublic(host) };

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
