using System.Collections.Concurrent;
using CsCheck;

namespace Rollcall.Tests.Callout.Life;

/// <summary>The life of a verdict (docs/callouts.md) against a small model, step by step, ten thousand times.</summary>
public sealed class LifeTests
{
    private const int Lives = 10_000;

    [Fact]
    public void EveryLife_GoesAsTheModelSays_AndAllThatCanHappenDoes()
    {
        var met = new ConcurrentDictionary<Situation, int>();
        LifeSteps.Lives.Sample(
            life =>
            {
                using var lived = new LivedLife(life);
                lived.Live();
                foreach (var situation in lived.Met)
                    met.AddOrUpdate(situation, 1, static (_, count) => count + 1);
            },
            iter: Lives,
            print: life => life.ToString());

        foreach (var situation in Enum.GetValues<Situation>())
            met.GetValueOrDefault(situation).ShouldBeGreaterThan(Lives / 1000, situation.ToString());
    }
}
