using System.Text;
using Rollcall.Config;

namespace Rollcall.Tests.Config;

/// <summary>Options from text.</summary>
internal static class Toml
{
    public const string Hostname = "hostname = \"mx.gateway.test\"\n";

    public static ConfigResult Parse(string text) => ConfigLoader.Parse("rollcall.toml", Encoding.UTF8.GetBytes(text));

    /// <summary>The options of a text that is right but for the host name, which is set before it.</summary>
    public static RollcallOptions Read(string text)
    {
        var result = Parse(Hostname + text);
        result.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        return result.Options.ShouldNotBeNull();
    }
}
