using System.Globalization;
using System.Net;
using Rollcall.Listeners;

namespace Rollcall.Api;

/// <summary>Who may call an endpoint over TCP; without this mark, whoever has a token.</summary>
internal enum ApiDoor
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Nobody: it answers on the control socket alone.</summary>
    ControlOnly,
}

/// <summary>The feature of a request that tells who calls.</summary>
/// <param name="Name">The name of the token; on the control socket cli:UID-NAME, the system user behind it.</param>
internal sealed record ApiCaller(string Name)
{
    /// <summary>How callers on the control socket are named; no token has a colon in its name.</summary>
    public const string ControlPrefix = "cli:";

    /// <summary>Whether the call came by the control socket.</summary>
    public bool IsOperator => IsOperatorName(Name);

    /// <summary>Whether a stored name is that of a caller on the control socket.</summary>
    public static bool IsOperatorName(string? name) => name?.StartsWith(ControlPrefix, StringComparison.Ordinal) == true;

    /// <summary>Who makes this request.</summary>
    public static string Of(HttpContext context) => context.Features.Get<ApiCaller>()!.Name;
}

/// <summary>
/// Lets a request in: from the control socket any, over TCP what is open to all, and the rest with a token. Everything else, unknown paths
/// too, is 401, so that nothing is open by being forgotten.
/// </summary>
internal sealed partial class TokenGate(ApiTokens tokens, TimeProvider time, ILogger log)
{
    private const string Scheme = "Bearer "; // RFC 6750 2.1
    private readonly FailureLimit _failures = new(time);

    /// <summary>Passes the request on, or answers it.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<ConnectionDoor>() is { Kind: ConnectionKind.Control } control)
        {
            context.Features.Set(new ApiCaller(ApiCaller.ControlPrefix + control.User));
            return next(context);
        }
        var door = context.GetEndpoint()?.Metadata.GetMetadata<ApiDoorMark>()?.Door;
        if (door == ApiDoor.Open)
            return next(context);
        if (TokenOf(context.Request) is not { } text)
            return RefuseAsync(context, "", "A token is needed: Authorization: Bearer TOKEN.");
        // A right token is never made to wait for the wrong ones of its neighbours behind the same address; and nobody guesses 256 bits.
        if (tokens.NameOf(text) is not { } name)
            return WrongAsync(context);
        if (door == ApiDoor.ControlOnly)
            return Problems.Of(StatusCodes.Status403Forbidden, "This call answers on the control socket alone: use the command line on the machine itself.").ExecuteAsync(context);
        context.Features.Set(new ApiCaller(name));
        return next(context);
    }

    /// <summary>Whether a request that was let in would be let in again: its token may have been revoked meanwhile.</summary>
    public static bool StillOpens(HttpContext context, ApiTokens tokens) =>
        context.Features.Get<ConnectionDoor>() is { Kind: ConnectionKind.Control } || (TokenOf(context.Request) is { } text && tokens.NameOf(text) is not null);

    private Task WrongAsync(HttpContext context)
    {
        var client = context.Connection.RemoteIpAddress;
        if (_failures.Count(client) is not { } wait)
        {
            Refused(log, client, context.Request.Method, context.Request.Path);
            return RefuseAsync(context, ", error=\"invalid_token\"", "The token is not known, or is revoked."); // RFC 6750 3.1
        }
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, "Too many wrong tokens came from this address.").ExecuteAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, string error, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"rollcall\"" + error; // RFC 9110 11.6.1
        return Problems.Of(StatusCodes.Status401Unauthorized, detail).ExecuteAsync(context);
    }

    // The scheme in any case (RFC 9110 11.1), and one of it: of two credentials nobody knows which counts.
    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    [LoggerMessage(EventName = "token_refused", Level = LogLevel.Warning, Message = "{Client} {Method} {Path}")]
    private static partial void Refused(ILogger log, IPAddress? client, string method, PathString path);
}

/// <summary>The mark of an endpoint.</summary>
internal sealed record ApiDoorMark(ApiDoor Door);

/// <summary>Puts the mark on.</summary>
internal static class ApiDoors
{
    public static TBuilder At<TBuilder>(this TBuilder endpoint, ApiDoor door)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ApiDoorMark(door));
}
