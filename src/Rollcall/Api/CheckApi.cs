using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Api;

/// <summary>The body of a check; without one nothing is added to it.</summary>
internal sealed record CheckBodyJson(string? Known, bool DataStage);

/// <summary>The recipient-filtering check of the running server: one at a time for a domain, so that a button pressed often floods nobody.</summary>
internal sealed class CheckApi(GatewayProcess gateway)
{
    private static readonly JsonSerializerOptions _strict = new(Json.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>Adds the call to <paramref name="app"/>.</summary>
    public void Map(WebApplication app) => app.MapPost("/api/v1/domains/{name}/check", CheckAsync);

    private async Task<IResult> CheckAsync(string name, HttpRequest request, CancellationToken gone)
    {
        if (!DomainName.TryNormalize(name, out var normal) || gateway.Settings.Domains.Find(normal) is not { } domain)
            return Results.Problem($"{name} is not a protected domain.", statusCode: StatusCodes.Status404NotFound);
        CheckBodyJson body;
        try
        {
            body = await ReadAsync(request, gone).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            return Results.Problem($"The body is not the JSON that is wanted here: {e.Message}", statusCode: StatusCodes.Status400BadRequest);
        }
        if (!CheckInput.TryReadKnown(body.Known, normal, out var known, out var error))
            return Results.Problem(error + ".", statusCode: StatusCodes.Status400BadRequest);
        if (!_running.TryAdd(normal, true))
            return Results.Problem($"A check of {normal} is running.", statusCode: StatusCodes.Status409Conflict);
        try
        {
            var result = await gateway.CheckAsync(domain, new CheckRequest(known, body.DataStage, gateway.Settings.HostName), gone).ConfigureAwait(false);
            return Results.Json(CheckJson.Of(result), Json.Options);
        }
        finally
        {
            _running.TryRemove(normal, out _);
        }
    }

    private static async Task<CheckBodyJson> ReadAsync(HttpRequest request, CancellationToken gone)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes, gone).ConfigureAwait(false);
        return bytes.Length == 0
            ? new CheckBodyJson(null, false)
            : JsonSerializer.Deserialize<CheckBodyJson>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), _strict) ?? throw new JsonException("It is null.");
    }
}
