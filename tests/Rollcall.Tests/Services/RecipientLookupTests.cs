using System.Net;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Services;

namespace Rollcall.Tests.Services;

public sealed class RecipientLookupTests : IAsyncDisposable
{
    private static readonly IPAddress _client = IPAddress.Parse("198.51.100.7");
    private readonly ServiceHarness _harness = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recipient_IsAskedOnce_AndKnownToAllServices()
    {
        (await FindAsync("bob@example.com")).ShouldBe(ServiceAnswer.Exists);
        (await FindAsync("Bob@Example.com")).ShouldBe(ServiceAnswer.Exists);
        (await _harness.Verifier.AskAsync()).ShouldBe((Verdict.Valid, VerdictSource.Directory));

        _harness.Verifier.Questions.ShouldBe(1);
    }

    [Theory]
    [InlineData("postmaster")]
    [InlineData("Postmaster@example.com")]
    [InlineData("\"postmaster\"@example.com")]
    public async Task Postmaster_ExistsWithoutAQuestion(string address)
    {
        (await FindAsync(address)).ShouldBe(ServiceAnswer.Exists);

        _harness.Verifier.Server.Dials.ShouldBe(0);
    }

    [Theory]
    [InlineData("a b@example.com", "RCPT TO:<\"a b\"@example.com>")]
    [InlineData("a..b@example.com", "RCPT TO:<\"a..b\"@example.com>")]
    public async Task LocalPartWithoutItsQuotes_IsAskedWithThem(string address, string question)
    {
        (await FindAsync(address)).ShouldBe(ServiceAnswer.Unknown);

        _harness.Verifier.Server.Commands.ShouldContain(question);
    }

    [Fact]
    public async Task Shadow_RefusesNobody()
    {
        _harness.Verifier.Settings = new CalloutSettings { Mode = CalloutMode.Shadow };

        (await FindAsync("nobody@example.com")).ShouldBe(ServiceAnswer.Exists);
        (await FindAsync($"{new string('a', 65)}@example.com")).ShouldBe(ServiceAnswer.Exists);
    }

    [Fact]
    public async Task ClientThatGuesses_IsNotAskedFor_ThenBanned_AndOthersAreServed()
    {
        await GuessAsync(_client, 5);

        (await FindAsync("new@example.com", _client)).ShouldBe(ServiceAnswer.Harvest);
        (await FindAsync("guess0@example.com", _client)).ShouldBe(ServiceAnswer.Unknown);
        (await FindAsync("bob2@example.com", IPAddress.Parse("203.0.113.1"))).ShouldBe(ServiceAnswer.Exists);

        for (int i = 0; i < 50; i++)
            await FindAsync("guess0@example.com", _client);
        (await FindAsync("bob2@example.com", _client)).ShouldBe(ServiceAnswer.Banned);
        (await FindAsync("bob@foreign.test", _client)).ShouldBe(ServiceAnswer.NotProtected);
    }

    [Fact]
    public async Task TrustedClient_IsNotCounted()
    {
        _harness.Trusted = [IPNetwork.Parse("198.51.100.0/24")];

        await GuessAsync(_client, 6);

        (await FindAsync("bob@example.com", _client)).ShouldBe(ServiceAnswer.Exists);
    }

    [Fact]
    public async Task NullReversePath_IsNotCounted()
    {
        await GuessAsync(_client, 6, isBounce: true);

        (await FindAsync("bob@example.com", _client)).ShouldBe(ServiceAnswer.Exists);
    }

    [Fact]
    public async Task DomainUnderAttack_IsAskedAboutSlowly_ByThoseWithoutAClientToo()
    {
        _harness.Verifier.Harvest = _harness.Verifier.Harvest with { DomainUnknown = 3, DomainRate = 1 };
        for (int i = 0; i < 3; i++)
            (await FindAsync($"guess{i}@example.com")).ShouldBe(ServiceAnswer.Unknown);

        ServiceAnswer[] answers = [await FindAsync("new1@example.com"), await FindAsync("new2@example.com"), await FindAsync("new3@example.com")];

        answers.ShouldContain(ServiceAnswer.Harvest);
    }

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    private async Task GuessAsync(IPAddress client, int times, bool isBounce = false)
    {
        _harness.Verifier.Harvest = _harness.Verifier.Harvest with { Unknown = 5 };
        for (int i = 0; i < times; i++)
            (await _harness.Lookup.FindAsync(new LookedUp($"guess{i}@example.com", "S", client, isBounce), Cancel)).ShouldBe(ServiceAnswer.Unknown);
    }

    private ValueTask<ServiceAnswer> FindAsync(string address, IPAddress? client = null) =>
        _harness.Lookup.FindAsync(new LookedUp(address, ServiceHarness.Session, client, false), Cancel);
}
