using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Rollcall.Core.Events;

namespace Rollcall.Api;

/// <summary>The data of an event; type and address are always there, the rest where it is known.</summary>
internal sealed record EventJson(string Type, string At, string? Address)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Domain { get; init; }

    /// <summary>The host that was asked, or of a change of health the host or the hosts that it is about.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Destination { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Session { get; init; }

    /// <summary>The address of the SMTP client.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Client { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Verdict { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Source { get; init; }

    /// <summary>The stage of a call-out; rcpt or data of a refusal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stage { get; init; }

    /// <summary>open or closed of a host; of a domain active, accepts-all, refuses-call-outs, mass-flip-brake, under-attack.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? State { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EnhancedCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    public static EventJson Of(GatewayEvent happened) => new(happened.Type.ToString().ToLowerInvariant(), Json.Time(happened.At.ToUnixTimeMilliseconds())!, happened.Address)
    {
        Domain = happened.Domain,
        Destination = happened.Destination,
        Session = happened.Session,
        Client = happened.Client?.ToString(),
        Verdict = happened.Verdict,
        Source = happened.Source,
        Stage = happened.Stage,
        State = happened.State,
        Code = happened.Code,
        EnhancedCode = happened.EnhancedCode,
        Text = happened.Text,
    };
}

/// <summary>
/// Events as an HTTP answer that lasts (text/event-stream, WHATWG HTML 9.2). It ends when the program stops or the token holds no more; a reader
/// that lags is cut off, so that it sees that something is missing.
/// </summary>
internal sealed class EventStream(EventReader reader, Func<HttpContext, bool> stillOpens, TimeProvider time, CancellationToken stopping) : IResult
{
    /// <summary>A comment line so often: proxies close what is silent for a minute, and a client that is gone is noticed.</summary>
    public static readonly TimeSpan Alive = TimeSpan.FromSeconds(15);

    private static readonly byte[] _comment = ":\n\n"u8.ToArray();

    /// <summary>Writes until the end.</summary>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var reading = reader;
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold events back until its buffer is full
        using var end = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping, reader.Cut);
        try
        {
            await WriteAsync(httpContext, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client is gone, the program stops, or the reader lags.
        }
        if (reader.Cut.IsCancellationRequested)
            httpContext.Abort();
    }

    private async Task WriteAsync(HttpContext context, CancellationToken end)
    {
        var body = context.Response.Body;
        using var timer = new PeriodicTimer(Alive, time);
        await body.WriteAsync(_comment, end).ConfigureAwait(false); // the client learns that it is in
        await body.FlushAsync(end).ConfigureAwait(false);
        var tick = timer.WaitForNextTickAsync(end).AsTask();
        var more = reader.Events.WaitToReadAsync(end).AsTask();
        while (true)
        {
            await Task.WhenAny(tick, more).ConfigureAwait(false);
            if (more.IsCompleted)
            {
                if (!await more.ConfigureAwait(false))
                    return; // cut off
                while (reader.Events.TryRead(out var happened))
                    await body.WriteAsync(Frame(happened), end).ConfigureAwait(false);
                more = reader.Events.WaitToReadAsync(end).AsTask();
            }
            if (tick.IsCompleted)
            {
                await tick.ConfigureAwait(false);
                if (!stillOpens(context))
                    return;
                await body.WriteAsync(_comment, end).ConfigureAwait(false);
                tick = timer.WaitForNextTickAsync(end).AsTask();
            }
            await body.FlushAsync(end).ConfigureAwait(false);
        }
    }

    // No value can end a line: JSON escapes all controls.
    private static byte[] Frame(GatewayEvent happened)
    {
        var data = EventJson.Of(happened);
        return Encoding.UTF8.GetBytes($"id: {happened.Id}\nevent: {data.Type}\ndata: {JsonSerializer.Serialize(data, Json.Options)}\n\n");
    }
}
