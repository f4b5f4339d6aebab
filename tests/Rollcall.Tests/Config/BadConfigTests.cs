using System.Text;
using Rollcall.Config;

namespace Rollcall.Tests.Config;

/// <summary>Each file of Bad has beside it the lines that it must be answered with.</summary>
public sealed class BadConfigTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Config", "Bad");

    public static TheoryData<string> Files => [.. Directory.GetFiles(_folder, "*.toml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void BadFile_GetsItsExpectedLines(string file)
    {
        var result = ConfigLoader.Parse(file, File.ReadAllBytes(Path.Combine(_folder, file)));

        result.Options.ShouldBeNull();
        string.Concat(result.Errors.Select(error => error + "\n")).ShouldBe(File.ReadAllText(Path.Combine(_folder, Path.ChangeExtension(file, ".expected"))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Errors_ComeInTheOrderOfLines_EachOnOneLine(string file)
    {
        var errors = ConfigLoader.Parse(file, File.ReadAllBytes(Path.Combine(_folder, file))).Errors;

        errors.ShouldNotBeEmpty();
        errors.Select(error => error.Line).ShouldBeInOrder();
        errors.ShouldAllBe(error => !error.ToString().Any(char.IsControl));
    }

    [Fact]
    public void FiveMistakes_AreFiveLines() =>
        ConfigLoader.Load(Path.Combine(_folder, "five-mistakes.toml")).Errors.Select(error => error.Line).ShouldBe([2, 4, 5, 7, 12]);

    [Fact]
    public void Password_IsNotInAnyError() =>
        ConfigLoader.Load(Path.Combine(_folder, "pairs-reverse.toml")).Errors.ShouldAllBe(error => !error.ToString().Contains("correct horse"));

    [Fact]
    public void MissingFile_IsOneError()
    {
        var path = Path.Combine(_folder, "absent.toml");

        ConfigLoader.Load(path).Errors.ShouldHaveSingleItem().ToString().ShouldBe(path + ": there is no such file; name another with -c FILE");
    }

    [Fact]
    public void Directory_IsOneError() =>
        ConfigLoader.Load(_folder).Errors.ShouldHaveSingleItem().ToString().ShouldBe(_folder + ": is a directory; name the configuration file");

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("/dev/null/rollcall.toml")]
    public void PathThatCannotBe_IsOneError(string path) => ConfigLoader.Load(path).Errors.ShouldHaveSingleItem().Line.ShouldBe(0);

    [Fact]
    public void FileWithoutEnd_IsOneError() =>
        ConfigLoader.Load("/dev/zero").Errors.ShouldHaveSingleItem().ToString().ShouldBe("/dev/zero: is larger than 16 MiB; that is no configuration");

    [Fact]
    public void ManySyntaxErrors_EndAfterTwenty() =>
        ConfigLoader.Parse("rollcall.toml", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("}\n", 1000)))).Errors.Count.ShouldBe(20);
}
