using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Api;

/// <summary>The body of a pin.</summary>
internal sealed record PinJson(string? Verdict);

/// <summary>The recipients of the protected domains: the list, one entry, the question. An entry has two paths: in its domain, and by its address.</summary>
internal sealed partial class RecipientsApi(GatewayProcess gateway, ILogger log)
{
    /// <summary>The path of a domain's recipients.</summary>
    public const string OfDomain = "/api/v1/domains/{domain}/recipients";

    private const string StateText = "state is valid, invalid or stale.";
    private const string ByAddress = "/api/v1/recipient";
    private static readonly ApiParameter _state = new("state", "valid, invalid or stale; all without it.");
    private const string ByLocal = OfDomain + "/{local}";

    /// <summary>Adds the calls to <paramref name="app"/>.</summary>
    public void Map(WebApplication app)
    {
        app.MapGet("/api/v1/verify", VerifyAsync)
            .Says("Does this recipient exist?", ApiParameter.Address, new("fresh", "true: asks now, past the memory.")).Answers<VerificationJson>(404);
        app.MapGet(OfDomain, (string domain, HttpRequest request) => ListAsync(domain, request))
            .Says("The recipients of a domain, by local part; as CSV all of them unless there is a limit", _state, new("search", "How local parts begin."), ApiParameter.Limit, ApiParameter.Cursor)
            .Produces<RecipientPageJson>(StatusCodes.Status200OK, "application/json", "text/csv").ProducesProblem(404).ProducesProblem(503);
        app.MapDelete(OfDomain, (string domain, HttpRequest request) => ForgetAsync(domain, request))
            .Says("Forgets the recipients of a domain, or those in one state", _state).AnswersNothing(404, 503);
        MapEntry(app, ("", HttpMethods.Get), (_, entry) => ShowAsync(entry),
            call => call.Says("One recipient: its verdict, why, what will happen to its next mails, its history").Answers<RecipientJson>(404, 503));
        MapEntry(app, ("", HttpMethods.Delete), (_, entry) => ChangeAsync(entry.Key, gateway.Directory.ForgetAsync(entry.Key)),
            call => call.Says("Forgets a recipient").AnswersNothing(404, 503));
        MapEntry(app, ("/pin", HttpMethods.Put), PinAsync,
            call => call.Says("Fixes the verdict: valid or invalid").Takes<PinJson>().AnswersNothing(404, 503));
        MapEntry(app, ("/pin", HttpMethods.Delete), (request, entry) => ChangeAsync(entry.Key, gateway.Directory.PinAsync(entry.Key, null, ApiCaller.Of(request.HttpContext))),
            call => call.Says("Lifts the pin; the learned verdict holds again").AnswersNothing(404, 503));
        MapEntry(app, ("/verify", HttpMethods.Post), AskAsync,
            call => call.Says("Asks now, past the memory").Answers<VerificationJson>(404));
    }

    private void MapEntry(
        WebApplication app, (string Part, string Method) call, Func<HttpRequest, Entry, Task<IResult>> answer, Func<RouteHandlerBuilder, RouteHandlerBuilder> describe)
    {
        describe(app.MapMethods(ByAddress + call.Part, [call.Method], (HttpRequest request) =>
            Problems.OfQuery(request, "address") is { } problem ? Task.FromResult(problem) : AnswerAsync(request, request.Query["address"].ToString(), answer)))
            .WithMetadata(new ApiQuery([ApiParameter.Address]));
        describe(app.MapMethods(ByLocal + call.Part, [call.Method], (string domain, string local, HttpRequest request) =>
        {
            // The path has the plain local part; an address needs its quotes.
            var quoted = local.StartsWith('"') ? local : RecipientAddress.Quote(local);
            return Problems.OfQuery(request) is { } problem ? Task.FromResult(problem) : AnswerAsync(request, $"{quoted}@{domain}", answer);
        }));
    }

    private Task<IResult> AnswerAsync(HttpRequest request, string address, Func<HttpRequest, Entry, Task<IResult>> answer)
    {
        var (entry, problem) = Find(address);
        return entry is null ? Task.FromResult(problem!) : answer(request, entry);
    }

