using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;

namespace Rollcall.Api;

/// <summary>The body of a check; none is as good as an empty one.</summary>
internal sealed record CheckBodyJson(string? Known = null, bool DataStage = false);

/// <summary>The recipient-filtering check of the running server: one at a time for a domain, so that a button pressed often floods nobody.</summary>
internal sealed class CheckApi(GatewayProcess gateway)
{
    private readonly ConcurrentDictionary<string, bool> _running = new(StringComparer.Ordinal);

    /// <summary>Adds the call to <paramref name="app"/>.</summary>
    public void Map(WebApplication app) => app.MapPost("/api/v1/domains/{name}/check", CheckAsync)
        .Says("The recipient-filtering check: does the server of the domain refuse unknown recipients?")
        .WithMetadata(new ApiBody(typeof(CheckBodyJson), ["application/json"]) { IsOptional = true }).Answers<CheckJson>(404, 409);

    private async Task<IResult> CheckAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        if (!DomainName.TryNormalize(name, out var normal) || gateway.Settings.Domains.Find(normal) is not { } domain)
            return Problems.NotFound($"{name} is not a protected domain.");
        var (body, problem) = HasBody(request) ? await Problems.ReadAsync<CheckBodyJson>(request).ConfigureAwait(false) : (new CheckBodyJson(), null);
        if (body is null)
            return problem!;
        if (!CheckInput.TryReadKnown(body.Known, normal, out var known, out var error))
            return Problems.BadRequest(error + ".");
        if (!_running.TryAdd(normal, true))
            return Problems.Of(StatusCodes.Status409Conflict, $"A check of {normal} is running.");
        try
        {
            var asked = new CheckRequest(known, body.DataStage, gateway.Settings.HostName);
            var result = await gateway.CheckAsync(domain, asked, request.HttpContext.RequestAborted).ConfigureAwait(false);
            return Results.Json(CheckJson.Of(result), Json.Options);
        }
        finally
        {
            _running.TryRemove(normal, out _);
        }
    }

    private static bool HasBody(HttpRequest request) => request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
}
