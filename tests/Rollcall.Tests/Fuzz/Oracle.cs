namespace Rollcall.Tests.Fuzz;

/// <summary>A parser and its slow twin do not agree.</summary>
internal sealed class OracleException(string message) : Exception(message);

/// <summary>What a fuzz target expects. A test framework would weigh more than the parsers, and here it is asked a million times.</summary>
internal static class Oracle
{
    internal static void Holds(bool condition, string what)
    {
        if (!condition)
            throw new OracleException(what);
    }

    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new OracleException($"{what}: the oracle has {expected}, the parser {actual}");
    }

    public static void SameAll<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, string what)
    {
        Same(expected.Count, actual.Count, $"{what}, count");
        for (int i = 0; i < expected.Count; i++)
            Same(expected[i], actual[i], $"{what} {i}");
    }

    public static void SameOctets(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
            throw new OracleException($"{what}: the oracle has {Convert.ToHexString(expected)}, the parser {Convert.ToHexString(actual)}");
    }
}
