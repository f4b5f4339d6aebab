using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rollcall.Api;

/// <summary>One of several errors of a request.</summary>
/// <param name="Detail">One sentence for a person, complete in itself.</param>
/// <param name="Field">The field of the request, with those around it, or null.</param>
/// <param name="Line">The line of a file, from 1, or null.</param>
internal sealed record ErrorJson(string Detail, string? Field = null, int? Line = null);

/// <summary>Errors as problem documents (RFC 9457).</summary>
internal static class Problems
{
    private static readonly JsonSerializerOptions _strict = new(Json.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>A request that means nothing here: 400.</summary>
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    /// <summary>What was asked for is not there: 404.</summary>
    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>The store does not answer: 503.</summary>
    public static IResult StoreAway() => Of(StatusCodes.Status503ServiceUnavailable, "The store does not answer.");

    /// <summary>A problem of one sentence.</summary>
    public static IResult Of(int status, string? detail) => Results.Problem(detail, statusCode: status);

    /// <summary>A problem with all its errors in the member "errors".</summary>
    public static IResult Of(int status, string detail, IReadOnlyList<ErrorJson> errors) => Results.Problem(
        detail, statusCode: status,
        extensions: [new("errors", JsonSerializer.SerializeToElement(errors, Json.Options))]);

    /// <summary>Null when the query has only these parameters, each at most once, else the problem that names the others.</summary>
    public static IResult? OfQuery(HttpRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var (name, values) in request.Query)
        {
            if (!known.Contains(name))
                return BadRequest($"The parameter {name} is unknown here{(known.IsEmpty ? "" : "; known are " + string.Join(", ", known))}.");
            if (values.Count > 1)
                return BadRequest($"The parameter {name} is there {values.Count} times; write it once.");
        }
        return null;
    }

    /// <summary>The body of a request as JSON with no other fields than those of <typeparamref name="T"/>, or the problem.</summary>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync<T>(request.Body, _strict).ConfigureAwait(false);
            return value is null ? (null, BadRequest("The body is null; write a JSON object.")) : (value, null);
        }
        catch (BadHttpRequestException e) // too long, cut off, or not sent in time
        {
            return (null, Of(e.StatusCode, e.Message));
        }
        catch (JsonException e)
        {
            var where = e.Path is { Length: > 0 } path ? $" at {path}" : "";
            return (null, BadRequest($"The body is not the JSON that is wanted here{where}: {e.Message.Split(" Path:")[0]}"));
        }
    }
}
