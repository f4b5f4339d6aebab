using Rollcall.Tests.House;

namespace Rollcall.Tests.Fuzz;

/// <summary>Whatever a fuzzer once found stays found: every file of the corpus through its target. Names of files tell what they are about.</summary>
public sealed class CorpusTests
{
    private static readonly string _corpus = Path.Combine(SourceTree.Root, "tests", "Rollcall.Tests", "Fuzz", "Corpus");

    public static TheoryData<string> Targets { get; } = [.. FuzzTargets.All.Keys];

    public static TheoryData<string, string> Inputs { get; } =
        [.. FuzzTargets.All.Keys.SelectMany(target => FuzzTargets.CorpusOf(target, _corpus).Select(file => (target, Path.GetFileName(file))))];

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Input_IsReadAsItsOracleReadsIt(string target, string file) =>
        FuzzTargets.All[target](File.ReadAllBytes(Path.Combine(_corpus, target, file)));

    [Theory]
    [MemberData(nameof(Targets))]
    public void EmptyInput_IsReadToo(string target) => FuzzTargets.All[target]([]);

    [Fact]
    public void Folders_AreThoseOfTheTargets() =>
        Directory.EnumerateDirectories(_corpus).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(FuzzTargets.All.Keys);
}
