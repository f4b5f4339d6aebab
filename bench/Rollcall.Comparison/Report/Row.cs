using System.Globalization;

namespace Rollcall.Comparison.Report;

/// <summary>Who is measured.</summary>
internal static class Who
{
    public const string Floor = "floor";
    public const string Postfix = "Postfix";
    public const string Exim = "Exim";
    public const string Rollcall = "Rollcall";

    public static IReadOnlyList<string> All { get; } = [Floor, Postfix, Exim, Rollcall];
}

/// <summary>What a row must come to.</summary>
internal abstract record Goal
{
    /// <summary>The median of the rounds, and whether it is good enough; null when it was not measured.</summary>
    public abstract (string Text, bool IsMet)? Judge(Results results, Row row);
}

/// <summary>At least so many times what another one does, round by round.</summary>
internal sealed record Times(double AtLeast, string Other) : Goal
{
    public override (string Text, bool IsMet)? Judge(Results results, Row row)
    {
        if (results.MedianRatio(row.Id, Who.Rollcall, Other) is not { } ratio)
            return null;
        return (string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} × {Other} (≥ {AtLeast})"), ratio >= AtLeast);
    }
}

/// <summary>At most so many times what another one does, round by round, and what is hoped for.</summary>
internal sealed record CostsAtMost(double AtMost, double Wanted, string Other) : Goal
{
    public override (string Text, bool IsMet)? Judge(Results results, Row row)
    {
        if (results.MedianRatio(row.Id, Who.Rollcall, Other) is not { } ratio)
            return null;
        return (string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00} × {Other} (≤ {AtMost}, goal {Wanted})"), ratio <= AtMost);
    }
}

/// <summary>At most so much.</summary>
internal sealed record Below(double AtMost) : Goal
{
    public override (string Text, bool IsMet)? Judge(Results results, Row row)
    {
        if (results.Median(row.Id, Who.Rollcall) is not { } median)
            return null;
        return (string.Create(CultureInfo.InvariantCulture, $"{row.Format(median)} (≤ {AtMost})"), median <= AtMost);
    }
}

/// <summary>One line of the table.</summary>
/// <param name="Id">Its name on the command line, or that of a row measured with it.</param>
/// <param name="Work">What is done.</param>
/// <param name="Digits">Behind the point.</param>
/// <param name="Goals">What it must come to.</param>
internal sealed record Row(string Id, string Work, int Digits, params IReadOnlyList<Goal> Goals)
{
    public string Format(double number) => number.ToString("N" + Digits, CultureInfo.InvariantCulture);
}
