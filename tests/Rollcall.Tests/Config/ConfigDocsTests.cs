using Rollcall.Tests.House;

namespace Rollcall.Tests.Config;

public sealed class ConfigDocsTests
{
    private const string Page = "docs/config.md";

    /// <summary>With UPDATE_DOCS=1 in the environment (`make docs`) the page is written first.</summary>
    [Fact]
    public void Page_IsThatOfTheOptionTypes()
    {
        var wanted = ConfigDocs.Write();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), wanted);

        SourceTree.Read(Page).ShouldBe(wanted, "run `make docs` and commit docs/config.md");
    }
}
