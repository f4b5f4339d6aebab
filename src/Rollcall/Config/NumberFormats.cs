using System.Globalization;

namespace Rollcall.Config;

/// <summary>A whole number from min to max.</summary>
internal sealed class WholeNumberFormat(KeyAttribute key) : ValueFormat
{
    private readonly long _min = long.Parse(key.Min, CultureInfo.InvariantCulture);
    private readonly long _max = long.Parse(key.Max, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string Expected => $"a whole number from {key.Min} to {key.Max}";

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlScalar { Value: long number })
            return WrongKind(node, complain);
        if (number >= _min && number <= _max)
            return (int)number;
        complain(node.Line, string.Create(CultureInfo.InvariantCulture, $"{number} is out of range; write {Expected}"));
        return null;
    }

    /// <inheritdoc/>
    public override string Write(object value) => ((int)value).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A number with or without a fraction, from min to max.</summary>
internal sealed class FractionFormat(KeyAttribute key) : ValueFormat
{
    private readonly double _min = double.Parse(key.Min, CultureInfo.InvariantCulture);
    private readonly double _max = double.Parse(key.Max, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string Expected => $"a number from {key.Min} to {key.Max}";

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlScalar { Value: double or long } scalar)
            return WrongKind(node, complain);
        double number = Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture);
        if (number >= _min && number <= _max)
            return number;
        complain(node.Line, string.Create(CultureInfo.InvariantCulture, $"{number} is out of range; write {Expected}"));
        return null;
    }

    /// <inheritdoc/>
    public override string Write(object value)
    {
        var text = ((double)value).ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0";
    }
}

/// <summary>A number with a unit, in a string: the common half of durations and sizes.</summary>
internal abstract class UnitFormat : ValueFormat
{
    private readonly KeyAttribute _key;
    private readonly (string Name, long Factor)[] _units; // from the largest
    private readonly long _min;
    private readonly long _max;

    /// <summary>A format of these units, from the largest to the smallest.</summary>
    protected UnitFormat(KeyAttribute key, (string Name, long Factor)[] units)
    {
        _key = key;
        _units = units;
        if (!TryRead(key.Min, out _min) || !TryRead(key.Max, out _max))
            throw new FormatException($"the range of {key.Name} cannot be read");
    }

    /// <inheritdoc/>
    public override string Expected => $"{Noun} {Range}";

    private string Range => $"from {TomlText.Quote(_key.Min)} to {TomlText.Quote(_key.Max)}";

    /// <summary>What it is, for people.</summary>
    protected abstract string Noun { get; }

    /// <inheritdoc/>
    public override object? Read(TomlNode node, Complain complain)
    {
        if (node is not TomlScalar { Value: string text })
            return WrongKind(node, complain);
        if (!TryRead(text, out long value))
            complain(node.Line, $"\"{text}\" is not {Noun}; write a whole number with its unit ({string.Join(", ", _units.Select(unit => unit.Name))}) {Range}");
        else if (value < _min || value > _max)
            complain(node.Line, $"\"{text}\" is out of range; write {Expected}");
        else
            return FromUnits(value);
        return null;
    }

    /// <inheritdoc/>
    public override string Write(object value)
    {
        long number = ToUnits(value);
        // 60s and 24h read better than 1m and 1d, and 1h better than 60m: a unit above its neighbour's usual numbers is used from two on.
        var unit = _units.First(unit => number % unit.Factor == 0 && number / unit.Factor >= LeastOf(unit.Name));
        return TomlText.Quote(string.Create(CultureInfo.InvariantCulture, $"{number / unit.Factor}{unit.Name}"));
    }

    /// <summary>The least number that is written with a unit.</summary>
    protected abstract long LeastOf(string unit);

    /// <summary>From the smallest unit to the value.</summary>
    protected abstract object FromUnits(long units);

    /// <summary>From the value to the smallest unit.</summary>
    protected abstract long ToUnits(object value);

    private bool TryRead(string text, out long value)
    {
        value = 0;
        int digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            return false;
        int unit = Array.FindIndex(_units, unit => text.AsSpan(digits).SequenceEqual(unit.Name));
        if (unit < 0)
            return false;
        value = number > long.MaxValue / _units[unit].Factor ? long.MaxValue : number * _units[unit].Factor;
        return true;
    }
}

/// <summary>500ms, 30s, 5m, 24h, 7d.</summary>
internal sealed class DurationFormat(KeyAttribute key) : UnitFormat(key, _durations)
{
    private static readonly (string, long)[] _durations = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <inheritdoc/>
    protected override string Noun => "a duration";

    /// <inheritdoc/>
    protected override long LeastOf(string unit) => unit switch { "d" or "m" => 2, "h" => 1, _ => 0 };

    /// <inheritdoc/>
    protected override object FromUnits(long units) => TimeSpan.FromMilliseconds(units);

    /// <inheritdoc/>
    protected override long ToUnits(object value) => (long)((TimeSpan)value).TotalMilliseconds;
}

/// <summary>1KiB, 50MiB, 1GiB.</summary>
internal sealed class SizeFormat(KeyAttribute key) : UnitFormat(key, _sizes)
{
    private static readonly (string, long)[] _sizes = [("GiB", 1 << 20), ("MiB", 1 << 10), ("KiB", 1)];

    /// <inheritdoc/>
    protected override string Noun => "a size";

    /// <inheritdoc/>
    protected override long LeastOf(string unit) => unit == "KiB" ? 0 : 1;

    /// <inheritdoc/>
    protected override object FromUnits(long units) => units << 10;

    /// <inheritdoc/>
    protected override long ToUnits(object value) => (long)value >> 10;
}
