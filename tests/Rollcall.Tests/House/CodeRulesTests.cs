namespace Rollcall.Tests.House;

public sealed class CodeRulesTests
{
    [Fact]
    public void EveryFile_KeepsTheRules()
    {
        var files = SourceTree.Files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).ToList();

        files.Count.ShouldBeGreaterThan(20);
        files.SelectMany(f => CodeRules.Check(f, SourceTree.Read(f))).ShouldBeEmpty();
    }

    [Fact]
    public void NoProject_AllowsUnsafe() =>
        SourceTree.Files.Where(f => f.EndsWith("proj", StringComparison.Ordinal) || f.EndsWith(".props", StringComparison.Ordinal))
            .Where(f => SourceTree.Read(f).Contains("AllowUnsafeBlocks", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("unsafe class A { }", "A.cs:1: unsafe")]
    [InlineData("#if DEBUG\n#endif\n", "A.cs:1: #if")]
    [InlineData("class A {\n void B(int a, int b, int c, int d, int e, int f) { } }", "A.cs:2: B: 6 parameters, at most 5")]
    [InlineData("class A { void B() { void C(int a, int b, int c, int d, int e, int f) { } } }", "A.cs:1: C: 6 parameters, at most 5")]
    [InlineData("class A { public void B(bool loud) { } }", "A.cs:1: B: bool parameter loud in a public method")]
    [InlineData("interface A { void B(bool? loud); }", "A.cs:1: B: bool parameter loud in a public method")]
    public void BrokenRule_IsFound(string source, string finding) => CodeRules.Check("A.cs", source).ShouldBe([finding]);

    [Theory]
    [InlineData("record A(int a, int b, int c, int d, int e, bool f);")]
    [InlineData("class A { public A(int a, int b, int c, int d, int e, bool f) { } }")]
    [InlineData("class A : B { public override void C(int a, int b, int c, int d, int e, bool f) { } }")]
    [InlineData("class A { void B(bool loud) { } object C() => (int a, int b, int c, int d, int e, bool f) => a; }")]
    public void WhatIsFree_IsNotFound(string source) => CodeRules.Check("A.cs", source).ShouldBeEmpty();

    [Theory]
    [InlineData(50, 0)]
    [InlineData(51, 1)]
    public void Method_MayHaveFiftyLines(int lines, int findings)
    {
        var body = string.Concat(Enumerable.Repeat("\n", lines - 2));

        CodeRules.Check("A.cs", $"class A\n{{\n/// <summary>Not counted.</summary>\nvoid B() {{\n{body}}}\n}}\n").Count.ShouldBe(findings);
    }

    [Theory]
    [InlineData(400, 0)]
    [InlineData(401, 1)]
    public void File_MayHaveFourHundredLines(int lines, int findings)
    {
        var source = string.Concat(Enumerable.Repeat("// x\n", lines));

        CodeRules.Check("A.cs", source).Count.ShouldBe(findings);
    }
}
