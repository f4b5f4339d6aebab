namespace Rollcall.Api;

/// <summary>A parameter of a query, as the OpenAPI document tells of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">What it is; with "required" before it where nothing works without.</param>
internal sealed record ApiParameter(string Name, string Text)
{
    /// <summary>Whether there is no answer without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The page size of lists.</summary>
    public static ApiParameter Limit { get; } = new("limit", $"Items of a page, 1 to {Paging.Max}; 100 without it.");

    /// <summary>Where a page begins.</summary>
    public static ApiParameter Cursor { get; } = new("cursor", "What next of the page before was; opaque.");

    /// <summary>The recipient.</summary>
    public static ApiParameter Address { get; } = new("address", "The recipient.") { IsRequired = true };
}

/// <summary>The mark of an endpoint: the parameters of its query.</summary>
internal sealed record ApiQuery(IReadOnlyList<ApiParameter> Parameters);

/// <summary>
/// The mark of an endpoint: the body of its request. Not the framework's own mark, which would refuse a body that does not say its type, or a
/// wrong one as curl does by itself.
/// </summary>
internal sealed record ApiBody(Type Type, IReadOnlyList<string> ContentTypes)
{
    /// <summary>Whether there may be none.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>What the OpenAPI document says of a call, beside its mapping. The document is made of this by a test, and checked in (docs/openapi.json).</summary>
internal static class ApiDocs
{
    /// <summary>What the call does, in one sentence, and with what parameters.</summary>
    public static RouteHandlerBuilder Says(this RouteHandlerBuilder call, string summary, params ApiParameter[] query) =>
        call.WithSummary(summary).WithMetadata(new ApiQuery(query)).ProducesProblem(StatusCodes.Status400BadRequest);

    /// <summary>The body of the request, in JSON.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder call) => call.WithMetadata(new ApiBody(typeof(T), ["application/json"]));

    /// <summary>A JSON answer, and the problems beside it.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder call, params ReadOnlySpan<int> problems) =>
        call.Produces<T>(StatusCodes.Status200OK, "application/json").Fails(problems);

    /// <summary>No answer but 204, and the problems beside it.</summary>
    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder call, params ReadOnlySpan<int> problems) =>
        call.Produces(StatusCodes.Status204NoContent).Fails(problems);

    private static RouteHandlerBuilder Fails(this RouteHandlerBuilder call, ReadOnlySpan<int> problems)
    {
        foreach (int status in problems)
            call.ProducesProblem(status);
        return call;
    }
}
