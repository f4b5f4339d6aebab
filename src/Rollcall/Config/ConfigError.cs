using System.Diagnostics.CodeAnalysis;

namespace Rollcall.Config;

/// <summary>One mistake in a configuration file.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">From 1; 0 when the file as a whole is meant.</param>
/// <param name="Key">The key with its tables, as in smtp.max_recipients; empty when no key is meant.</param>
/// <param name="Text">What is wrong and what to write; it never holds a secret.</param>
internal sealed record ConfigError(string File, int Line, string Key, string Text)
{
    /// <summary>One line: FILE:LINE: KEY: what is wrong and what to write.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}: " : $"{File}: ";
        var text = place + (Key.Length > 0 ? Key + ": " : "") + Text;
        return string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? '?' : c));
    }
}

/// <summary>Either the options, or all errors of the file in the order of its lines.</summary>
internal sealed record ConfigResult(RollcallOptions? Options, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>Where the keys of the options stand; null without options.</summary>
    public BindingLog? Places { get; init; }

    /// <summary>The line of a key, or of the nearest table around it; 0 when nothing could be read.</summary>
    public int LineOf(string key) => Places?.Line(key) ?? 0;

    /// <summary>Whether there are options.</summary>
    [MemberNotNullWhen(true, nameof(Options), nameof(Places))]
    public bool IsValid => Options is not null;
}
