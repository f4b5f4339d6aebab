namespace Rollcall.Core.Gateway;

/// <summary>Two numbers counted over a window that slides in twelve steps; times are timestamps of one TimeProvider. Not safe for several threads.</summary>
internal struct SlidingCount()
{
    private const int Steps = 12;
    private readonly int[] _bad = new int[Steps];
    private readonly int[] _all = new int[Steps];
    private long _step;

    /// <summary>Adds to both, or to the second alone.</summary>
    public void Add(long step, int bad)
    {
        Slide(step);
        _bad[step % Steps] += bad;
        _all[step % Steps]++;
    }

    /// <summary>The sums over the window that ends with <paramref name="step"/>.</summary>
    public (int Bad, int All) At(long step)
    {
        Slide(step);
        return (_bad.AsSpan().Sum(), _all.AsSpan().Sum());
    }

    /// <summary>The number of the step that now lies in, of windows of this length.</summary>
    public static long StepOf(TimeSpan sinceBegin, TimeSpan window) => sinceBegin.Ticks / Math.Max(1, window.Ticks / Steps);

    private void Slide(long step)
    {
        if (step - _step >= Steps)
        {
            Array.Clear(_bad);
            Array.Clear(_all);
        }
        else
        {
            for (long gone = _step + 1; gone <= step; gone++)
                _bad[gone % Steps] = _all[gone % Steps] = 0;
        }
        _step = Math.Max(_step, step);
    }
}

/// <summary>Sums without LINQ.</summary>
file static class Numbers
{
    public static int Sum(this Span<int> numbers)
    {
        int sum = 0;
        foreach (int number in numbers)
            sum += number;
        return sum;
    }
}
