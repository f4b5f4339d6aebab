using Rollcall.Core.Gateway;

namespace Rollcall.Tests.Gateway;

public sealed class SlidingCountTests
{
    [Fact]
    public void OldSteps_SlideOut()
    {
        var count = new SlidingCount();
        count.Add(5, 1);
        count.Add(16, 0);

        count.At(16).ShouldBe((1, 2));
        count.At(17).ShouldBe((0, 1));
    }

    // Steps are numbered from the begin: a longer window has fewer of them, and what was counted would stay for weeks.
    [Fact]
    public void LongerWindow_BeginsAnew()
    {
        var count = new SlidingCount();
        count.Add(8640, 1);

        count.At(360).ShouldBe((0, 0));
        count.Add(361, 1);
        count.At(372).ShouldBe((1, 1));
        count.At(373).ShouldBe((0, 0));
    }
}
