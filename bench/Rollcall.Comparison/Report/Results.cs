namespace Rollcall.Comparison.Report;

/// <summary>All that was measured: for each row and who, one number a round.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Row, string Who), List<double>> _numbers = [];
    private readonly List<string> _faults = [];

    /// <summary>What went wrong under load: a number beside it is worth nothing.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public void Add(string row, string who, double number)
    {
        if (!_numbers.TryGetValue((row, who), out var numbers))
            _numbers[(row, who)] = numbers = [];
        numbers.Add(number);
    }

    /// <summary>Notes errors of a load, and for Rollcall recipients that were put off: here everybody can be asked.</summary>
    public void Check(string row, string who, Load load)
    {
        if (load["errors"] > 0 || (who == Who.Rollcall && load["deferred"] > 0))
            _faults.Add($"{row}, {who}: {load["errors"]} errors, {load["deferred"]} put off; {load.Remarks}");
    }

    public double? Median(string row, string who) => _numbers.TryGetValue((row, who), out var numbers) ? MedianOf(numbers) : null;

    /// <summary>The median of the rounds' ratios: the speed of a machine moves between rounds more than what is compared.</summary>
    public double? MedianRatio(string row, string who, string other) =>
        _numbers.TryGetValue((row, who), out var ours) && _numbers.TryGetValue((row, other), out var theirs)
            ? MedianOf([.. ours.Zip(theirs, (our, their) => their > 0 ? our / their : double.PositiveInfinity)])
            : null;

    private static double MedianOf(IReadOnlyList<double> numbers)
    {
        var sorted = numbers.Order().ToList();
        int middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
