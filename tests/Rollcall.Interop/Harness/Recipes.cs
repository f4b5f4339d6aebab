using System.Globalization;
using System.Text.RegularExpressions;

namespace Rollcall.Interop.Harness;

/// <summary>The fenced blocks of docs/integrations.md, by the name behind their language, with the addresses of a test in place of those of the text.</summary>
internal sealed partial class Recipes
{
    private readonly Dictionary<string, string> _blocks;

    public Recipes() => _blocks = Block().Matches(File.ReadAllText(Path.Combine(Repo.Root, "docs/integrations.md")))
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.Ordinal);

    public int Policy { get; } = FreePort.Take();

    public int Socketmap { get; } = FreePort.Take();

    public int TcpTable { get; } = FreePort.Take();

    /// <summary>Fails where the text no longer has the block, or no longer what is to be replaced.</summary>
    public string Get(string name, params (string Old, string New)[] replacements)
    {
        var text = _blocks[name];
        foreach (var (old, with) in replacements)
        {
            text.ShouldContain(old);
            text = text.Replace(old, with, StringComparison.Ordinal);
        }
        return text.Replace("10031", Text(Policy), StringComparison.Ordinal).Replace("10032", Text(Socketmap), StringComparison.Ordinal)
            .Replace("10034", Text(TcpTable), StringComparison.Ordinal);
    }

    public static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^```\S+ (\S+)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
