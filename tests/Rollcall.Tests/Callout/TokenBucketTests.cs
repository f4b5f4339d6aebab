using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout;

/// <summary>max_rate: a burst of twice the rate, then the rate, and half of it after a complaint.</summary>
public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Full_AllowsTwiceTheRateAtOnce_ThenOneForEachPartOfASecond()
    {
        var bucket = new TokenBucket(10, _time);

        TakeAll(bucket).ShouldBe(20);
        bucket.Wait.ShouldBe(TimeSpan.FromMilliseconds(100));
        _time.Advance(bucket.Wait);
        TakeAll(bucket).ShouldBe(1);
    }

    [Fact]
    public void Unused_NeverHoldsMoreThanTwiceTheRate()
    {
        var bucket = new TokenBucket(10, _time);
        _time.Advance(TimeSpan.FromHours(1));

        TakeAll(bucket).ShouldBe(20);
    }

    [Fact]
    public void Complaint_HalvesRateAndBurst_ForTenMinutes_HoweverOften()
    {
        var bucket = new TokenBucket(10, _time);
        bucket.Halve();
        bucket.Halve();

        bucket.Rate.ShouldBe(5);
        TakeAll(bucket).ShouldBe(10);
        _time.Advance(TimeSpan.FromMinutes(9));
        bucket.Halve();
        _time.Advance(TimeSpan.FromMinutes(9));
        bucket.Rate.ShouldBe(5);
        _time.Advance(TimeSpan.FromMinutes(1));
        bucket.Rate.ShouldBe(10);
    }

    [Fact]
    public void Owed_IsPaidBeforeTheNext()
    {
        var bucket = new TokenBucket(10, _time);
        TakeAll(bucket);
        bucket.Owe(5);

        bucket.Wait.ShouldBe(TimeSpan.FromMilliseconds(600));
        _time.Advance(TimeSpan.FromMilliseconds(599));
        bucket.TryTake().ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        bucket.TryTake().ShouldBeTrue();
    }

    [Fact]
    public void NewRate_HoldsFromNowOn()
    {
        var bucket = new TokenBucket(10, _time);
        TakeAll(bucket);
        bucket.Use(100);
        _time.Advance(TimeSpan.FromSeconds(1));

        TakeAll(bucket).ShouldBe(100);
    }

    // Whoever takes as soon as he may gets the burst and then the rate, for any rate.
    [Fact]
    public void Greedy_GetsTheBurstAndTheRate() => Gen.Int[1, 500].Sample(rate =>
    {
        var time = new FakeTimeProvider();
        var bucket = new TokenBucket(rate, time);
        var begin = time.GetTimestamp();
        int taken = 0;
        while (time.GetElapsedTime(begin) < TimeSpan.FromSeconds(10))
        {
            taken += TakeAll(bucket);
            time.Advance(bucket.Wait);
        }
        return taken <= 12 * rate + 1 && taken >= 12 * rate - (int)(0.1 * 12 * rate) - 1;
    }, iter: 30);

    private static int TakeAll(TokenBucket bucket)
    {
        int taken = 0;
        while (bucket.TryTake())
            taken++;
        return taken;
    }
}
