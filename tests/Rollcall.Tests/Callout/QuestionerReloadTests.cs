using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>A changed max_sessions of a destination that remains.</summary>
public sealed class QuestionerReloadTests : IDisposable
{
    private static readonly OwnNames _own = new("mx.gateway.test");
    private readonly HeldDialer _dialer = new();
    private readonly Questioner _questioner;

    public QuestionerReloadTests()
    {
        var time = new FakeTimeProvider();
        var opener = new PeerOpener(_dialer, new PeerLocator(new FakeResolver(), _own.HostName, AddressScope.Any), _own, time);
        _questioner = new Questioner(opener, Well.Hosts(time), _own, waiting: 100, () => "nobody", time, NullLogger<Questioner>.Instance);
    }

    public void Dispose() => _dialer.Dispose();

    [Fact]
    public async Task HigherNumber_LetsThoseWhoWaitIn()
    {
        var asked = Ask(questions: 3, sessions: 1);
        await UntilAsync(() => _dialer.Open.Count == 1);

        _questioner.Use(_own, 100, new DomainTable([Domain(sessions: 3)]));

        await UntilAsync(() => _dialer.Open.Count == 3);
        _dialer.Release(3);
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task LowerNumber_LetsThoseUnderWayGoOn_AndHoldsForTheNext()
    {
        var asked = Ask(questions: 5, sessions: 3);
        await UntilAsync(() => _dialer.Open.Count == 3);

        _questioner.Use(_own, 100, new DomainTable([Domain(sessions: 1)]));
        _dialer.Release(5);
        await Task.WhenAll(asked);

        _dialer.Open.Skip(3).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task LoweredAndRaisedAgain_IsTheFirstNumber()
    {
        var asked = Ask(questions: 4, sessions: 2);
        await UntilAsync(() => _dialer.Open.Count == 2);

        _questioner.Use(_own, 100, new DomainTable([Domain(sessions: 1)]));
        _questioner.Use(_own, 100, new DomainTable([Domain(sessions: 2)]));
        _dialer.Release(1);

        await UntilAsync(() => _dialer.Open.Count == 3);
        _dialer.Release(3);
        await Task.WhenAll(asked);
    }

    private Task<CalloutResult>[] Ask(int questions, int sessions) =>
        [.. Enumerable.Range(0, questions).Select(i => _questioner.AskAsync(Domain(sessions), new Mailbox($"user{i}", "example.com"), CancellationToken.None))];

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }

    private static ProtectedDomain Domain(int sessions)
    {
        var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
        return new ProtectedDomain
        {
            Name = "example.com",
            DeliverTo = destination,
            VerifyAt = destination,
            Callout = new CalloutSettings { MaxSessions = sessions },
        };
    }

    /// <summary>Each dial waits to be released, and is refused then; noted is how many were open when it began.</summary>
    private sealed class HeldDialer : IDialer, IDisposable
    {
        private readonly SemaphoreSlim _released = new(0);
        private int _open;

        public ConcurrentQueue<int> Open { get; } = new();

        public void Release(int dials) => _released.Release(dials);

        public async ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel)
        {
            Open.Enqueue(Interlocked.Increment(ref _open));
            await _released.WaitAsync(cancel);
            Interlocked.Decrement(ref _open);
            return new DialResult(null, DialFailure.Refused, "refused");
        }

        public void Dispose() => _released.Dispose();
    }
}
