namespace Rollcall.Tests.Storage;

public sealed class RecipientStoreTests : RecipientStoreScenarios
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new StoreFile());
}
