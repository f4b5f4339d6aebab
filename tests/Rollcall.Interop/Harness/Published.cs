using Rollcall.Interop.Harness;

[assembly: AssemblyFixture(typeof(Published))]

namespace Rollcall.Interop.Harness;

/// <summary>The launcher has published the program before the first test, also when the tests are run by hand.</summary>
public sealed class Published : IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await using var launcher = ProcessUnderTest.Start(Repo.Launcher, ["--version"]);
        // A first restore alone may take a minute.
        var ended = await launcher.EndAsync(TimeSpan.FromMinutes(5));
        if (ended.Exit != 0)
            throw new InvalidOperationException($"The launcher failed: {ended.All}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
