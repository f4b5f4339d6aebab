using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>
/// Does this recipient exist? The order of decisions: pin, mode, accepts-all or refuses-call-outs, memory and store, harvest guard, question.
/// One question at a time per address: all who wait share its answer, and what comes too late for them is remembered all the same.
/// </summary>
public sealed partial class RecipientVerifier(
    RecipientDirectory directory, Learning learning, IQuestionGuard guard, TimeProvider time, ILogger<RecipientVerifier> log) : IDisposable
{
    private static readonly TimeSpan _recheckWait = TimeSpan.FromSeconds(2); // 2-callout.md, the life of a verdict
    private readonly ConcurrentDictionary<RecipientKey, Task<Verification>> _flights = new();
    private readonly ListMode _lists = new(directory, time, log);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The verdict on <paramref name="recipient"/>; it waits at most the domain's wait, then it is doubt. From memory it comes at once.</summary>
    public ValueTask<Verification> VerifyAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key, Asker asker)
    {
        var wanted = new Wanted(domain, recipient, key, asker);
        if (Remembered(wanted, directory.Recall(key), StoreIsRead.No) is { } known)
            return known.IsInvalidFromMemory ? RecheckAsync(wanted, known) : new ValueTask<Verification>(known);
        if (asker.Standing == AskerStanding.Limited || (asker.Standing != AskerStanding.Trusted && guard.IsUnderAttack(domain)))
            return GuardedAsync(wanted);
        return WaitAsync(Fly(wanted, Freshness.MayBeRemembered), domain.Callout.Wait);
    }

    /// <summary>The verdict of a question asked now, past the memory, and remembered.</summary>
    public ValueTask<Verification> VerifyFreshAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key) =>
        WaitAsync(Fly(new Wanted(domain, recipient, key, Asker.Nobody), Freshness.AskedNow), domain.Callout.Wait);

    /// <summary>Ends the questions under way.</summary>
    public Task StopAsync()
    {
        _stopping.Cancel();
        return Task.WhenAll(_flights.Values);
    }

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    // Null when it must be looked up or asked.
    private Verification? Remembered(Wanted wanted, RecipientEntry? entry, StoreIsRead read)
    {
        var domain = wanted.Domain;
        if (entry?.Pin is { } pin)
            return new Verification(pin, VerdictSource.Pin, entry.Evidence, null, null);
        // A pin is stronger than what holds for all, and may be in the store alone.
        if (entry is not null || read == StoreIsRead.Yes || directory.Counts(domain.Name).Pinned == 0)
        {
            if (domain.Callout.Mode == CalloutMode.AcceptsAll)
                return Verification.AcceptsAll;
            if (domain.Callout.Mode != CalloutMode.List && ForAll(wanted) is { } forAll)
                return forAll;
        }
        if (entry is null || VerdictLife.AgeOf(entry, domain.Callout, directory.Now) != VerdictAge.Fresh)
            return null;
        if (entry.Verdict == Verdict.Valid && VerdictLife.IsLate(entry, domain.Callout, directory.Now) && !learning.IsResting(wanted.Key))
            _ = Fly(wanted, Freshness.Renewed);
        return Learning.Of(entry, domain, domain.Callout.Mode == CalloutMode.List ? VerdictSource.List : VerdictSource.Directory);
    }

    private Verification? ForAll(Wanted wanted)
    {
        var condition = learning.Conditions.Of(wanted.Domain);
        long now = directory.Now;
        if (condition.AcceptsAll(now))
            return Verification.AcceptsAll;
        if (!condition.RefusesCallOuts(wanted.Domain.Callout, now))
            return null;
        if (condition.TakeRetry(wanted.Domain.Callout, now))
            _ = Fly(wanted, Freshness.AskedNow);
        return Verification.RefusesCallOuts;
    }

    // Once in the life of an invalid verdict a mail waits a little for a second look: a mailbox may have been made meanwhile.
    private ValueTask<Verification> RecheckAsync(Wanted wanted, Verification known)
    {
        bool isOld = known.VerifiedAt is { } at && directory.Now - at >= wanted.Domain.Callout.RecheckInvalidAfter.TotalMilliseconds;
        if (!isOld || wanted.Asker.Standing is AskerStanding.Counted or AskerStanding.Limited || !directory.TryBeginRecheck(wanted.Key))
            return new ValueTask<Verification>(known);
        return RecheckedAsync(wanted, known);
    }

    private async ValueTask<Verification> RecheckedAsync(Wanted wanted, Verification known)
    {
        var again = await WaitAsync(Fly(wanted, Freshness.Renewed), _recheckWait).ConfigureAwait(false);
        return again.Verdict == Verdict.Unverifiable ? known : again;
    }

    // Who is known gets the usual answer; a question is asked only where the guard lets it pass.
    private async ValueTask<Verification> GuardedAsync(Wanted wanted)
    {
        var (_, entry) = await directory.FindAsync(wanted.Key).ConfigureAwait(false);
        if (Remembered(wanted, entry, StoreIsRead.Yes) is { } known)
            return known;
        bool mayAsk = wanted.Domain.Callout.Mode == CalloutMode.List
            || (wanted.Asker.Standing == AskerStanding.Clean && guard.MayAsk(wanted.Domain));
        if (mayAsk)
            return await WaitAsync(Fly(wanted, Freshness.MayBeRemembered), wanted.Domain.Callout.Wait).ConfigureAwait(false);
        return learning.InDoubt(Verification.Harvest, entry, wanted.Domain);
    }

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

    private Task<Verification> Fly(Wanted wanted, Freshness freshness)
    {
        if (_flights.TryGetValue(wanted.Key, out var flight))
            return flight;
        var start = new TaskCompletionSource<Verification>(TaskCreationOptions.RunContinuationsAsynchronously);
        flight = _flights.GetOrAdd(wanted.Key, start.Task);
        if (flight == start.Task)
            _ = LandAsync(wanted, freshness, start);
        return flight;
    }

    private async Task LandAsync(Wanted wanted, Freshness freshness, TaskCompletionSource<Verification> landing)
    {
        var verdict = Verification.Doubt("the question failed inside the gateway");
        try
        {
            verdict = await FindOrAskAsync(wanted, freshness).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            verdict = Verification.Doubt("the gateway is stopping");
        }
        catch (Exception e) // a bug harms one question, never the waiting senders
        {
            LogFailure(wanted.Key, e);
        }
        finally
        {
            _flights.TryRemove(wanted.Key, out _);
            landing.SetResult(verdict);
        }
    }

    private async Task<Verification> FindOrAskAsync(Wanted wanted, Freshness freshness)
    {
        var (storeAnswers, entry) = await directory.FindAsync(wanted.Key).ConfigureAwait(false);
        if (wanted.Domain.Callout.Mode == CalloutMode.List)
        {
            return Remembered(wanted, entry, StoreIsRead.Yes)
                ?? (storeAnswers ? await _lists.NotOnListAsync(wanted.Domain.Name).ConfigureAwait(false) : ListMode.CannotRead);
        }
        if (freshness == Freshness.MayBeRemembered && Remembered(wanted, entry, StoreIsRead.Yes) is { } known)
            return known;
        if (freshness != Freshness.AskedNow && learning.LastDoubt(wanted.Key) is { } doubt)
            return learning.InDoubt(doubt, entry, wanted.Domain);
        return await learning.AskAsync(wanted, entry, _stopping.Token).ConfigureAwait(false);
    }

    [LoggerMessage(EventName = "internal_error", Level = LogLevel.Error, Message = "{Recipient}")]
    private partial void LogFailure(RecipientKey recipient, Exception error);

    private enum Freshness
    {
        // A remembered verdict will do.
        MayBeRemembered,

        // A later one is wanted, but not while doubt rests.
        Renewed,

        // A person, or the retry of a destination that refuses, wants it asked.
        AskedNow,
    }

    private enum StoreIsRead
    {
        No,
        Yes,
    }
}

/// <summary>One recipient that a verdict is wanted of.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="Recipient">As the asker wrote it.</param>
/// <param name="Key">Its key in the directory.</param>
/// <param name="Asker">On whose behalf.</param>
public readonly record struct Wanted(ProtectedDomain Domain, Mailbox Recipient, RecipientKey Key, Asker Asker);
