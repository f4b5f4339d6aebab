namespace Rollcall.Core.Gateway;

/// <summary>Two numbers counted over a window that slides in twelve steps. Not safe for several threads.</summary>
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
        return (_bad.Sum(), _all.Sum());
    }

    /// <summary>The number of the step that now lies in, of windows of this length.</summary>
    public static long StepOf(TimeSpan sinceBegin, TimeSpan window) => sinceBegin.Ticks / Math.Max(1, window.Ticks / Steps);

    private void Slide(long step)
    {
        // Far back it goes only when the window was made longer: the old steps mean nothing then.
        if (Math.Abs(step - _step) >= Steps)
        {
            Array.Clear(_bad);
            Array.Clear(_all);
            _step = step;
            return;
        }
        for (long gone = _step + 1; gone <= step; gone++)
            _bad[gone % Steps] = _all[gone % Steps] = 0;
        _step = Math.Max(_step, step);
    }
}
