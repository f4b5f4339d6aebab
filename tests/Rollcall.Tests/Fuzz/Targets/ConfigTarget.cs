using System.Text;
using Rollcall.Config;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>A configuration file: options that print and read back as they are, or errors that name lines of the file.</summary>
internal static class ConfigTarget
{
    private const string File = "rollcall.toml";

    public static void Run(byte[] octets)
    {
        var result = ConfigLoader.Parse(File, octets);
        Oracle.Same(result.IsValid, result.Errors.Count == 0, "has no errors");
        int lines = octets.Count(octet => octet == '\n') + 1;
        int last = 0;
        foreach (var error in result.Errors)
        {
            var shown = error.ToString();
            Oracle.Holds(error.Line >= last && error.Line <= lines, $"not in the order of the lines, or behind the last one: {shown}");
            Oracle.Holds(error.Line > 0 || error.Text.StartsWith("is missing", StringComparison.Ordinal), $"an error without a line: {shown}");
            Oracle.Holds(!shown.Any(char.IsControl) && error.Text.Length > 0, "an error that is no line");
            last = error.Line;
        }
        if (!result.IsValid)
            return;
        var printed = ConfigPrinter.Print(result.Options);
        var again = ConfigLoader.Parse(File, Encoding.UTF8.GetBytes(printed));
        Oracle.Holds(again.IsValid, "what was printed is not valid");
        Oracle.Same(printed, ConfigPrinter.Print(again.Options!), "what was printed reads back");
    }
}
