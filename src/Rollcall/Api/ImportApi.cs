using Microsoft.AspNetCore.Http.Features;
using Rollcall.Core.Domains;

namespace Rollcall.Api;

/// <summary>A row of an import; further columns and members are not looked at.</summary>
internal sealed record ImportRowJson(string Address, string Verdict);

/// <summary>The import of a domain's recipients: the body goes to a file without a name, is looked at whole, and only then taken.</summary>
internal sealed class ImportApi(GatewayProcess gateway)
{
    private const long MaxOctets = 256L << 20; // half a million rows with every column

    /// <summary>Adds the call to <paramref name="app"/>.</summary>
    public void Map(WebApplication app) => app.MapPost(RecipientsApi.OfDomain, ImportAsync)
        .Says("Imports a list: every row is looked at before the first is taken", new ApiParameter("dryRun", "true: only tells what would change."))
        .WithMetadata(new ApiBody(typeof(IReadOnlyList<ImportRowJson>), ["application/json", "text/csv"])).Answers<ImportJson>(404, 413, 415, 422, 503);

    private async Task<IResult> ImportAsync(string domain, HttpRequest request)
    {
        if (Problems.OfQuery(request, "dryRun") is { } unknown)
            return unknown;
        var dryRun = request.Query["dryRun"].ToString();
        if (dryRun is not ("" or "true" or "false"))
            return Problems.BadRequest("dryRun is true or false.");
        if (!DomainName.TryNormalize(domain, out var name) || gateway.Settings.Domains.Find(name) is not { } found)
            return Problems.NotFound($"{domain} is not a protected domain.");
        var type = request.ContentType?.Split(';')[0].Trim();
        if (type is not ("text/csv" or "application/json"))
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "The body is text/csv or application/json.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxOctets;
        if (!gateway.Spool.HasRoom)
            return NoRoom();
        try
        {
            var file = await gateway.Spool.CreateAsync().ConfigureAwait(false);
            await using var held = file.ConfigureAwait(false);
            await request.Body.CopyToAsync(file).ConfigureAwait(false);
            return await TakeAsync(found, () => RowsOf(file, type), dryRun == "true").ConfigureAwait(false);
        }
        catch (BadHttpRequestException e)
        {
            return Problems.Of(e.StatusCode, $"The body cannot be read, or has more than {MaxOctets >> 20} MiB.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NoRoom();
        }
    }

    private static IResult NoRoom() => Problems.Of(StatusCodes.Status503ServiceUnavailable, "There is no room for the file in spool_dir.");

    private async Task<IResult> TakeAsync(ProtectedDomain domain, Func<IAsyncEnumerable<ImportRow>> rows, bool dryRun)
    {
        var import = new RecipientImport(gateway.Directory, domain);
        if (!await import.LookAsync(rows()).ConfigureAwait(false))
            return Problems.StoreAway();
        if (import.Errors is { } errors)
        {
            int more = errors.Count - errors.First.Count;
            return Problems.Of(
                StatusCodes.Status422UnprocessableEntity, $"Nothing is imported: {errors.Count} errors.",
                more == 0 ? errors.First : [.. errors.First, new ErrorJson($"and {more} more errors")]);
        }
        if (!dryRun && !await import.WriteAsync(rows()).ConfigureAwait(false))
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, $"The store stopped answering: {import.Written} rows were written. Import the file again when it answers.");
        return Results.Json(import.Difference with { DryRun = dryRun }, Json.Options);
    }

    private static IAsyncEnumerable<ImportRow> RowsOf(Stream file, string type)
    {
        file.Position = 0;
        return type == "text/csv" ? ImportRows.CsvAsync(file) : ImportRows.JsonAsync(file);
    }
}
