using System.Collections.Concurrent;
using BitFaster.Caching.Lru;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>
/// Does this recipient exist? The order of decisions: pin, mode, memory and store, question. One question at a time per address: all who wait
/// share its answer, and what comes too late for them is remembered all the same.
/// </summary>
public sealed partial class RecipientVerifier(RecipientDirectory directory, Questioner questioner, TimeProvider time, ILogger<RecipientVerifier> log) : IDisposable
{
    private const int MaxDoubts = 100_000; // addresses whose last doubt is kept for 30 s; an attack pushes the oldest out
    private static readonly TimeSpan _doubtRests = TimeSpan.FromSeconds(30); // 2-callout.md, the life of a verdict
    private readonly ConcurrentDictionary<RecipientKey, Task<Verification>> _flights = new();
    private readonly ConcurrentLru<RecipientKey, (Verification Doubt, long At)> _doubts = new(Environment.ProcessorCount, MaxDoubts, EqualityComparer<RecipientKey>.Default);
    private readonly ListMode _lists = new(directory, time, log);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The verdict on <paramref name="recipient"/>; it waits at most the domain's wait, then it is doubt. From memory it comes at once.</summary>
    public ValueTask<Verification> VerifyAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key)
    {
        if (Remembered(domain, directory.Recall(key)) is { } known)
            return new ValueTask<Verification>(known);
        return WaitAsync(Fly(domain, recipient, key, Freshness.MayBeRemembered), domain.Callout.Wait);
    }

    /// <summary>The verdict of a question asked now, past the memory, and remembered.</summary>
    public ValueTask<Verification> VerifyFreshAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key) =>
        WaitAsync(Fly(domain, recipient, key, Freshness.AskedNow), domain.Callout.Wait);

    /// <summary>Ends the questions under way.</summary>
    public Task StopAsync()
    {
        _stopping.Cancel();
        return Task.WhenAll(_flights.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    private Verification? Remembered(ProtectedDomain domain, RecipientEntry? entry)
    {
        if (entry?.Pin is { } pin)
            return new Verification(pin, VerdictSource.Pin, entry.Evidence, null, null);
        if (domain.Callout.Mode == CalloutMode.AcceptsAll)
            return new Verification(Verdict.Valid, VerdictSource.AcceptsAll, null, null, null);
        if (entry is null || VerdictLife.AgeOf(entry, domain.Callout, directory.Now) != VerdictAge.Fresh)
            return null;
        return Of(entry, domain, domain.Callout.Mode == CalloutMode.List ? VerdictSource.List : VerdictSource.Directory);
    }

    private static Verification Of(RecipientEntry entry, ProtectedDomain domain, VerdictSource source) =>
        new(entry.Verdict, source, entry.Evidence, entry.VerifiedAt, VerdictLife.ExpiresAt(entry, domain.Callout));

    private async ValueTask<Verification> WaitAsync(Task<Verification> flight, TimeSpan wait)
    {
        if (flight.IsCompletedSuccessfully)
            return flight.Result;
        try
        {
            return await flight.WaitAsync(wait, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Verification.Doubt("no answer yet");
        }
    }

    private Task<Verification> Fly(ProtectedDomain domain, Mailbox recipient, RecipientKey key, Freshness freshness)
    {
        if (_flights.TryGetValue(key, out var flight))
            return flight;
        var start = new TaskCompletionSource<Verification>(TaskCreationOptions.RunContinuationsAsynchronously);
        flight = _flights.GetOrAdd(key, start.Task);
        if (flight == start.Task)
            _ = LandAsync(domain, recipient, key, freshness, start);
        return flight;
    }

    private async Task LandAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key, Freshness freshness, TaskCompletionSource<Verification> landing)
    {
        var verdict = Verification.Doubt("the question failed inside the gateway");
        try
        {
            verdict = await FindOrAskAsync(domain, recipient, key, freshness).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            verdict = Verification.Doubt("the gateway is stopping");
        }
        catch (Exception e) // a bug harms one question, never the waiting senders
        {
            LogFailure(key, e);
        }
        finally
        {
            _flights.TryRemove(key, out _);
            landing.SetResult(verdict);
        }
    }

    private async Task<Verification> FindOrAskAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key, Freshness freshness)
    {
        var (storeAnswers, entry) = await directory.FindAsync(key).ConfigureAwait(false);
        bool asksNobody = domain.Callout.Mode == CalloutMode.List;
        if (asksNobody || freshness == Freshness.MayBeRemembered)
        {
            if (Remembered(domain, entry) is { } known)
                return known;
            if (asksNobody)
                return storeAnswers ? await _lists.NotOnListAsync(domain.Name).ConfigureAwait(false) : ListMode.CannotRead;
            if (_doubts.TryGet(key, out var last) && time.GetElapsedTime(last.At) < _doubtRests)
                return InDoubt(last.Doubt, entry, domain);
        }
        var result = await questioner.AskAsync(domain, recipient, _stopping.Token).ConfigureAwait(false);
        if (result.Verdict == Verdict.Unverifiable)
        {
            var doubt = new Verification(Verdict.Unverifiable, VerdictSource.Callout, result.Evidence, null, null) { NeedsUtf8 = result.NeedsUtf8 };
            _doubts.AddOrUpdate(key, (doubt, time.GetTimestamp()));
            return InDoubt(doubt, entry, domain);
        }
        _doubts.TryRemove(key);
        return Of(directory.Learn(key, result.Verdict, result.Evidence, result.Transcript), domain, VerdictSource.Callout);
    }

    // Doubt never replaces what is remembered: a valid verdict past its life is used until its stale_ttl is over.
    private Verification InDoubt(Verification doubt, RecipientEntry? entry, ProtectedDomain domain) =>
        entry is { Verdict: Verdict.Valid } && VerdictLife.AgeOf(entry, domain.Callout, directory.Now) != VerdictAge.Dead
            ? Of(entry, domain, VerdictSource.Stale)
            : doubt;

    [LoggerMessage(EventName = "internal_error", Level = LogLevel.Error, Message = "{Recipient}")]
    private partial void LogFailure(RecipientKey recipient, Exception error);

    private enum Freshness
    {
        MayBeRemembered,
        AskedNow,
    }
}
