using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>Puts questions to destinations, each with a pool of sessions, gently: docs/callouts.md, The conversation.</summary>
public sealed partial class Questioner : IAsyncDisposable
{
    /// <summary>What the directory keeps of a question, in characters.</summary>
    public const int TranscriptCharacters = 2048;

    private const int MaxMeasured = 2000; // destinations with a name of their own in the metrics
    private readonly Lock _changing = new();
    private readonly Dictionary<Destination, DestinationPool> _pools = [];
    private readonly PoolContext _context;
    private readonly Func<string> _randomLocalPart;
    private readonly ILogger _log;
    private OwnNames _own;
    private int _waiting;
    private DomainTable _domains = DomainTable.Empty;

    /// <summary>No pools at first.</summary>
    /// <param name="opener">Opens sessions.</param>
    /// <param name="health">Which hosts are well.</param>
    /// <param name="own">Our names.</param>
    /// <param name="waiting">Questions that may wait, per destination.</param>
    /// <param name="randomLocalPart">Makes a local part that nobody has.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public Questioner(
        PeerOpener opener, PeerHealth health, OwnNames own, int waiting, Func<string> randomLocalPart, TimeProvider time, ILogger<Questioner> log)
    {
        _context = new PoolContext(opener, health, new AddressLoads(time), time);
        (_own, _waiting, _randomLocalPart, _log) = (own, waiting, randomLocalPart, log);
    }

    /// <summary>Asks by these from now on: pools of destinations that remain are kept, the others end with their questions.</summary>
    public void Use(OwnNames names, int waiting, DomainTable domains)
    {
        lock (_changing)
        {
            (_own, _waiting, _domains) = (names, waiting, domains);
            foreach (var (destination, pool) in _pools)
            {
                if (domains.LimitsOf(destination) is { } limits)
                    pool.Use(limits);
                else if (_pools.Remove(destination))
                    pool.Retire();
            }
        }
    }

    /// <summary>Asks whether <paramref name="recipient"/> exists. Every failure is a result; it ends within question_deadline.</summary>
    public async Task<CalloutResult> AskAsync(ProtectedDomain domain, Mailbox recipient, CancellationToken cancel) =>
        await AskAsync(new Ask(domain, recipient), cancel).ConfigureAwait(false);

    /// <summary>The same with a transcript of the caller's own.</summary>
    public async Task<CalloutResult> AskAsync(ProtectedDomain domain, Mailbox recipient, Transcript transcript, CancellationToken cancel) =>
        await AskAsync(new Ask(domain, recipient) { Transcript = transcript }, cancel).ConfigureAwait(false);

    /// <summary>The same with all that may be asked for.</summary>
    public async Task<CalloutResult> AskAsync(Ask ask, CancellationToken cancel)
    {
        var (domain, recipient) = ask;
        var transcript = ask.Transcript ?? new Transcript(_context.Time, TranscriptCharacters);
        long begin = _context.Time.GetTimestamp();
        var result = _context.Health.IsDown(domain.VerifyAt)
            ? DestinationPool.AllRest
            : await AskPoolAsync(ask, transcript, cancel).ConfigureAwait(false);
        var elapsed = _context.Time.GetElapsedTime(begin);
        CalloutMeter.Count(result.Outcome, elapsed);
        LogCallout(domain.Name, recipient, result.Verdict, result.Outcome, result.Evidence.Host, result.Evidence.Code, result.Evidence.Text, (long)elapsed.TotalMilliseconds);
        return result with { Duration = elapsed, Transcript = transcript.ToString() };
    }

    /// <summary>Says good-bye on all sessions.</summary>
    public async ValueTask DisposeAsync()
    {
        DestinationPool[] pools;
        lock (_changing)
            pools = [.. _pools.Values];
        await Task.WhenAll(pools.Select(pool => pool.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    private async Task<CalloutResult> AskPoolAsync(Ask ask, Transcript transcript, CancellationToken cancel)
    {
        var domain = ask.Domain;
        var settings = domain.Callout;
        var fallback = settings.FallbackSender.Length > 0 ? settings.FallbackSender : "postmaster@" + _own.HostName;
        WaitingQuestion? waiting = null;
        waiting = new WaitingQuestion(domain, new Question(
            domain.Name, RecipientAddress.ForQuestion(ask.Recipient, domain), settings.Sender, fallback, settings.CommandTimeout)
        {
            RandomLocalPart = ask.TestsAcceptsAll ? _randomLocalPart() : null,
            Transcript = transcript,
            IsWanted = () => waiting!.IsWanted,
        });
        var pool = PoolOf(domain);
        pool.Ask(waiting, _waiting);
        try
        {
            return await waiting.Task.WaitAsync(settings.QuestionDeadline, _context.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return new(Verdict.Unverifiable, CalloutOutcome.Timeout, Evidence.Of(CalloutStage.Connect, "no answer within the deadline of a question", null));
        }
        finally
        {
            if (waiting.TrySetCanceled(CancellationToken.None))
                pool.Forget(waiting);
        }
    }

    private DestinationPool PoolOf(ProtectedDomain domain)
    {
        var destination = domain.VerifyAt;
        lock (_changing)
        {
            if (_pools.TryGetValue(destination, out var pool))
                return pool;
            var label = _pools.Count < MaxMeasured ? destination.Name : "other";
            return _pools[destination] = new DestinationPool(destination, label, _domains.LimitsOf(destination) ?? DestinationLimits.Of(domain.Callout), _context);
        }
    }

    [LoggerMessage(EventName = "callout", Level = LogLevel.Debug,
        Message = "{Domain} {Recipient} {Verdict} {Outcome} {Host} {Code} {Text} {Ms}")]
    private partial void LogCallout(string domain, Mailbox recipient, Verdict verdict, CalloutOutcome outcome, string? host, int? code, string text, long ms);
}
