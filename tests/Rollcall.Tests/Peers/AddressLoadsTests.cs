using System.Net;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>Hosts that resolve to one address count as one.</summary>
public sealed class AddressLoadsTests
{
    private static readonly IPEndPoint _address = new(IPAddress.Parse("192.0.2.1"), 25);
    private readonly AddressLoads _loads = new(new FakeTimeProvider());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_IsWaitedFor_InOrder()
    {
        var first = await _loads.EnterAsync(_address, Room(1), Cancel);
        var second = _loads.EnterAsync(_address, Room(1), Cancel).AsTask();
        var third = _loads.EnterAsync(_address, Room(1), Cancel).AsTask();

        second.IsCompleted.ShouldBeFalse();
        first.IsWanted.ShouldBeTrue();
        first.Dispose();
        first.Dispose(); // it gives back one place, not two
        (await second).IsWanted.ShouldBeTrue();
        third.IsCompleted.ShouldBeFalse();
        (await second).Dispose();
        (await third).Dispose();
        _loads.Count.ShouldBe(0);
    }

    [Fact]
    public async Task LowestLimitOfThoseWhoAsk_HoldsForAll()
    {
        var first = await _loads.EnterAsync(_address, Room(2), Cancel);
        var low = _loads.EnterAsync(_address, Room(1), Cancel).AsTask();
        var high = _loads.EnterAsync(_address, Room(2), Cancel).AsTask();

        high.IsCompleted.ShouldBeFalse(); // it would pass the one with the lower limit for ever
        first.Dispose();
        await low;
        await high;
    }

    [Fact]
    public async Task OtherPort_IsAnotherAddress()
    {
        await _loads.EnterAsync(_address, Room(1), Cancel);

        _loads.EnterAsync(new IPEndPoint(_address.Address, 2525), Room(1), Cancel).AsTask().IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task WhoGivesUp_LeavesNothingBehind()
    {
        var first = await _loads.EnterAsync(_address, Room(1), Cancel);
        using var given = new CancellationTokenSource();
        var low = _loads.EnterAsync(_address, Room(1), given.Token).AsTask();
        var high = _loads.EnterAsync(_address, Room(2), Cancel).AsTask();
        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => low);
        (await high).Dispose();
        first.Dispose();
        _loads.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Rate_IsThatOfTheLowest_WhileItIsThere_AndIsOwedByAll()
    {
        var fast = await _loads.EnterAsync(_address, Room(3) with { MaxRate = 100 }, Cancel);
        fast.Pay(100); // half of the burst
        var slow = await _loads.EnterAsync(_address, Room(3) with { MaxRate = 10 }, Cancel);

        slow.Pay(20); // all of its own
        fast.Wait.ShouldBe(TimeSpan.FromMilliseconds(100));
        slow.Dispose();

        fast.Wait.ShouldBe(TimeSpan.FromMilliseconds(10));
        fast.Dispose();
        (await _loads.EnterAsync(_address, Room(3) with { MaxRate = 100 }, Cancel)).Wait.ShouldBe(TimeSpan.FromMilliseconds(10), "it is remembered without a connection");
    }

    private AddressRoom Room(int maxSessions) => new(_loads, maxSessions, 50);
}
