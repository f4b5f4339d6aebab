using Rollcall.Listeners;

namespace Rollcall.Api;

/// <summary>What the API speaks for.</summary>
/// <param name="Gateway">The running gateway.</param>
/// <param name="Domains">Its domains.</param>
/// <param name="Reloader">Reads the configuration file again; null when there is no file.</param>
internal sealed record ControlParts(GatewayProcess Gateway, LiveDomains Domains, Reloader? Reloader);

/// <summary>The HTTP API of the running server; on TCP only the health calls answer until there are tokens.</summary>
internal static class ControlApi
{
    /// <summary>Adds all calls to <paramref name="app"/>.</summary>
    public static void Map(WebApplication app, ControlParts parts)
    {
        app.Use((context, next) =>
        {
            bool control = context.Features.Get<ConnectionDoor>() is { Kind: ConnectionKind.Control };
            if (control || context.Request.Path.Value is "/healthz" or "/readyz")
                return next(context);
            return Problems.Of(StatusCodes.Status401Unauthorized, "A token is needed.").ExecuteAsync(context);
        });
        // An unknown path or method, too, is a problem document.
        app.UseStatusCodePages(pages => Problems.Of(pages.HttpContext.Response.StatusCode, null).ExecuteAsync(pages.HttpContext));
        var gateway = parts.Gateway;
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", () => gateway.Directory.Trouble is { } trouble ? Results.Text(trouble + "\n", statusCode: 503) : Results.Text("ready\n"));
        var domains = new DomainsApi(gateway, parts.Domains);
        var harvest = new HarvestApi(gateway);
        app.MapGet("/api/v1/status", () => Results.Json(Status(gateway, domains, harvest), Json.Options));
        app.MapPost("/api/v1/reload", () => ReloadAsync(parts.Reloader));
        domains.Map(app);
        harvest.Map(app);
        new CheckApi(gateway).Map(app);
        new RecipientsApi(gateway).Map(app);
        new ImportApi(gateway).Map(app);
    }

    private static StatusJson Status(GatewayProcess gateway, DomainsApi domains, HarvestApi harvest) =>
        new(gateway.Settings.HostName, gateway.Directory.Trouble, [.. gateway.Settings.Domains.Domains.Select(domains.Of)], harvest.List());

    private static async Task<IResult> ReloadAsync(Reloader? reloader)
    {
        if (reloader is null)
            return Problems.Of(StatusCodes.Status409Conflict, "The server was started without a configuration file.");
        var errors = await reloader.ReloadAsync().ConfigureAwait(false);
        return errors.Count == 0
            ? Results.NoContent()
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, "The configuration is not taken; the old one stays.",
                [.. errors.Select(error => new ErrorJson(error.ToString(), error.Key, error.Line))]);
    }
}
