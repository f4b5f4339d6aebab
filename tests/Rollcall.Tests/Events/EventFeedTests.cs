using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Events;

namespace Rollcall.Tests.Events;

/// <summary>Events on their way from whoever decides to whoever reads.</summary>
public sealed class EventFeedTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly EventFeed _feed;

    public EventFeedTests() => _feed = new EventFeed(_time, maxReaders: 2);

    [Fact]
    public void Readers_GetWhatHappensFromNowOn_InItsOrder_DatedAndNumbered()
    {
        Publish("before");
        using var one = _feed.TryOpen().ShouldNotBeNull();
        Publish("a");
        using var two = _feed.TryOpen().ShouldNotBeNull();
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish("b");

        var read = All(one);
        read.Select(happened => happened.Text).ShouldBe(["a", "b"]);
        read.Select(happened => happened.At.Second).ShouldBe([0, 1]);
        read.ShouldAllBe(happened => happened.Id.Version == 7);
        All(two).ShouldBe([read[1]]);
    }

    [Fact]
    public void NobodyReads_UntilSomebodyDoes_AndAfterTheLast()
    {
        _feed.IsRead.ShouldBeFalse();
        using (_feed.TryOpen())
            _feed.IsRead.ShouldBeTrue();
        _feed.IsRead.ShouldBeFalse();
    }

    [Fact]
    public void MoreReadersThanMayBe_GetNone_UntilOneLeaves()
    {
        using var one = _feed.TryOpen();
        var two = _feed.TryOpen().ShouldNotBeNull();
        _feed.TryOpen().ShouldBeNull();

        two.Dispose();
        two.Dispose();

        using var three = _feed.TryOpen().ShouldNotBeNull();
        _feed.TryOpen().ShouldBeNull();
    }

    [Fact]
    public async Task ReaderThatLagsByAThousand_IsCutOff_AndTheOthersAreNot()
    {
        using var slow = _feed.TryOpen().ShouldNotBeNull();
        using var quick = _feed.TryOpen().ShouldNotBeNull();
        for (int i = 0; i < EventReader.MaxWaiting; i++)
            Publish("x");
        All(quick).Count.ShouldBe(EventReader.MaxWaiting);
        slow.Cut.IsCancellationRequested.ShouldBeFalse();

        Publish("one too many");

        var cut = new TaskCompletionSource();
        await using var registered = slow.Cut.Register(cut.SetResult);
        await cut.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        All(quick).ShouldHaveSingleItem();
        using var next = _feed.TryOpen().ShouldNotBeNull("the one that was cut off holds no place");
        All(slow).Count.ShouldBe(EventReader.MaxWaiting);
        (await slow.Events.WaitToReadAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static List<GatewayEvent> All(EventReader reader)
    {
        var all = new List<GatewayEvent>();
        while (reader.Events.TryRead(out var happened))
            all.Add(happened);
        return all;
    }

    private void Publish(string text) => _feed.Publish(new GatewayEvent(EventType.Health) { Text = text });
}
