using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Core.Callout;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

/// <summary>A store under a clock that stands still, on one of the databases.</summary>
internal abstract class StoreUnderTest : IAsyncDisposable
{
    public const string Domain = "example.test";
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    protected StoreUnderTest(IStoreDialect dialect)
    {
        Dialect = dialect;
        Store = RecipientStore.Open(dialect, Time, NullLogger.Instance);
    }

    public IStoreDialect Dialect { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    public RecipientStore Store { get; private set; }

    /// <summary>Begins a transaction that lets others read but not write.</summary>
    public abstract string BeginThatLocksWrites { get; }

    /// <summary>The same for the tokens.</summary>
    public virtual string BeginThatLocksTokens => BeginThatLocksWrites;

    public static long At(int seconds) => Start.ToUnixTimeMilliseconds() + seconds * 1000L;

    public static RecipientKey Key(string local) => new(Domain, local);

    public static RecipientEntry Entry(string local, Verdict verdict, long verifiedAt) => new(Key(local))
    {
        Verdict = verdict,
        VerifiedAt = verifiedAt,
        FirstSeen = verifiedAt,
        Evidence = verdict == Verdict.Valid
            ? new Evidence(CalloutStage.Rcpt, 250, new EnhancedStatusCode(2, 1, 5), "Ok", "mx.example.test:25")
            : new Evidence(CalloutStage.Rcpt, 550, new EnhancedStatusCode(5, 1, 1), "User unknown", "mx.example.test:25"),
    };

    public static StateCutoffs Cutoffs(int seconds) => new(At(seconds), At(seconds), At(seconds) - 1000);

    /// <summary>Learns and lets the writer finish: a write that is waited for goes behind all that waits.</summary>
    public async Task LearnAsync(string local, Verdict verdict, int second, string? transcript = null)
    {
        Store.Learn(Entry(local, verdict, At(second)), transcript);
        await FlushAsync();
    }

    public async Task FlushAsync() => (await Store.ForgetAsync(Key("nobody-of-this-name"))).ShouldBe(StoreWrite.NoEntry);

    public async Task<RecipientEntry?> ReadAsync(string local)
    {
        var read = await Store.ReadAsync(Key(local));
        read.Available.ShouldBeTrue();
        return read.Entry;
    }

    public async Task<IReadOnlyList<RecipientEvent>> EventsAsync(string local) => (await Store.EventsAsync(Key(local))).ShouldNotBeNull();

    public async Task<string[]> LocalsAsync(RecipientState? state, string search = "", string? after = null, int limit = 1000)
    {
        var page = await Store.ListAsync(new RecipientQuery(Domain, state, search, after, limit, Cutoffs(0)));
        return [.. page.ShouldNotBeNull().Select(entry => entry.Key.Local)];
    }

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = RecipientStore.Open(Dialect, Time, NullLogger.Instance);
    }

    /// <summary>A connection as another program would have it.</summary>
    public abstract DbConnection OpenOther();

    public long Count(string sql)
    {
        using var other = OpenOther();
        return other.ExecuteScalar<long>(sql);
    }

    public virtual ValueTask DisposeAsync() => Store.DisposeAsync();
}
