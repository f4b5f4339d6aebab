using CsCheck;
using Rollcall.Core.Callout;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>Many questions at once at servers that behave oddly: none is lost, none answered twice, none answered by another's reply.</summary>
public sealed class PoolStressTests
{
    private static readonly Gen<Case> _case = Gen.Select(
        Gen.Int[1, 8], Gen.Int[1, 60], Gen.Int[1, 15], Gen.Enum<Ending>(), Gen.Int[0, 3], Gen.Int[0, 4].Select(kind => "vigpd"[kind].ToString()).Array[1, 120],
        (sessions, perSession, limit, ending, server, kinds) => new Case(sessions, perSession, limit, ending, (server & 1) == 0, (server & 2) != 0, kinds));

    [Fact]
    public async Task EveryQuestion_HasItsOwnAnswer_AndOneRcpt() => await _case.SampleAsync(CheckAsync, iter: 60, threads: 2);

    private static async Task CheckAsync(Case played)
    {
        bool endsAtReset = played.Ending is Ending.Says421AtReset or Ending.Says554AtReset;
        var server = new OddServer
        {
            Questions = endsAtReset ? played.Limit + 1 : played.Limit, // a 554 to the first RSET is no limit
            Ending = played.Ending,
            Pipelining = played.Pipelining,
            InPieces = played.InPieces,
        };
        // The breaker has tests of its own; here everything is to be asked.
        await using var pool = new PoolHarness(server, new BreakerSettings(1_000_000, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        pool.Settings = pool.Settings with { MaxSessions = played.Sessions, MaxPerSession = played.PerSession };
        var asked = played.Kinds.Select((kind, i) => (Kind: kind, Local: $"{kind}{i}", Domain: i % 3 == 0 ? "one.example" : "two.example")).ToList();

        var results = await Task.WhenAll(asked.Select(question => Task.Run(() => pool.AskAsync(question.Local, question.Domain))));

        foreach (var (question, result) in asked.Zip(results))
        {
            var address = question.Local + "@" + question.Domain;
            result.Outcome.ShouldBe(Expected(question.Kind), address);
            if (question.Kind != "d")
                result.Evidence.Text.ShouldContain($"<{address}>");
            // An acceptance whose RSET was not answered is asked for once more.
            int least = question.Kind == "d" ? 0 : 1;
            server.Answered.GetValueOrDefault(address).ShouldBeInRange(least, endsAtReset ? played.Sessions * 2 : least, address);
        }
        server.MostOpen.ShouldBeLessThanOrEqualTo(played.Sessions);
    }

    private static CalloutOutcome Expected(string kind) => kind switch
    {
        "v" => CalloutOutcome.Valid,
        "i" => CalloutOutcome.Invalid,
        "g" => CalloutOutcome.Temporary,
        "p" => CalloutOutcome.Policy,
        _ => CalloutOutcome.Dropped,
    };

    private sealed record Case(int Sessions, int PerSession, int Limit, Ending Ending, bool Pipelining, bool InPieces, string[] Kinds);
}
