using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Api;
using Rollcall.Core.Events;

namespace Rollcall.Tests.Api;

public sealed class SlowEventReaderTests
{
    [Fact]
    public async Task ReaderThatTakesNothing_IsCutOff_AfterAThousandMore()
    {
        var time = new FakeTimeProvider();
        var feed = new EventFeed(time, maxReaders: 1);
        var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32)); // full with the first frame
        var context = new DefaultHttpContext();
        using var aborted = new CancellationTokenSource();
        context.Features.Set<IHttpRequestLifetimeFeature>(new FakeLifetime(aborted));
        context.Response.Body = wire.Writer.AsStream();
        var streaming = new EventStream(feed.TryOpen()!, _ => true, time, CancellationToken.None).ExecuteAsync(context);

        for (int i = 0; i < EventReader.MaxWaiting; i++)
            feed.Publish(new GatewayEvent(EventType.Health) { Text = "x" });
        aborted.IsCancellationRequested.ShouldBeFalse();
        for (int i = 0; feed.IsRead && i < 10; i++) // how many the stream has taken out is its own matter
            feed.Publish(new GatewayEvent(EventType.Health) { Text = "y" });

        await streaming.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        aborted.IsCancellationRequested.ShouldBeTrue();
        feed.IsRead.ShouldBeFalse();
    }
}