    private async Task<IResult> VerifyAsync(HttpRequest request)
    {
        if (Problems.OfQuery(request, "address", "fresh") is { } unknown)
            return unknown;
        var fresh = request.Query["fresh"].ToString();
        if (fresh is not ("" or "true" or "false"))
            return Problems.BadRequest("fresh is true or false.");
        var (entry, problem) = Find(request.Query["address"].ToString());
        if (entry is null)
            return problem!;
        if (fresh == "true")
            return await AskAsync(request, entry).ConfigureAwait(false);
        return await TellAsync(request.HttpContext, entry, gateway.Verifier.VerifyAsync(entry.Domain, entry.Mailbox, entry.Key, Asker.Nobody)).ConfigureAwait(false);
    }

    private Task<IResult> AskAsync(HttpRequest request, Entry entry) =>
        TellAsync(request.HttpContext, entry, gateway.Verifier.VerifyFreshAsync(entry.Domain, entry.Mailbox, entry.Key));

    // A client that hangs up holds its connection no longer; the answer is remembered all the same.
    private async Task<IResult> TellAsync(HttpContext context, Entry entry, ValueTask<Verification> question)
    {
        var known = question.IsCompletedSuccessfully ? question.Result : await question.AsTask().WaitAsync(context.RequestAborted).ConfigureAwait(false);
        VerifyMeter.Count(entry.Domain, known);
        // By the rule of RCPT: what memory says yes to is debug.
        var level = known.Verdict == Verdict.Valid && known.Source != VerdictSource.Callout ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            Verified(log, level, ApiCaller.Of(context), entry.Domain.Name, entry.Mailbox, known.Verdict.Word(), known.Source.Word());
        return Results.Json(VerificationJson.Of(entry.Key, known), Json.Options);
    }

