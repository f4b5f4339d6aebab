using System.Globalization;
using System.Text.Json;
using Rollcall.Config;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Api;

/// <summary>What a domain of the store is put with: the keys of [[domain]] in camelCase (docs/config.md).</summary>
internal sealed record DomainBodyJson(IReadOnlyList<string> DeliverTo)
{
    public IReadOnlyList<string>? VerifyAt { get; init; }

    public bool? AllowPrivate { get; init; }

    public string? SubaddressSeparator { get; init; }

    public bool? CaseSensitive { get; init; }

    /// <summary>The keys of [domain.callout] in camelCase.</summary>
    public JsonElement? Callout { get; init; }
}

/// <summary>The protected domains: those of the file to look at, those of the store to change.</summary>
internal sealed class DomainsApi(GatewayProcess gateway, LiveDomains domains)
{
    private const string One = "/api/v1/domains/{name}";

    /// <summary>Adds the calls to <paramref name="app"/>.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/api/v1/domains", List)
            .Says("The protected domains, by name", ApiParameter.Limit, ApiParameter.Cursor).Answers<DomainPageJson>();
        app.MapGet(One, (string name, HttpRequest request) => Problems.OfQuery(request) ?? Show(name))
            .Says("A domain: its state, counts, and the health of its destination").Answers<DomainJson>(404);
        app.MapPut(One, PutAsync)
            .Says("Adds a domain to the store, or replaces what the store has of it; 201 when it is new").Takes<DomainBodyJson>()
            .Produces<DomainJson>(StatusCodes.Status201Created, "application/json").Answers<DomainJson>(409, 503);
        app.MapDelete(One, RemoveAsync)
            .Says("Removes a domain of the store, and its recipients").AnswersNothing(404, 409, 503);
        app.MapDelete(One + "/brake", ReleaseBrake)
            .Says("Lets the mass-flip brake go").AnswersNothing(404);
    }

    /// <summary>A domain as people see it.</summary>
    public DomainJson Of(ProtectedDomain domain)
    {
        var definition = domains.DefinitionOf(domain.Name);
        var counts = gateway.Directory.Counts(domain.Name);
        var condition = gateway.Conditions.Of(domain);
        return new DomainJson
        {
            Name = domain.Name,
            Source = domain.IsFixed ? "file" : "store",
            Warning = domain.IsFixed && definition is not null ? "It is in the file and in the store; the file wins." : null,
            State = StateOf(domain, condition),
            Health = gateway.IsFailing(domain.DeliverTo) ? "down" : gateway.IsFailing(domain.VerifyAt) ? "calls-down" : "up",
            Held = condition.IsBraked(gateway.Directory.Now) ? condition.Held : null,
            Mode = WordFormat.Word(domain.Callout.Mode),
            DeliverTo = [.. domain.DeliverTo.Hosts.Select(host => host.ToString())],
            VerifyAt = [.. domain.VerifyAt.Hosts.Select(host => host.ToString())],
            Counts = new CountsJson(counts.Valid, counts.Invalid, counts.Pinned),
            Definition = domain.IsFixed || definition is null ? null : JsonSerializer.Deserialize<JsonElement>(definition),
        };
    }

    private IResult List(HttpRequest request)
    {
        if (Problems.OfQuery(request, "limit", "cursor") is { } unknown)
            return unknown;
        if (!Paging.TryLimit(request.Query["limit"], out int limit))
            return Problems.BadRequest(Paging.LimitText);
        string? cursor = request.Query["cursor"];
        var page = gateway.Settings.Domains.Domains.OrderBy(domain => domain.Name, StringComparer.Ordinal)
            .Where(domain => cursor is null || string.CompareOrdinal(domain.Name, cursor) > 0).Take(limit).ToList();
        return Results.Json(new DomainPageJson([.. page.Select(Of)], page.Count == limit ? page[^1].Name : null), Json.Options);
    }

    private IResult Show(string name) => Find(name) is { } domain ? Results.Json(Of(domain), Json.Options) : NoDomain(name);

    private async Task<IResult> PutAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        if (!DomainName.TryNormalize(name, out var normal))
            return Problems.BadRequest($"\"{name}\" is no domain.");
        var (body, problem) = await Problems.ReadAsync<JsonDocument>(request).ConfigureAwait(false);
        if (body is null)
            return problem!;
        using var definition = body;
        var (change, errors) = await domains.PutAsync(normal, definition.RootElement, AuthorOf(request.HttpContext)).ConfigureAwait(false);
        return change switch
        {
            DomainChange.Added => Results.Json(Of(Find(normal)!), Json.Options, statusCode: StatusCodes.Status201Created),
            DomainChange.Done => Results.Json(Of(Find(normal)!), Json.Options),
            DomainChange.Bad => Problems.Of(StatusCodes.Status400BadRequest, $"The definition of {normal} is not taken.", [.. errors.Select(ErrorOf)]),
            DomainChange.Fixed => Fixed(normal),
            _ => Problems.StoreAway(),
        };
    }

    private async Task<IResult> RemoveAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        if (!DomainName.TryNormalize(name, out var normal))
            return NoDomain(name);
        return await domains.RemoveAsync(normal).ConfigureAwait(false) switch
        {
            DomainChange.Done => Results.NoContent(),
            DomainChange.NoDomain => NoDomain(name),
            DomainChange.Fixed => Fixed(normal),
            _ => Problems.StoreAway(),
        };
    }

    private IResult ReleaseBrake(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        if (Find(name) is not { } domain)
            return NoDomain(name);
        var condition = gateway.Conditions.Of(domain);
        bool held = condition.ReleaseBrake(gateway.Directory.Now);
        gateway.Conditions.Keep(condition);
        return held ? Results.NoContent() : Problems.NotFound($"The mass-flip brake does not hold {domain.Name}.");
    }

    private DomainAuthor AuthorOf(HttpContext context)
    {
        var caller = context.Features.Get<ApiCaller>()!;
        return new DomainAuthor(caller.Name, caller.IsOperator ? AddressScope.Any : AddressScope.Within(gateway.Options.Http.PrivateDestinations));
    }

    private string StateOf(ProtectedDomain domain, DomainCondition condition)
    {
        var standing = condition.StandingAt(gateway.Directory.Now);
        if (domain.Callout.Mode == CalloutMode.AcceptsAll && standing != DomainStanding.MassFlipBrake)
            standing = DomainStanding.AcceptsAll;
        return standing == DomainStanding.Active && gateway.Harvest.IsUnderAttack(domain) ? "under-attack" : standing.Word();
    }

    private ProtectedDomain? Find(string name) => DomainName.TryNormalize(name, out var normal) ? gateway.Settings.Domains.Find(normal) : null;

    private static ErrorJson ErrorOf(ConfigError error) =>
        error.Key.Length > 0 ? new ErrorJson($"{error.Key}: {error.Text}", error.Key) : new ErrorJson($"The body {error.Text}.");

    private static IResult Fixed(string name) => Problems.Of(
        StatusCodes.Status409Conflict, $"{name} is in the configuration file, and can be changed or removed only there.");

    private static IResult NoDomain(string name) => Problems.NotFound($"{name} is not a protected domain.");
}

/// <summary>Pages of lists.</summary>
internal static class Paging
{
    /// <summary>Largest page.</summary>
    public const int Max = 1000;

    private const int Default = 100;

    /// <summary>What is wrong with another limit.</summary>
    public static string LimitText { get; } = $"limit is 1 to {Max}.";

    /// <summary>The limit of a query, 1 to 1000; 100 without one.</summary>
    public static bool TryLimit(string? text, out int limit)
    {
        limit = Default;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Max);
    }
}
