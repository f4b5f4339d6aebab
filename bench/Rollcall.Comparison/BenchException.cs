namespace Rollcall.Comparison;

/// <summary>Something that the person at the terminal must know or mend; its text is all that is shown.</summary>
internal sealed class BenchException(string message) : Exception(message);
