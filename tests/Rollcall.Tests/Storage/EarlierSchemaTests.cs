namespace Rollcall.Tests.Storage;

public sealed class EarlierSchemaTests : EarlierSchemaScenarios
{
    private protected override string Kind => "sqlite";

    private protected override Task<StoreUnderTest> OpenAsync(string sql) => Task.FromResult<StoreUnderTest>(new StoreFile(sql));
}
