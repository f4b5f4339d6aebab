using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Callout.Life;

namespace Rollcall.Bench;

/// <summary>A recipient that is remembered: the look into memory alone, and all that lies between RCPT and its reply.</summary>
public class DecisionBenchmarks : IDisposable
{
    private const int Known = 10_000;
    private static readonly ProtectedDomain _domain = Domain();

    // Many more than are refused here, so that nobody is banned.
    private static readonly HarvestSettings _harvest = new(TimeSpan.FromHours(1), int.MaxValue, 1, 10, TimeSpan.FromHours(1), int.MaxValue, 2);
    private readonly RecipientDirectory _directory;
    private readonly RecipientVerifier _verifier;
    private readonly PeerHealth _health = new(BreakerSettings.Default, TimeProvider.System, NullLogger<PeerHealth>.Instance);
    private readonly GatewayHandler _handler;
    private readonly MailCommand _mail = new(new("load", "sender.test"), null, false, false);
    private readonly RcptCommand _valid = new(new("user123", "example.test"));
    private readonly RcptCommand _invalid = new(new("bad123", "example.test"));

    public DecisionBenchmarks()
    {
        var store = new FakeStore(TimeProvider.System);
        _directory = new RecipientDirectory(store, 2 * Known, TimeProvider.System);
        var time = TimeProvider.System;
        var guard = new HarvestGuard(() => _harvest, time, NullLogger<HarvestGuard>.Instance);
        var learning = new Learning(
            _directory, (_, _) => throw new InvalidOperationException("It is remembered."), new DomainConditions(store), guard, time, NullLogger<Learning>.Instance);
        _verifier = new RecipientVerifier(_directory, learning, guard, time, NullLogger<RecipientVerifier>.Instance);
        // Of delivery and DNS nothing is needed before DATA.
        var parts = new GatewayParts(
            _verifier, _directory, null!, new LateRefusals(new KeptRefusals(time), learning), _health, guard, new BodyRoom(0, new NoSpool()), null!, time);
        var settings = new GatewaySettings("mx.gateway.test", new DomainTable([_domain]), "", MaxRecipients: 100, BareNewlinePolicy.Keep, null!);
        _handler = new GatewayHandler(parts, settings, new SmtpClientInfo("ABCDEFGHIJKL", IPAddress.Parse("198.51.100.7"), IsTrusted: false), NullLogger.Instance);
        var evidence = Evidence.Of(CalloutStage.Rcpt, "Ok", "mail.example.test:25");
        for (int i = 0; i < Known; i++)
        {
            _directory.Learn(new(_domain.Name, $"user{i}"), new StoreRead(true, null), Verdict.Valid, evidence, null);
            _directory.Learn(new(_domain.Name, $"bad{i}"), new StoreRead(true, null), Verdict.Invalid, evidence, null);
        }
    }

    [Benchmark(Description = "directory hit")]
    public RecipientEntry? Hit() => _directory.Recall(new RecipientKey(_domain.Name, _valid.Recipient.LocalPart));

    [Benchmark(Description = "MAIL and RCPT decision: valid, from memory")]
    public Reply Valid() => Decide(_valid);

    [Benchmark(Description = "MAIL and RCPT decision: invalid, from memory")]
    public Reply Invalid() => Decide(_invalid);

    // Not sealed, for the measurement derives from it.
    public void Dispose()
    {
        _handler.Dispose();
        _verifier.Dispose();
        _health.Dispose();
        GC.SuppressFinalize(this);
    }

    private Reply Decide(RcptCommand rcpt)
    {
        var mail = _handler.MailAsync(_mail, CancellationToken.None);
        var reply = _handler.RcptAsync(rcpt, CancellationToken.None);
        _handler.Reset();
        return mail.IsCompletedSuccessfully && reply.IsCompletedSuccessfully ? reply.Result : throw new InvalidOperationException("From memory it comes at once.");
    }

    private static ProtectedDomain Domain()
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "mail.example.test", DestinationHost.DefaultPort)]);
        return new ProtectedDomain { Name = "example.test", DeliverTo = destination, VerifyAt = destination };
    }

    private sealed class NoSpool : ISpool
    {
        public bool HasRoom => true;

        public bool TryTake(int octets) => true;

        public ValueTask<Stream> CreateAsync() => throw new InvalidOperationException("There is no body.");
    }
}
