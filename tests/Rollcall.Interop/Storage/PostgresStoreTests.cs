using Rollcall.Interop.Harness;
using Rollcall.Tests.Storage;

namespace Rollcall.Interop.Storage;

public sealed class PostgresStoreTests(PostgresServer server) : RecipientStoreScenarios, IClassFixture<PostgresServer>
{
    private protected override Task<StoreUnderTest> OpenAsync() => PostgresStore.OpenAsync(server);
}

public sealed class PostgresListTests(PostgresServer server) : RecipientListScenarios, IClassFixture<PostgresServer>
{
    private protected override Task<StoreUnderTest> OpenAsync() => PostgresStore.OpenAsync(server);
}

public sealed class PostgresTokenTests(PostgresServer server) : TokenStoreScenarios, IClassFixture<PostgresServer>
{
    private protected override Task<StoreUnderTest> OpenAsync() => PostgresStore.OpenAsync(server);
}

public sealed class PostgresDomainStateTests(PostgresServer server) : DomainStateScenarios, IClassFixture<PostgresServer>
{
    private protected override Task<StoreUnderTest> OpenAsync() => PostgresStore.OpenAsync(server);
}

public sealed class PostgresTroubleTests(PostgresServer server) : StoreTroubleScenarios, IClassFixture<PostgresServer>
{
    private protected override Task PauseAsync() => Task.Delay(20, TestContext.Current.CancellationToken);

    private protected override Task<StoreUnderTest> OpenAsync() => PostgresStore.OpenAsync(server);
}

public sealed class PostgresEarlierSchemaTests(PostgresServer server) : EarlierSchemaScenarios, IClassFixture<PostgresServer>
{
    private protected override string Kind => "postgresql";

    private protected override Task<StoreUnderTest> OpenAsync(string sql) => PostgresStore.OpenAsync(server, sql);
}
