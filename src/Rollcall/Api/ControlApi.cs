namespace Rollcall.Api;

/// <summary>What the API speaks for.</summary>
/// <param name="Gateway">The running gateway.</param>
/// <param name="Domains">Its domains.</param>
/// <param name="Tokens">Who may call over TCP.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">The log of the API.</param>
/// <param name="Reloader">Reads the configuration file again; null when there is no file.</param>
internal sealed record ControlParts(GatewayProcess Gateway, LiveDomains Domains, ApiTokens Tokens, TimeProvider Time, ILogger Log, Reloader? Reloader);

/// <summary>What a reload that was taken warns of, a line each.</summary>
internal sealed record ReloadJson(IReadOnlyList<string> Warnings);

/// <summary>The HTTP API of the running server: on the control socket for whoever may open it, over TCP with a token.</summary>
internal static partial class ControlApi
{
    private static readonly string[] _look = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Adds all calls to <paramref name="app"/>.</summary>
    public static void Map(WebApplication app, ControlParts parts)
    {
        app.Use((context, next) => GuardedAsync(context, next, parts.Log));
        app.Use(new TokenGate(parts.Tokens, parts.Time, parts.Log).InvokeAsync);
        // An unknown path or method, too, is a problem document.
        app.UseStatusCodePages(pages => Problems.Of(pages.HttpContext.Response.StatusCode, null).ExecuteAsync(pages.HttpContext));
        var gateway = parts.Gateway;
        app.MapMethods("/healthz", _look, () => Results.Text("ok\n")).ExcludeFromDescription().At(ApiDoor.Open);
        app.MapMethods("/readyz", _look, () => gateway.Directory.Trouble is { } trouble ? Results.Text(trouble + "\n", statusCode: 503) : Results.Text("ready\n")).ExcludeFromDescription().At(ApiDoor.Open);
        var domains = new DomainsApi(gateway, parts.Domains);
        var harvest = new HarvestApi(gateway);
        app.MapGet("/api/v1/status", (HttpRequest request) => Problems.OfQuery(request) ?? Results.Json(Status(gateway, domains, harvest), Json.Options))
            .Says("The state of the server").Answers<StatusJson>();
        app.MapPost("/api/v1/reload", async (HttpRequest request) => Problems.OfQuery(request) ?? await ReloadAsync(parts.Reloader).ConfigureAwait(false))
            .Says("Reads the configuration file again; 200 when it is taken and has warnings").Answers<ReloadJson>().AnswersNothing(409, 422).At(ApiDoor.ControlOnly);
        OpenApiDocument.Map(app);
        new TokensApi(parts.Tokens).Map(app);
        domains.Map(app);
        harvest.Map(app);
        new CheckApi(gateway).Map(app);
        new RecipientsApi(gateway, parts.Log).Map(app);
        new ImportApi(gateway).Map(app);
        new EventsApi(gateway.Events, context => TokenGate.StillOpens(context, parts.Tokens), parts.Time).Map(app);
    }

    private static StatusJson Status(GatewayProcess gateway, DomainsApi domains, HarvestApi harvest) =>
        new(gateway.Settings.HostName, gateway.Directory.Trouble, [.. gateway.Settings.Domains.Domains.Select(domains.Of)], harvest.List());

    // A bug harms one request, and says so in the log alone.
    private static async Task GuardedAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            Failed(log, context.Request.Method, context.Request.Path, e);
            await Problems.Of(StatusCodes.Status500InternalServerError, null).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private static async Task<IResult> ReloadAsync(Reloader? reloader)
    {
        if (reloader is null)
            return Problems.Of(StatusCodes.Status409Conflict, "The server was started without a configuration file.");
        var (errors, warnings) = await reloader.ReloadAsync().ConfigureAwait(false);
        if (errors.Count == 0)
            return warnings.Count == 0 ? Results.NoContent() : Results.Json(new ReloadJson([.. warnings.Select(warning => warning.ToString())]), Json.Options);
        return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The configuration is not taken; the old one stays.",
            [.. errors.Select(error => new ErrorJson(error.ToString(), error.Key, error.Line))]);
    }

    [LoggerMessage(EventName = "internal_error", Level = LogLevel.Error, Message = "{Method} {Path}")]
    private static partial void Failed(ILogger log, string method, PathString path, Exception error);
}
