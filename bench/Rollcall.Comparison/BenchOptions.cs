using System.Globalization;

namespace Rollcall.Comparison;

/// <summary>What is measured, and for how long.</summary>
/// <param name="Rounds">How often each row is measured.</param>
/// <param name="Seconds">How long one server is under load, each time.</param>
/// <param name="Rows">The names of the rows; empty for all.</param>
internal sealed record BenchOptions(int Rounds, double Seconds, IReadOnlySet<string> Rows)
{
    public const string Usage = "usage: make bench ROUNDS=7 SECONDS=3 ROWS=memory,new (without ROWS all, and docs/benchmarks.md is written)";

    /// <summary>Reads the arguments. Throws <see cref="BenchException"/>.</summary>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions(7, 3, new HashSet<string>());
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new BenchException(Usage);
            options = arguments[i] switch
            {
                "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out int rounds) && rounds > 0 => options with { Rounds = rounds },
                "--seconds" when double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds > 0 => options with { Seconds = seconds },
                "--rows" => options with { Rows = value.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet() },
                _ => throw new BenchException(Usage),
            };
        }
        return options;
    }

    public bool Wants(string row) => Rows.Count == 0 || Rows.Contains(row);
}
