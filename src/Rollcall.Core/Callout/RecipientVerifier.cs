using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>
/// Does this recipient exist? The order of decisions: pin, mode, accepts-all or refuses-call-outs, memory and store, harvest guard, question.
/// One question at a time per spelling of an address: all who wait share its answer, and what comes too late for them is remembered all the same.
/// </summary>
public sealed partial class RecipientVerifier(
    RecipientDirectory directory, Learning learning, IQuestionGuard guard, TimeProvider time, ILogger<RecipientVerifier> log) : IDisposable
{
    private static readonly TimeSpan _recheckWait = TimeSpan.FromSeconds(2); // docs/callouts.md, the life of a verdict
    private readonly ConcurrentDictionary<Mailbox, Task<Verification>> _flights = new(); // by the address that the question carries
    private readonly ListMode _lists = new(directory, time, log);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The verdict on <paramref name="recipient"/>; it waits at most the domain's wait, then it is doubt. From memory it comes at once.</summary>
    public ValueTask<Verification> VerifyAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key, Asker asker)
    {
        var wanted = new Wanted(domain, recipient, key, asker);
        if (Remembered(wanted, directory.Recall(key), StoreIsRead.No) is { } known)
            return Followed(wanted, known);
        if (asker.Standing == AskerStanding.Limited || (asker.Standing != AskerStanding.Trusted && guard.IsUnderAttack(domain)))
            return GuardedAsync(wanted);
        var flight = Fly(wanted, Freshness.MayBeRemembered);
        return flight.IsCompletedSuccessfully ? Followed(wanted, flight.Result) : FollowedAsync(wanted, flight);
    }

    /// <summary>The verdict of a question asked now, past the memory, and remembered.</summary>
    public ValueTask<Verification> VerifyFreshAsync(ProtectedDomain domain, Mailbox recipient, RecipientKey key)
    {
        var wanted = new Wanted(domain, recipient, key, Asker.Nobody);
        return WaitAsync(Fly(wanted, Freshness.AskedNow), domain.Callout.Wait, wanted);
    }

    /// <summary>The doubt in which the last question about a recipient ended, while the next one has to wait; or null.</summary>
    public RestingDoubt? LastDoubt(ProtectedDomain domain, Mailbox recipient) => learning.LastDoubt(RecipientAddress.ForQuestion(recipient, domain));

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
        return Learning.Of(entry, domain, domain.Callout.Mode == CalloutMode.List ? VerdictSource.List : VerdictSource.Directory);
    }

    private Verification? ForAll(Wanted wanted)
    {
        var condition = learning.Conditions.Of(wanted.Domain);
        if (condition.AcceptsAll(directory.Now))
            return Verification.AcceptsAll;
        return condition.RefusesCallOuts ? Verification.RefusesCallOuts : null;
    }

    private async ValueTask<Verification> FollowedAsync(Wanted wanted, Task<Verification> flight) =>
        await Followed(wanted, await WaitAsync(flight, wanted.Domain.Callout.Wait, wanted).ConfigureAwait(false)).ConfigureAwait(false);

    // What a mail sets going beside its answer, wherever that was remembered: only after the flight that found it, for of an address there is one.
    private ValueTask<Verification> Followed(Wanted wanted, Verification known)
    {
        var settings = wanted.Domain.Callout;
        if (known.IsRefused)
        {
            if (learning.Conditions.Of(wanted.Domain).TakeRetry(settings, directory.Now))
                _ = Fly(wanted, Freshness.AskedNow);
        }
        else if (known.IsInvalidFromMemory)
        {
            return RecheckAsync(wanted, known);
        }
        else if (known is { Verdict: Verdict.Valid, Source: VerdictSource.Directory, VerifiedAt: { } at }
            && VerdictLife.IsLate(at, settings, directory.Now) && !learning.IsResting(wanted.Question))
        {
            _ = Fly(wanted, Freshness.Renewed);
        }
        return new ValueTask<Verification>(known);
    }

    // Once in the life of an invalid verdict a mail waits a little for a second look: a mailbox may have been made meanwhile.
    private ValueTask<Verification> RecheckAsync(Wanted wanted, Verification known)
    {
        bool isOld = known.VerifiedAt is { } at && directory.Now - at >= wanted.Domain.Callout.RecheckInvalidAfter.TotalMilliseconds;
        bool mayAsk = wanted.Asker.Standing is AskerStanding.Clean or AskerStanding.Trusted && !learning.IsResting(wanted.Question);
        if (!isOld || !mayAsk || !directory.TryBeginRecheck(wanted.Key))
            return new ValueTask<Verification>(known);
        return RecheckedAsync(wanted, known);
    }

    private async ValueTask<Verification> RecheckedAsync(Wanted wanted, Verification known)
    {
        var again = await WaitAsync(Fly(wanted, Freshness.Renewed), _recheckWait, wanted).ConfigureAwait(false);
        return again.Verdict == Verdict.Unverifiable ? known : again;
    }

    // Who is known gets the usual answer; a question is asked only where the guard lets it pass.
    private async ValueTask<Verification> GuardedAsync(Wanted wanted)
    {
        var (_, entry) = await directory.FindAsync(wanted.Key).ConfigureAwait(false);
        if (Remembered(wanted, entry, StoreIsRead.Yes) is { } known)
            return await Followed(wanted, known).ConfigureAwait(false);
        bool mayAsk = wanted.Domain.Callout.Mode == CalloutMode.List
            || (wanted.Asker.Standing == AskerStanding.Clean && guard.MayAsk(wanted.Domain));
        if (mayAsk)
            return await FollowedAsync(wanted, Fly(wanted, Freshness.MayBeRemembered)).ConfigureAwait(false);
        return learning.InDoubt(Verification.Harvest, entry, wanted.Domain);
    }

    private async ValueTask<Verification> WaitAsync(Task<Verification> flight, TimeSpan wait, Wanted wanted)
    {
        if (flight.IsCompletedSuccessfully)
            return flight.Result;
        try
        {
            return await flight.WaitAsync(wait, time).ConfigureAwait(false);
        }
        catch (TimeoutException) // a stale verdict is as good for a slow server as for one that is away
        {
            return learning.InDoubt(Verification.Doubt("no answer yet"), directory.Recall(wanted.Key), wanted.Domain);
        }
    }

    private Task<Verification> Fly(Wanted wanted, Freshness freshness)
    {
        var question = wanted.Question;
        if (_flights.TryGetValue(question, out var flight))
            return flight;
        var start = new TaskCompletionSource<Verification>(TaskCreationOptions.RunContinuationsAsynchronously);
        flight = _flights.GetOrAdd(question, start.Task);
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
            _flights.TryRemove(wanted.Question, out _);
            landing.SetResult(verdict);
        }
    }

    private async Task<Verification> FindOrAskAsync(Wanted wanted, Freshness freshness)
    {
        var before = await directory.FindAsync(wanted.Key).ConfigureAwait(false);
        var (storeAnswers, entry) = before;
        if (wanted.Domain.Callout.Mode == CalloutMode.List)
        {
            return Remembered(wanted, entry, StoreIsRead.Yes)
                ?? (storeAnswers ? await _lists.NotOnListAsync(wanted.Domain.Name).ConfigureAwait(false) : ListMode.CannotRead);
        }
        if (freshness == Freshness.MayBeRemembered && Remembered(wanted, entry, StoreIsRead.Yes) is { } known)
            return known;
        if (freshness != Freshness.AskedNow && learning.LastDoubt(wanted.Question) is { } resting)
            return learning.InDoubt(resting.Doubt, entry, wanted.Domain);
        return await learning.AskAsync(wanted, before, _stopping.Token).ConfigureAwait(false);
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
public readonly record struct Wanted(ProtectedDomain Domain, Mailbox Recipient, RecipientKey Key, Asker Asker)
{
    /// <summary>The address that a question about it carries.</summary>
    public Mailbox Question => RecipientAddress.ForQuestion(Recipient, Domain);
}
