using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Api;
using Rollcall.Core.Events;

namespace Rollcall.Tests.Api;

/// <summary>Server-sent events as one reader gets them.</summary>
public sealed class EventStreamTests : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly Pipe _wire = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly FakeLifetime _lifetime;
    private readonly EventFeed _feed;
    private readonly Task _streaming;
    private volatile bool _tokenHolds = true;

    public EventStreamTests()
    {
        _lifetime = new FakeLifetime(_aborted);
        _feed = new EventFeed(_time, maxReaders: 1);
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        context.Response.Body = _wire.Writer.AsStream();
        _streaming = new EventStream(_feed.TryOpen()!, _ => _tokenHolds, _time, _stopping.Token).ExecuteAsync(context);
        context.Response.ContentType.ShouldBe("text/event-stream");
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _streaming.WaitAsync(_patience);
        _stopping.Dispose();
        _aborted.Dispose();
    }

    [Fact]
    public async Task Event_IsAFrameOfOneJsonObject_ThatNothingInItCanBreak()
    {
        (await ReadAsync(3)).ShouldBe(":\n\n");

        _feed.Publish(new GatewayEvent(EventType.Refusal) { Address = "bob@example.com", Code = 550, EnhancedCode = "5.1.1", Text = "a\ndata: b\r\n\n\u2028\"c" });
        var frame = await ReadFrameAsync();

        var lines = frame.Split('\n');
        lines.Length.ShouldBe(5);
        Guid.Parse(lines[0]["id: ".Length..]).Version.ShouldBe(7);
        lines[1].ShouldBe("event: refusal");
        using var data = JsonDocument.Parse(lines[2]["data: ".Length..]);
        data.RootElement.EnumerateObject().Select(field => field.Name).ShouldBe(["type", "at", "address", "code", "enhancedCode", "text"]);
        data.RootElement.GetProperty("at").GetString().ShouldBe("2026-01-01T00:00:00.000Z");
        data.RootElement.GetProperty("text").GetString().ShouldBe("a\ndata: b\r\n\n\u2028\"c");
    }

    [Fact]
    public async Task EventWithoutAnAddress_SaysSo()
    {
        await ReadAsync(3);

        _feed.Publish(new GatewayEvent(EventType.Health) { Destination = "10.0.0.5:25", State = "open" });

        (await ReadFrameAsync()).ShouldContain("\"type\":\"health\",\"at\":\"2026-01-01T00:00:00.000Z\",\"address\":null,\"destination\":\"10.0.0.5:25\",\"state\":\"open\"}");
    }

    [Fact]
    public async Task Silence_HasACommentEvery15Seconds()
    {
        await ReadAsync(3);
        for (int i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            (await ReadAsync(3)).ShouldBe(":\n\n");
        }

        _time.Advance(TimeSpan.FromSeconds(14));
        _wire.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task TokenThatHoldsNoMore_EndsTheStreamAtTheNextComment()
    {
        await ReadAsync(3);
        _tokenHolds = false;
        _streaming.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(15));

        await _streaming.WaitAsync(_patience, TestContext.Current.CancellationToken);
        _wire.Reader.TryRead(out _).ShouldBeFalse();
        (_feed.IsRead, _lifetime.IsAborted).ShouldBe((false, false));
    }

    [Fact]
    public async Task Stop_EndsTheStream()
    {
        await ReadAsync(3);

        await _stopping.CancelAsync();

        await _streaming.WaitAsync(_patience, TestContext.Current.CancellationToken);
        (_feed.IsRead, _lifetime.IsAborted).ShouldBe((false, false));
    }

    [Fact]
    public async Task ClientThatIsGone_IsReadForNoMore()
    {
        await ReadAsync(3);

        _lifetime.Abort();

        await _streaming.WaitAsync(_patience, TestContext.Current.CancellationToken);
        _feed.IsRead.ShouldBeFalse();
    }

    private async Task<string> ReadFrameAsync()
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\n\n", StringComparison.Ordinal))
            text.Append(await ReadAsync(1));
        return text.ToString();
    }

    private async Task<string> ReadAsync(int count)
    {
        var result = await _wire.Reader.ReadAtLeastAsync(count, TestContext.Current.CancellationToken).AsTask().WaitAsync(_patience, TestContext.Current.CancellationToken);
        var octets = result.Buffer.Slice(0, count);
        var text = Encoding.UTF8.GetString(octets);
        _wire.Reader.AdvanceTo(octets.End);
        return text;
    }
}
