using Rollcall.Core.Domains;

namespace Rollcall.Tests.Domains;

public sealed class DomainLabelsTests
{
    [Fact]
    public void Beyond2000Domains_Other_AndTheFirstKeepTheirs()
    {
        var labels = new DomainLabels();
        for (int i = 0; i < DomainLabels.Max; i++)
            labels.Of($"d{i}.test").ShouldBe($"d{i}.test");

        labels.Of("late.test").ShouldBe("other");
        labels.Of("other").ShouldBe("other");
        labels.Of("d0.test").ShouldBe("d0.test");
        labels.Of("d1999.test").ShouldBe("d1999.test");
    }

    [Fact]
    public void KnownDomain_AllocatesNothing()
    {
        var labels = new DomainLabels();
        labels.Of("example.test");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            labels.Of("example.test");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
