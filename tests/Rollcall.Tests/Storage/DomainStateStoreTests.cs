namespace Rollcall.Tests.Storage;

public sealed class DomainStateStoreTests : DomainStateScenarios
{
    private protected override Task<StoreUnderTest> OpenAsync() => Task.FromResult<StoreUnderTest>(new StoreFile());
}
