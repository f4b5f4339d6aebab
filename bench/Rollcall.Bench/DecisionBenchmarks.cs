using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Callout.Life;

namespace Rollcall.Bench;

/// <summary>A recipient that is remembered: the look into memory alone, and all that lies between RCPT and its reply.</summary>
public class DecisionBenchmarks : IDisposable
{
    private const int Known = 10_000;
    private static readonly ProtectedDomain _domain = Domain();
    private readonly RecipientDirectory _directory;
    private readonly RecipientVerifier _verifier;
    private readonly Mailbox _valid = new("user123", "example.test");
    private readonly Mailbox _invalid = new("bad123", "example.test");

    public DecisionBenchmarks()
    {
        var store = new FakeStore(TimeProvider.System);
        _directory = new RecipientDirectory(store, 2 * Known, TimeProvider.System);
        var learning = new Learning(
            _directory, (_, _) => throw new InvalidOperationException("It is remembered."), new DomainConditions(store), new Nobody(), TimeProvider.System, NullLogger<Learning>.Instance);
        _verifier = new RecipientVerifier(_directory, learning, new Nobody(), TimeProvider.System, NullLogger<RecipientVerifier>.Instance);
        var evidence = Evidence.Of(CalloutStage.Rcpt, "Ok", "mail.example.test:25");
        for (int i = 0; i < Known; i++)
        {
            _directory.Learn(new RecipientEntry(new(_domain.Name, $"user{i}")), Verdict.Valid, evidence, null);
            _directory.Learn(new RecipientEntry(new(_domain.Name, $"bad{i}")), Verdict.Invalid, evidence, null);
        }
    }

    [Benchmark(Description = "directory hit")]
    public RecipientEntry? Hit() => _directory.Recall(new RecipientKey(_domain.Name, _valid.LocalPart));

    [Benchmark(Description = "RCPT decision: valid, from memory")]
    public Reply Valid() => Decide(_valid);

    [Benchmark(Description = "RCPT decision: invalid, from memory")]
    public Reply Invalid() => Decide(_invalid);

    // Not sealed, for the measurement derives from it.
    public void Dispose()
    {
        _verifier.Dispose();
        GC.SuppressFinalize(this);
    }

    private Reply Decide(Mailbox recipient)
    {
        if (!RecipientAddress.TryGetKey(recipient, _domain, out var key))
            throw new InvalidOperationException("It has a key.");
        var verification = _verifier.VerifyAsync(_domain, recipient, key, Asker.Nobody);
        return verification.IsCompletedSuccessfully
            ? RcptDecision.Decide(verification.Result, _domain.Callout, recipient)
            : throw new InvalidOperationException("From memory it comes at once.");
    }

    private static ProtectedDomain Domain()
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "mail.example.test", DestinationHost.DefaultPort)]);
        return new ProtectedDomain { Name = "example.test", DeliverTo = destination, VerifyAt = destination };
    }

    /// <summary>Nobody attacks.</summary>
    private sealed class Nobody : IQuestionGuard
    {
        public bool IsUnderAttack(ProtectedDomain domain) => false;

        public bool MayAsk(ProtectedDomain domain) => true;

        public void Answered(ProtectedDomain domain, Verdict verdict)
        {
        }
    }
}
