using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Gateway;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Storage;
using Rollcall.Tests.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>A verifier with its store in a temporary folder, under a clock that stands still, in front of one server in memory.</summary>
internal sealed class VerifierHarness : IAsyncDisposable
{
    public const string DomainName = "example.com";
    public const string Random = "nobody-of-this-name";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rollcall-");

    public VerifierHarness(Func<string, string> answer)
    {
        Server = new ScriptedServer(answer);
        Store = RecipientStore.Open(new SqliteDialect(Path.Combine(_folder.FullName, "rollcall.db")), Time, NullLogger.Instance);
        Recipients = new RecipientDirectory(Store, 1000, Time);
        var own = new OwnNames("mx.gateway.test");
        var opener = new PeerOpener(Server, new PeerLocator(new FakeResolver(), own.HostName, AddressScope.Any), own, Time);
        var questioner = new Questioner(opener, Well.Hosts(Time), own, waiting: 100, () => Random, Time, NullLogger<Questioner>.Instance);
        Events = new EventFeed(Time, maxReaders: 3);
        Guard = new HarvestGuard(() => Harvest, Time, NullLogger<HarvestGuard>.Instance) { Events = Events };
        Conditions = new DomainConditions(new DomainStateStore(Store)) { Events = Events };
        Learning = new Learning(Recipients, questioner.AskAsync, Conditions, Guard, Time, NullLogger<Learning>.Instance) { Events = Events };
        Verifier = new RecipientVerifier(Recipients, Learning, Guard, Time, NullLogger<RecipientVerifier>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ScriptedServer Server { get; }

    public RecipientStore Store { get; }

    public RecipientDirectory Recipients { get; }

    public EventFeed Events { get; }

    public HarvestGuard Guard { get; }

    public HarvestSettings Harvest { get; set; } = new(TimeSpan.FromHours(1), 50, 0.5, 10, TimeSpan.FromHours(1), 200, 2);

    public DomainConditions Conditions { get; }

    public Learning Learning { get; }

    public RecipientVerifier Verifier { get; }

    public CalloutSettings Settings { get; set; } = new();

    public ProtectedDomain Domain
    {
        get
        {
            var destination = new Destination([new DestinationHost(HostScheme.Smtp, "127.0.0.1", 25)]);
            return new ProtectedDomain { Name = DomainName, DeliverTo = destination, VerifyAt = destination, Callout = Settings };
        }
    }

    public DomainCondition Condition => Conditions.Of(Domain);

    /// <summary>The questions about real recipients so far.</summary>
    public int Questions => Server.Commands.Count(line => line.StartsWith("RCPT", StringComparison.Ordinal)
        && !line.Contains(Random, StringComparison.Ordinal) && !line.Contains("postmaster@", StringComparison.Ordinal));

    public static RecipientKey Key(string local) => new(DomainName, local);

    public async Task<(Verdict Verdict, VerdictSource Source)> AskAsync(string local = "bob", AskerStanding standing = AskerStanding.Clean)
    {
        var answer = await AskWholeAsync(local, standing);
        return (answer.Verdict, answer.Source);
    }

    public async Task<Verification> AskWholeAsync(string local = "bob", AskerStanding standing = AskerStanding.Clean) =>
        await Verifier.VerifyAsync(Domain, new Mailbox(local, DomainName), KeyOf(local), new Asker(standing, null));

    /// <summary>A person asks, past the memory.</summary>
    public async Task<Verification> AskNowAsync(string local) => await Verifier.VerifyFreshAsync(Domain, new Mailbox(local, DomainName), KeyOf(local));

    /// <summary>Waits for what goes on in the background: it yields to the pool and never sleeps.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Yield();
    }

    private RecipientKey KeyOf(string local)
    {
        RecipientAddress.TryGetKey(new Mailbox(local, DomainName), Domain, out var key).ShouldBeTrue();
        return key;
    }

    public async ValueTask DisposeAsync()
    {
        Time.AutoAdvanceAmount = TimeSpan.FromSeconds(1);
        await Verifier.StopAsync();
        Verifier.Dispose();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
