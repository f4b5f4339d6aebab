using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Listeners;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Api;

/// <summary>The HTTP API of the running server; on TCP only the health calls answer until there are tokens.</summary>
internal static class ControlApi
{
    private const int MaxPage = 1000;

    public static void Map(WebApplication app, GatewayProcess gateway)
    {
        app.Use((context, next) =>
        {
            bool control = context.Features.Get<ConnectionDoor>() is { Kind: ConnectionKind.Control };
            if (control || context.Request.Path.Value is "/healthz" or "/readyz")
                return next(context);
            return Results.Problem("A token is needed.", statusCode: 401).ExecuteAsync(context);
        });
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", () => gateway.Directory.Trouble is { } trouble ? Results.Text(trouble + "\n", statusCode: 503) : Results.Text("ready\n"));
        app.MapGet("/api/v1/status", () => Results.Json(Status(gateway), Json.Options));
        app.MapGet("/api/v1/domains", () => Results.Json(Status(gateway).Domains, Json.Options));
        app.MapGet("/api/v1/verify", (string address, bool? fresh) => VerifyAsync(gateway, address, fresh ?? false));
        app.MapGet("/api/v1/domains/{domain}/recipients", (string domain, string? state, string? search, int? limit, string? cursor) =>
            ListAsync(gateway, domain, new ListArguments(state, search, limit, cursor)));
        new CheckApi(gateway).Map(app);
        app.MapGet("/api/v1/recipient", (string address) => ShowAsync(gateway, address));
        app.MapDelete("/api/v1/recipient", (string address) => ChangeAsync(gateway, address, key => gateway.Directory.ForgetAsync(key)));
        app.MapPut("/api/v1/recipient/pin", (string address, PinJson pin) => PinAsync(gateway, address, pin.Verdict));
        app.MapDelete("/api/v1/recipient/pin", (string address) =>
            ChangeAsync(gateway, address, key => gateway.Directory.PinAsync(key, null, "control")));
    }

    private static StatusJson Status(GatewayProcess gateway) => new(gateway.Settings.HostName, gateway.Directory.Trouble,
        [.. gateway.Settings.Domains.Domains.Select(domain =>
        {
            var counts = gateway.Directory.Counts(domain.Name);
            return new DomainJson(domain.Name, [.. domain.DeliverTo.Hosts.Select(host => host.ToString())], counts.Valid, counts.Invalid, counts.Pinned);
        })]);

    private static async Task<IResult> VerifyAsync(GatewayProcess gateway, string address, bool fresh)
    {
        if (Find(gateway, address, out var mailbox, out var domain, out var key) is { } problem)
            return problem;
        var known = fresh
            ? await gateway.Verifier.VerifyFreshAsync(domain!, mailbox, key).ConfigureAwait(false)
            : await gateway.Verifier.VerifyAsync(domain!, mailbox, key).ConfigureAwait(false);
        return Results.Json(VerificationJson.Of(key, known), Json.Options);
    }

    private static async Task<IResult> ListAsync(GatewayProcess gateway, string name, ListArguments arguments)
    {
        if (!DomainName.TryNormalize(name, out var normal) || gateway.Settings.Domains.Find(normal) is not { } domain)
            return Results.Problem($"{name} is not a protected domain.", statusCode: 404);
        RecipientState? state = null;
        if (arguments.State is not null)
        {
            if (!Enum.TryParse<RecipientState>(arguments.State, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Results.Problem("state is valid, invalid or stale.", statusCode: 400);
            state = parsed;
        }
        int limit = arguments.Limit ?? 100;
        if (limit is < 1 or > MaxPage)
            return Results.Problem("limit is 1 to 1000.", statusCode: 400);
        var query = new RecipientQuery(normal, state, arguments.Search ?? "", arguments.Cursor, limit, gateway.Directory.CutoffsOf(domain));
        if (await gateway.Directory.ListAsync(query).ConfigureAwait(false) is not { } entries)
            return StoreAway();
        long now = gateway.Directory.Now;
        var items = entries.Select(entry => RecipientJson.Of(entry, domain, now)).ToList();
        return Results.Json(new RecipientPageJson(items, entries.Count == limit ? entries[^1].Key.Local : null), Json.Options);
    }

    private static async Task<IResult> ShowAsync(GatewayProcess gateway, string address)
    {
        if (Find(gateway, address, out _, out var domain, out var key) is { } problem)
            return problem;
        if (await gateway.Directory.FindAsync(key).ConfigureAwait(false) is { Entry: { } entry })
            return Results.Json(RecipientJson.Of(entry, domain!, gateway.Directory.Now), Json.Options);
        return gateway.Directory.Trouble is null ? NoEntry(key) : StoreAway();
    }

    private static async Task<IResult> PinAsync(GatewayProcess gateway, string address, string? verdict)
    {
        Verdict? pin = verdict switch { "valid" => Verdict.Valid, "invalid" => Verdict.Invalid, _ => null };
        return pin is null
            ? Results.Problem("verdict is valid or invalid.", statusCode: 400)
            : await ChangeAsync(gateway, address, key => gateway.Directory.PinAsync(key, pin, "control")).ConfigureAwait(false);
    }

    private static async Task<IResult> ChangeAsync(GatewayProcess gateway, string address, Func<RecipientKey, Task<StoreWrite>> change)
    {
        if (Find(gateway, address, out _, out _, out var key) is { } problem)
            return problem;
        return await change(key).ConfigureAwait(false) switch
        {
            StoreWrite.Done => Results.NoContent(),
            StoreWrite.NoEntry => NoEntry(key),
            _ => StoreAway(),
        };
    }

    private static IResult? Find(GatewayProcess gateway, string address, out Mailbox mailbox, out ProtectedDomain? domain, out RecipientKey key)
    {
        domain = null;
        key = default;
        if (!MailboxParser.TryParseAddress(address, out mailbox, out var reason))
            return Results.Problem($"\"{address}\" is no address: {reason}.", statusCode: 400);
        if (!DomainName.TryNormalize(mailbox.Domain, out var name) || (domain = gateway.Settings.Domains.Find(name)) is null)
            return Results.Problem($"{mailbox.Domain} is not a protected domain.", statusCode: 404);
        return RecipientAddress.TryGetKey(mailbox, domain, out key) ? null : Results.Problem($"\"{address}\" is no address.", statusCode: 400);
    }

    private static IResult NoEntry(RecipientKey key) => Results.Problem($"There is no entry for {key}.", statusCode: 404);

    private static IResult StoreAway() => Results.Problem("The store does not answer.", statusCode: 503);

    private sealed record ListArguments(string? State, string? Search, int? Limit, string? Cursor);
}

/// <summary>The body of a pin.</summary>
internal sealed record PinJson(string? Verdict);
