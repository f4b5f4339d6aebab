using Rollcall.Core.Callout;

namespace Rollcall.Tests.Callout;

/// <summary>Lines of domains, served in turn.</summary>
public sealed class FairQueueTests
{
    private const int Roomy = 100;
    private readonly FairQueue<string> _queue = new();

    [Fact]
    public void Lines_AreServedInTurn_EachInItsOrder()
    {
        Add("a", "a1", "a2", "a3", "a4");
        Add("b", "b1", "b2");
        Add("c", "c1");

        TakeAll().ShouldBe(["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
    }

    [Fact]
    public void OneWhoJoinsLater_IsServedNext_HoweverLongTheOtherLine()
    {
        Add("a", "a1", "a2", "a3", "a4");
        Take().ShouldBe("a1");
        Add("b", "b1");

        // It was a's turn again when b came, and then it is b's.
        new[] { Take(), Take() }.ShouldContain("b1");
    }

    [Fact]
    public void TheOneWhoDoesNotFit_KeepsItsPlace_AndItsDomainsTurn()
    {
        Add("a", "a1", "a2");
        Add("b", "b1");

        _queue.Take(item => item == "a2").ShouldBe("a2");

        TakeAll().ShouldBe(["b1", "a1"]);
    }

    [Fact]
    public void PutBack_StandsAtTheHeadOfItsLine()
    {
        Add("a", "a1", "a2");
        _queue.PutBack("a", Take()!);

        TakeAll().ShouldBe(["a1", "a2"]);
    }

    [Fact]
    public void Full_TheLongestLineGivesWayToAShorterOne_AndNobodyElse()
    {
        Add("attacked", "x1", "x2", "x3");

        _queue.Add("attacked", "x4", limit: 3).ShouldBe("x4");
        _queue.Add("other", "y1", limit: 3).ShouldBe("x3");
        _queue.Add("other", "y2", limit: 3).ShouldBe("y2"); // two against one: no line would be shorter for it

        _queue.Count.ShouldBe(3);
        TakeAll().ShouldBe(["x1", "y1", "x2"]);
    }

    [Fact]
    public void Removed_IsNotTaken_AndItsLineEndsWithIt()
    {
        Add("a", "a1");
        Add("b", "b1");

        _queue.Remove("a", "a1").ShouldBeTrue();
        _queue.Remove("a", "a1").ShouldBeFalse();
        _queue.Has(item => item == "a1").ShouldBeFalse();
        _queue.Has(item => item == "b1").ShouldBeTrue();

        TakeAll().ShouldBe(["b1"]);
        _queue.Count.ShouldBe(0);
    }

    private void Add(string domain, params string[] items)
    {
        foreach (var item in items)
            _queue.Add(domain, item, Roomy).ShouldBeNull();
    }

    private string? Take() => _queue.Take(_ => true);

    private List<string> TakeAll()
    {
        var all = new List<string>();
        while (Take() is { } item)
            all.Add(item);
        return all;
    }
}
