using Rollcall.Core.Events;

namespace Rollcall.Api;

/// <summary>Server-sent events: what happens from now on, to whoever may call. Nothing is sent twice, and nothing that happened before.</summary>
/// <param name="feed">The events.</param>
/// <param name="stillOpens">Whether the token of a request still holds.</param>
/// <param name="time">The clock.</param>
internal sealed class EventsApi(EventFeed feed, Func<HttpContext, bool> stillOpens, TimeProvider time)
{
    /// <summary>Adds the call to <paramref name="app"/>; its streams end when the program begins to stop.</summary>
    public void Map(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.MapGet("/api/v1/events", (HttpRequest request) => Problems.OfQuery(request) ?? Open(stopping))
            .Says("What happens, as server-sent events; the data of each is one JSON object")
            .Produces<EventJson>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private IResult Open(CancellationToken stopping) => feed.TryOpen() is { } reader
        ? new EventStream(reader, stillOpens, time, stopping)
        : Problems.Of(StatusCodes.Status503ServiceUnavailable, $"{feed.MaxReaders} read events now, and no more may.");
}
