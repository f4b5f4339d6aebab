namespace Rollcall.Tests.Storage;

public sealed class TokenStoreTests : TokenStoreScenarios
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new StoreFile());
}