    private async Task<IResult> ListAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request, "state", "search", "limit", "cursor") is { } unknown)
            return unknown;
        var (domain, query, problem) = QueryOf(name, request);
        if (problem is not null)
            return problem;
        bool isCsv = request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/csv");
        if (isCsv && request.Query["limit"].Count == 0)
            query = query! with { Limit = Paging.Max };
        if (await gateway.Directory.ListAsync(query!).ConfigureAwait(false) is not { } entries)
            return Problems.StoreAway();
        if (isCsv)
            return new RecipientCsv(gateway.Directory, domain!, query!) { First = entries, IsWhole = request.Query["limit"].Count == 0 };
        long now = gateway.Directory.Now;
        var items = entries.Select(entry => RecipientJson.Of(entry, domain!, now)).ToList();
        return Results.Json(new RecipientPageJson(items, entries.Count == query!.Limit ? entries[^1].Key.Local : null), Json.Options);
    }

    private async Task<IResult> ForgetAsync(string name, HttpRequest request)
    {
        if (Problems.OfQuery(request, "state") is { } unknown)
            return unknown;
        if (!TryState(request.Query["state"], out var state))
            return Problems.BadRequest(StateText);
        // Of a domain that is protected no more there may be rows as well.
        var domain = DomainName.TryNormalize(name, out var normal) ? gateway.Settings.Domains.Find(normal) : null;
        if (domain is null && !gateway.Directory.KnownDomains.Contains(normal))
            return Problems.NotFound($"{name} is not a protected domain, and nothing is remembered of it.");
        var settings = domain?.Callout ?? gateway.Options.Callout.ToSettings();
        var done = await gateway.Directory.ForgetDomainAsync(normal, settings, state).ConfigureAwait(false);
        return done == StoreWrite.Done ? Results.NoContent() : Problems.StoreAway();
    }

    private (ProtectedDomain? Domain, RecipientQuery? Query, IResult? Problem) QueryOf(string name, HttpRequest request)
    {
        if (!DomainName.TryNormalize(name, out var normal) || gateway.Settings.Domains.Find(normal) is not { } domain)
            return (null, null, Problems.NotFound($"{name} is not a protected domain."));
        if (!TryState(request.Query["state"], out var state))
            return (null, null, Problems.BadRequest(StateText));
        if (!Paging.TryLimit(request.Query["limit"], out int limit))
            return (null, null, Problems.BadRequest(Paging.LimitText));
        string? cursor = request.Query["cursor"];
        return (domain, new RecipientQuery(normal, state, request.Query["search"].ToString(), cursor, limit, gateway.Directory.CutoffsOf(domain.Callout)), null);
    }

    private static bool TryState(string? text, out RecipientState? state)
    {
        state = text switch
        {
            "valid" => RecipientState.Valid,
            "invalid" => RecipientState.Invalid,
            "stale" => RecipientState.Stale,
            _ => null,
        };
        return text is null || state is not null;
    }

    private async Task<IResult> ShowAsync(Entry asked)
    {
        var (domain, key) = (asked.Domain, asked.Key);
        var doubt = gateway.Verifier.LastDoubt(domain, asked.Mailbox) is { } resting ? Outlook.Of(resting) : null;
        if (await gateway.Directory.FindAsync(key).ConfigureAwait(false) is not { Entry: { } entry })
            return gateway.Directory.Trouble is null ? NoEntry(key, doubt) : Problems.StoreAway();
        var events = await gateway.Directory.EventsAsync(key).ConfigureAwait(false);
        long now = gateway.Directory.Now;
        var shown = RecipientJson.Of(entry, domain, now) with
        {
            PinBy = entry.PinBy,
            Evidence = EvidenceJson.Of(entry.Evidence),
            Next = [.. Outlook.Of(entry, domain, gateway.Conditions.Of(domain), now), .. doubt is null ? [] : new[] { doubt }],
            History = events is null ? null : [.. events.Select(what => new RecipientEventJson(Json.Time(what.At), what.Kind, what.Verdict.Word(), what.Evidence))],
        };
        return Results.Json(shown, Json.Options);
    }

    private async Task<IResult> PinAsync(HttpRequest request, Entry entry)
    {
        var (pin, problem) = await Problems.ReadAsync<PinJson>(request).ConfigureAwait(false);
        if (pin is null)
            return problem!;
        Verdict? verdict = pin.Verdict switch { "valid" => Verdict.Valid, "invalid" => Verdict.Invalid, _ => null };
        return verdict is null
            ? Problems.BadRequest("verdict is valid or invalid.")
            : await ChangeAsync(entry.Key, gateway.Directory.PinAsync(entry.Key, verdict, ApiCaller.Of(request.HttpContext))).ConfigureAwait(false);
    }

    private static async Task<IResult> ChangeAsync(RecipientKey key, Task<StoreWrite> change) => await change.ConfigureAwait(false) switch
    {
        StoreWrite.Done => Results.NoContent(),
        StoreWrite.NoEntry => NoEntry(key),
        _ => Problems.StoreAway(),
    };

    private (Entry? Entry, IResult? Problem) Find(string address)
    {
        if (!MailboxParser.TryParseAddress(address, out var mailbox, out var reason))
            return (null, Problems.BadRequest($"\"{address}\" is no address: {reason}."));
        if (!DomainName.TryNormalize(mailbox.Domain, out var name) || gateway.Settings.Domains.Find(name) is not { } domain)
            return (null, Problems.NotFound($"{mailbox.Domain} is not a protected domain."));
        return RecipientAddress.TryGetKey(mailbox, domain, out var key)
            ? (new Entry(domain, mailbox, key), null)
            : (null, Problems.BadRequest($"\"{address}\" is no address: its local part is too long or not well formed."));
    }

    private static IResult NoEntry(RecipientKey key, string? doubt = null) =>
        Problems.NotFound($"There is no entry for {key}{(doubt is null ? "" : "; " + doubt)}.");

    [LoggerMessage(EventName = "verify", Message = "{Caller} {Domain} {Recipient} {Verdict} {Source}")]
    private static partial void Verified(ILogger log, LogLevel level, string caller, string domain, Mailbox recipient, string verdict, string source);

    private sealed record Entry(ProtectedDomain Domain, Mailbox Mailbox, RecipientKey Key);
}
