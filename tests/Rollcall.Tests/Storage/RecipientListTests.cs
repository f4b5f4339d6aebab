using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class RecipientListTests : RecipientListScenarios
{
    [Theory]
    [InlineData("ab", "ac")]
    [InlineData("a\uD7FF", "a\uE000")]
    [InlineData("a\U0010FFFF", "b")]
    [InlineData("\U0010FFFF", null)]
    [InlineData("", null)]
    public void EndOfPrefix_LeastTextBehind(string prefix, string? end) => RecipientReads.EndOfPrefix(prefix).ShouldBe(end);

    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new StoreFile());
}
