using System.Collections.Concurrent;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Storage;
using Rollcall.Tests.Storage;

namespace Rollcall.Tests.Callout;

/// <summary>Many who want to know of few addresses, all at once: one question of each address, and its answer for all, whatever it was.</summary>
public sealed class SingleFlightStressTests
{
    private static readonly Gen<Case> _case = Gen.Select(
        Gen.Int[0, 2].Select(kind => "vig"[kind].ToString()).Array[1, 5], Gen.Int[2, 60], Gen.Int[3, 100], Gen.Int[0, 30],
        (kinds, callers, memory, length) => new Case(kinds, callers, memory, length));

    [Fact]
    public async Task OneQuestion_ForAllWhoAsk() => await _case.SampleAsync(CheckAsync, iter: 60, threads: 2);

    private static async Task CheckAsync(Case played)
    {
        await using var store = new StoreFile();
        var server = new CountingServer(played.Length);
        var time = store.Time;
        var directory = new RecipientDirectory(store.Store, played.Memory, time);
        var guard = new HarvestGuard(() => new HarvestSettings(TimeSpan.FromHours(1), 50, 0.5, 10, TimeSpan.FromHours(1), 1000, 2), time, NullLogger<HarvestGuard>.Instance);
        var learning = new Learning(directory, server.AskAsync, new DomainConditions(new DomainStateStore(store.Store)), guard, time, NullLogger<Learning>.Instance);
        using var verifier = new RecipientVerifier(directory, learning, guard, time, NullLogger<RecipientVerifier>.Instance);
        var wanted = Enumerable.Range(0, played.Callers).Select(caller => Local(played, caller % played.Kinds.Length)).ToList();

        var answers = await Task.WhenAll(wanted.Select(local => Task.Run(async () => await verifier.VerifyAsync(_domain, Box(local), Key(local), Asker.Nobody))));

        foreach (var (local, answer) in wanted.Zip(answers))
            answer.Verdict.ShouldBe(Expected(local), local);
        foreach (string local in wanted.Distinct())
            server.Asked.GetValueOrDefault(local).ShouldBe(1, local);
        await verifier.StopAsync();
    }

    private static readonly ProtectedDomain _domain = Domain();

    private static string Local(Case played, int address) => played.Kinds[address] + address;

    private static Mailbox Box(string local) => new(local, _domain.Name);

    private static RecipientKey Key(string local) => new(_domain.Name, local);

    private static Verdict Expected(string local) => local[0] switch
    {
        'v' => Verdict.Valid,
        'i' => Verdict.Invalid,
        _ => Verdict.Unverifiable,
    };

    private static ProtectedDomain Domain()
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", DestinationHost.DefaultPort)]);
        return new ProtectedDomain { Name = "example.com", DeliverTo = destination, VerifyAt = destination };
    }

    /// <summary>Answers by the first letter, after so many turns of the pool.</summary>
    private sealed class CountingServer(int length)
    {
        public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

        public async Task<CalloutResult> AskAsync(Ask ask, CancellationToken cancel)
        {
            string local = ask.Recipient.LocalPart;
            Asked.AddOrUpdate(local, 1, static (_, before) => before + 1);
            for (int turn = 0; turn < length; turn++)
                await Task.Yield();
            var evidence = new Evidence(CalloutStage.Rcpt, local[0] switch { 'v' => 250, 'i' => 550, _ => 450 }, null, "said", "mail.example.com:25");
            var verdict = Expected(local);
            var outcome = verdict switch { Verdict.Valid => CalloutOutcome.Valid, Verdict.Invalid => CalloutOutcome.Invalid, _ => CalloutOutcome.Temporary };
            return new CalloutResult(verdict, outcome, evidence);
        }
    }

    private sealed record Case(string[] Kinds, int Callers, int Memory, int Length);
}
