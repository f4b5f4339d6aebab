using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Protocols.Smtp;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>A questioner in front of servers in memory, under a clock that stands still.</summary>
internal sealed class PoolHarness : IAsyncDisposable
{
    public static readonly OwnNames Own = new("mx.gateway.test");

    public PoolHarness(IDialer dialer, BreakerSettings? breaker = null, int waiting = 10_000)
    {
        var opener = new PeerOpener(dialer, new PeerLocator(Resolver, Own.HostName, AddressScope.Any), Own, Time);
        Health = new PeerHealth(breaker ?? BreakerSettings.Default, Time, NullLogger<PeerHealth>.Instance);
        Questioner = new Questioner(opener, Health, Own, waiting, () => "nobody", Time, NullLogger<Questioner>.Instance);
    }

    public FakeTimeProvider Time { get; } = new();

    public FakeResolver Resolver { get; } = new();

    public PeerHealth Health { get; }

    public Questioner Questioner { get; }

    public CalloutSettings Settings { get; set; } = new() { MaxRate = 10_000, Tls = TlsPolicy.Off };

    public string[] Hosts { get; set; } = ["192.0.2.1"];

    public ProtectedDomain Domain(string name = "example.com")
    {
        var destination = new Destination([.. Hosts.Select(host => new DestinationHost(HostScheme.Smtp, host, 25))]);
        return new ProtectedDomain { Name = name, DeliverTo = destination, VerifyAt = destination, Callout = Settings };
    }

    public Task<CalloutResult> AskAsync(string local, string domain = "example.com") =>
        Questioner.AskAsync(Domain(domain), new Mailbox(local, domain), CancellationToken.None);

    public Task<CalloutResult[]> AskAllAsync(IEnumerable<string> locals, string domain = "example.com") =>
        Task.WhenAll(locals.Select(local => AskAsync(local, domain)));

    /// <summary>Lets time go by in steps until a task ends; what goes on meanwhile has a chance between them.</summary>
    public async Task<T> PassUntilAsync<T>(Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            for (int i = 0; i < 50 && !task.IsCompleted; i++)
                await Task.Yield();
            Time.Advance(step);
        }
        return await task;
    }

    public async ValueTask DisposeAsync()
    {
        await Questioner.DisposeAsync();
        Health.Dispose();
    }
}
