using System.Text.RegularExpressions;

namespace Rollcall.Tests.House;

public sealed partial class RepositoryTests
{
    private static readonly string[] _named = [".cs", ".md", ".sql", ".toml", ".csproj", ".props"];

    [Theory]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/rfc.md")]
    public void Document_NamesFilesThatExist(string document)
    {
        var named = FilesNamedIn(SourceTree.Read(document)).ToList();

        named.ShouldNotBeEmpty();
        named.Where(name => !Exists(name)).ShouldBeEmpty();
    }

    [Fact]
    public void NamesInBackticks_AreFilesWhenTheyLookLikeOnes() =>
        FilesNamedIn("See `Verdict.cs`, `src/Rollcall.Core/Callout/` and ``tests/tools/run``; not `/healthz`, `550 5.1.1` or plain Reply.cs.")
            .ShouldBe(["Verdict.cs", "src/Rollcall.Core/Callout/", "tests/tools/run"]);

    [Theory]
    [InlineData("Verdict.cs", true)]
    [InlineData("Callout/Verdict.cs", true)]
    [InlineData("src/Rollcall.Core/Callout/", true)]
    [InlineData("erdict.cs", false)]
    [InlineData("Gateway/Verdict.cs", false)]
    public void NamedFile_IsLookedForFromTheEndOfItsPath(string name, bool exists) => Exists(name).ShouldBe(exists);

    [Fact]
    public void UnitInTheDocs_IsThatOfThePackage() =>
        SourceTree.Read("docs/operations.md").ShouldContain($"```ini\n{SourceTree.Read("packaging/rollcall.service")}```\n");

    [Fact]
    public void NoFile_MentionsTheMachineItWasWrittenOn() =>
        SourceTree.Files.Where(f => MachinePath().IsMatch(SourceTree.Read(f))).ShouldBeEmpty();

    [Theory]
    [InlineData("see /{0}/notes", true)]
    [InlineData("\"/{0}/shared\"", true)]
    [InlineData("src/{0}/file", false)]
    [InlineData("/{0}ing/", false)]
    public void MachinePath_IsFound(string text, bool found) =>
        MachinePath().IsMatch(text.Replace("{0}", "work", StringComparison.Ordinal)).ShouldBe(found);

    private static IEnumerable<string> FilesNamedIn(string text) =>
        Quoted().Matches(text).Select(m => m.Groups[1].Value)
            .Where(name => _named.Any(end => name.EndsWith(end, StringComparison.Ordinal)) || TopFolder().IsMatch(name));

    private static bool Exists(string name)
    {
        var path = name.TrimEnd('/');
        return SourceTree.Files.Any(f => f == path || f.EndsWith("/" + path, StringComparison.Ordinal) || ("/" + f).Contains($"/{path}/", StringComparison.Ordinal));
    }

    [GeneratedRegex("`+([A-Za-z0-9_./-]+)`+")]
    private static partial Regex Quoted();

    [GeneratedRegex("^(src|tests|bench|docs)/")]
    private static partial Regex TopFolder();

    [GeneratedRegex(@"(?<![\w.-])/wor[k]/")]
    private static partial Regex MachinePath();
}
