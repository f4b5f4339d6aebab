using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Peers;

/// <summary>Which hosts of a destination are tried, and when it is down.</summary>
public sealed class PeerHealthTests : IDisposable
{
    private static readonly Destination _two = Of("192.0.2.1", "192.0.2.2");
    private static readonly PeerFailure _refused = new(CalloutStage.Connect, PeerFault.Unreachable, null, "connection refused", null);
    private readonly FakeTimeProvider _time = new();
    private readonly LinesLog _log = new();
    private readonly PeerHealth _health;

    public PeerHealthTests() => _health = new PeerHealth(BreakerSettings.Default, _time, _log);

    public void Dispose() => _health.Dispose();

    [Fact]
    public void Destination_IsDown_OnlyWhenAllItsHostsAre()
    {
        Fail(_two.Hosts[0]);
        _health.IsDown(_two).ShouldBeFalse();
        Candidates().ShouldBe([1]);
        Fail(_two.Hosts[1]);
        _health.IsDown(_two).ShouldBeTrue();
        Candidates().ShouldBeEmpty();
        _health.Succeeded(_two.Hosts[0]);
        _health.IsDown(_two).ShouldBeFalse();
        Candidates().ShouldBe([0]);
    }

    [Fact]
    public void RestingHost_IsTriedBehindTheOthers_ForHalfAMinute()
    {
        _health.Rest(_two.Hosts[0]);

        Candidates().ShouldBe([1, 0]);
        _health.IsDown(_two).ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(30));
        Candidates().ShouldBe([0, 1]);
    }

    [Fact]
    public void HostOfTwoDestinations_HasOneHealth_LmtpToo()
    {
        Fail(new DestinationHost(HostScheme.Smtp, "192.0.2.1", 25));

        _health.IsDown(Of("192.0.2.1")).ShouldBeTrue();
        _health.IsDown(new Destination([new DestinationHost(HostScheme.Lmtp, "192.0.2.1", 25)])).ShouldBeTrue();
        _health.IsDown(new Destination([new DestinationHost(HostScheme.Smtp, "192.0.2.1", 2525)])).ShouldBeFalse();
    }

    [Fact]
    public void AddressThatIsNotAllowed_OpensAtOnce_AndFailsUntilItWorks()
    {
        var one = Of("192.0.2.1");
        _health.Failed(one.Hosts[0], new PeerFailure(CalloutStage.Connect, PeerFault.Forbidden, null, "its address is private", null));

        _health.IsDown(one).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(10));
        (_health.IsDown(one), _health.IsFailing(one)).ShouldBe((false, true)); // a trial is due, and nothing has worked since
        _health.Succeeded(one.Hosts[0]);
        _health.IsFailing(one).ShouldBeFalse();
    }

    [Fact]
    public void FaultsOfOurOwn_DoNotCount()
    {
        for (int i = 0; i < 10; i++)
            _health.Failed(_two.Hosts[0], _refused with { Fault = PeerFault.Ours });

        Candidates().ShouldBe([0, 1]);
    }

    [Fact]
    public void Log_SaysOpenAndClosedOnce_HoweverManyTrialsFail()
    {
        var host = _two.Hosts[0];
        Fail(host);
        for (int i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            Candidates();
            _health.Failed(host, _refused);
        }
        _health.Succeeded(host);
        _health.Succeeded(host);

        _log.Lines.ShouldBe(["Warning breaker_open: 192.0.2.1:25 connection refused", "Information breaker_closed: 192.0.2.1:25"]);
    }

    [Fact]
    public void Reload_KeepsTheHostsThatRemain_AndForgetsTheOthers()
    {
        Fail(_two.Hosts[0]);
        Fail(_two.Hosts[1]);
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = Of("192.0.2.1"), VerifyAt = Of("192.0.2.1") };

        _health.Use(BreakerSettings.Default, new DomainTable([domain]));

        Candidates().ShouldBe([1]);
        _log.Lines.Count(line => line.Contains("breaker_closed", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Gauge_IsOneWhileADestinationIsDown()
    {
        var domain = new ProtectedDomain { Name = "example.com", DeliverTo = Of("192.0.2.77"), VerifyAt = Of("192.0.2.77") };
        _health.Use(BreakerSettings.Default, new DomainTable([domain]));
        var seen = new List<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, all) =>
        {
            if (instrument.Name == "rollcall_destination_open")
                all.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("destination", "192.0.2.77:25")))
                seen.Add(value);
        });
        listener.Start();
        listener.RecordObservableInstruments();
        Fail(domain.VerifyAt.Hosts[0]);
        listener.RecordObservableInstruments();

        seen.ShouldBe([0, 1]);
    }

    private static Destination Of(params string[] hosts) => new([.. hosts.Select(host => new DestinationHost(HostScheme.Smtp, host, 25))]);

    private List<int> Candidates() => [.. _health.Candidates(_two, 0)];

    private void Fail(DestinationHost host)
    {
        for (int i = 0; i < 5; i++)
            _health.Failed(host, _refused);
    }

    private sealed class LinesLog : ILogger<PeerHealth>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {eventId.Name}: {formatter(state, exception)}");
    }
}
