using System.Text.Json.Serialization;
using Rollcall.Storage;

namespace Rollcall.Api;

/// <summary>The body that makes a token.</summary>
internal sealed record TokenBodyJson(string? Name = null);

/// <summary>A token of the API; its text is there only when it was made just now.</summary>
internal sealed record TokenJson(string Name, string? CreatedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenJson Of(StoredToken token, string? text) => new(token.Name, Json.Time(token.CreatedAt)) { Token = text };
}

/// <summary>All tokens.</summary>
internal sealed record TokenListJson(IReadOnlyList<TokenJson> Items);

/// <summary>The tokens of the API, made and ended on the control socket alone: who has one makes no more of them.</summary>
internal sealed class TokensApi(ApiTokens tokens)
{
    private const string All = "/api/v1/tokens";

    /// <summary>Adds the calls to <paramref name="app"/>.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet(All, (HttpRequest request) =>
            Problems.OfQuery(request) ?? Results.Json(new TokenListJson([.. tokens.List.Select(token => TokenJson.Of(token, null))]), Json.Options))
            .Says("The tokens of the API, without their texts").Answers<TokenListJson>().At(ApiDoor.ControlOnly);
        app.MapPost(All, CreateAsync)
            .Says("Makes a token; its text is told this once").Takes<TokenBodyJson>()
            .Produces<TokenJson>(StatusCodes.Status201Created, "application/json").ProducesProblem(409).ProducesProblem(503).At(ApiDoor.ControlOnly);
        app.MapDelete(All + "/{name}", RevokeAsync)
            .Says("Ends a token").AnswersNothing(404, 503).At(ApiDoor.ControlOnly);
    }

    private async Task<IResult> CreateAsync(HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        var (body, problem) = await Problems.ReadAsync<TokenBodyJson>(request).ConfigureAwait(false);
        if (body is null)
            return problem!;
        if (body.Name is not { } name || !ApiTokens.IsName(name))
        {
            return Problems.BadRequest(
                $"\"{body.Name}\" cannot be the name of a token: it has 1 to {ApiTokens.MaxName} letters, digits, dots, hyphens and underscores, begins with a letter or a digit, and is not \"{ApiTokens.Control}\".");
        }
        var (change, token, text) = await tokens.CreateAsync(name).ConfigureAwait(false);
        return change switch
        {
            TokenChange.Done => Results.Json(TokenJson.Of(token!, text), Json.Options, statusCode: StatusCodes.Status201Created),
            TokenChange.Taken => Problems.Of(StatusCodes.Status409Conflict, $"There is a token of the name {name}; revoke it first, or take another name."),
            TokenChange.Full => Problems.Of(StatusCodes.Status409Conflict, $"There are {ApiTokens.Max} tokens, and no more may be; revoke one that nobody uses."),
            _ => Problems.StoreAway(),
        };
    }

    private async Task<IResult> RevokeAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request) is { } unknown)
            return unknown;
        return await tokens.RevokeAsync(name).ConfigureAwait(false) switch
        {
            TokenChange.Done => Results.NoContent(),
            TokenChange.NoToken => Problems.NotFound($"There is no token of the name {name}."),
            _ => Problems.StoreAway(),
        };
    }
}
