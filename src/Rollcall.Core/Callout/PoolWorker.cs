using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>Runs one session of a pool after the other, as long as there are questions: opens it, asks, deals out the answers, closes it.</summary>
internal sealed class PoolWorker(DestinationPool pool)
{
    private readonly PeerHealth _health = pool.Context.Health;
    private readonly IReadOnlyList<DestinationHost> _hosts = pool.Destination.Hosts;

    /// <summary>Ends when there are no more questions, or too many sessions, or the pool is stopped; every question it took has its result or is back in the queue.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await pool.NextAsync().ConfigureAwait(false) is { } question)
                await OpenAndAskAsync(question).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (pool.Stopping.IsCancellationRequested)
        {
            // What was under way has been given up.
        }
        catch
        {
            pool.Lost();
            throw;
        }
    }

    private async Task OpenAndAskAsync(WaitingQuestion question)
    {
        var batch = new List<WaitingQuestion> { question };
        try
        {
            if (await OpenAsync(question).ConfigureAwait(false) is not { } session)
                return;
            pool.Count(1);
            try
            {
                batch = pool.TakeWith(session, question);
                do
                    await AskAsync(session, batch).ConfigureAwait(false);
                while (GoesOn(session) && (batch = await pool.NextAsync(session).ConfigureAwait(false)).Count > 0);
            }
            finally
            {
                pool.Closing(session);
                await CloseAsync(session).ConfigureAwait(false);
                pool.Count(-1);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            foreach (var lost in batch)
                lost.TrySetException(e);
            throw;
        }
        finally
        {
            // On the way out of a stop: nobody may wait for ever.
            if (pool.Stopping.IsCancellationRequested)
                foreach (var lost in batch)
                    lost.TrySetResult(lost.Last ?? DestinationPool.AllRest);
        }
    }

    // A session with the first host that is well; without one the question has its result.
    private async ValueTask<PooledSession?> OpenAsync(WaitingQuestion question)
    {
        var unreached = new List<DestinationHost>();
        foreach (int index in _health.Candidates(pool.Destination, question.FromHost))
        {
            var (peer, failure) = await pool.Context.Opener.OpenAsync(_hosts[index], question.Terms with { Room = pool.Room }, pool.Stopping).ConfigureAwait(false);
            if (peer is not null)
            {
                unreached.ForEach(_health.Rest);
                return new PooledSession(peer, new CalloutSession(peer, pool.Memory, pool.Context.Time), question.Kind, index);
            }
            _health.Failed(_hosts[index], failure!);
            if (failure is { Reply.Code: 421 })
                pool.Complained();
            if (failure is { Stage: CalloutStage.Connect })
                unreached.Add(_hosts[index]);
            question.Last = CalloutResult.Of(failure!);
            if (!question.IsWanted)
                break; // its time is over; others wait for the session
        }
        question.TrySetResult(question.Last ?? DestinationPool.AllRest);
        if (_health.IsDown(pool.Destination))
            pool.GiveUpWaiting();
        return null;
    }

    private static bool GoesOn(PooledSession session) => session.Talk.End is null && !session.HasFailed;

    private async Task AskAsync(PooledSession session, List<WaitingQuestion> batch)
    {
        int before = session.Talk.Answers;
        var answered = new bool[batch.Count];
        int left = batch.Count;
        await session.Talk.AskAsync([.. batch.Select(question => question.Question)], (i, answer) =>
        {
            answered[i] = true;
            if (--left == 0)
                pool.Finishing(session);
            Answered(session, batch[i], answer);
        }, pool.Stopping).ConfigureAwait(false);
        session.CountBytes();
        pool.Note(session, batch.Count);
        var unanswered = batch.Where((_, i) => !answered[i]).ToList();
        if (session.Talk.End is { } end)
            Ended(session, unanswered, end, session.Talk.Answers > before);
        else
            AskAgain(unanswered);
    }

    private void Answered(PooledSession session, WaitingQuestion question, Answer answer)
    {
        var host = _hosts[session.HostIndex];
        if (answer.Failure is { } failure)
        {
            question.Last = CalloutResult.Of(failure);
            if (failure.Fault != PeerFault.NoUtf8)
                Failed(session, failure); // MAIL, with both senders
            TryNextHost(session, question);
            return;
        }
        var result = CalloutResult.Of(answer.Meaning, Evidence.Of(CalloutStage.Rcpt, answer.Reply!, session.Talk.Host)) with { RandomRecipient = answer.Random };
        if (answer.Meaning == ReplyMeaning.RateLimit)
            pool.Complained(session);
        if (result.Verdict != Verdict.Unverifiable)
            _health.Succeeded(host);
        else if (result.Outcome == CalloutOutcome.Policy)
            _health.RefusedAtRcpt(host, AddressOf(question), result.Evidence.Text);
        else
            _health.Answered(host);
        question.TrySetResult(result);
    }

    // A session that answered something has reached a limit of the server; else it is the host, or the first question without an answer.
    private void Ended(PooledSession session, List<WaitingQuestion> unanswered, PeerFailure end, bool hasAnsweredNow)
    {
        bool isRefusal = end.Reply is not null;
        if (end is { Reply.Code: 421 })
            pool.Complained(session);
        bool hasAnswered = session.Talk.Answers > 0;
        if (end.Fault == PeerFault.Protocol)
        {
            if (hasAnswered)
                pool.Ended(session.Talk.Answers);
            else if (end.Stage == CalloutStage.Mail)
                Failed(session, end);
            AskApart(session, unanswered, end);
            return;
        }
        if (hasAnswered && (isRefusal || end.Fault == PeerFault.Dropped))
        {
            if (hasAnsweredNow || isRefusal || !session.WasIdle) // else it was closed for doing nothing
                pool.Ended(session.Talk.Answers);
            AskAgain(unanswered);
            return;
        }
        if (unanswered is not [var first, .. var others])
            return;
        first.Last = CalloutResult.Of(end);
        if (end.Stage == CalloutStage.Mail)
            Failed(session, end);
        else
            _health.SilentAtRcpt(_hosts[session.HostIndex], AddressOf(first), end.Cause);
        if (isRefusal && end.Stage == CalloutStage.Rcpt)
            first.TrySetResult(first.Last); // the destination has answered
        else
            TryNextHost(session, first);
        others.ForEach(static question => question.IsSuspect = true);
        AskAgain(others);
        if (_health.IsDown(pool.Destination))
            pool.GiveUpWaiting();
    }

    // Each alone in a session of its own, where nothing before it can have been answered twice; what is found so again is doubt.
    private void AskApart(PooledSession session, List<WaitingQuestion> questions, PeerFailure end)
    {
        foreach (var question in questions.AsEnumerable().Reverse())
        {
            question.Last = CalloutResult.Of(end);
            if (question.IsSuspect || session.Talk.Transactions == 1)
                TryNextHost(session, question);
            else
                pool.AskAgain(question);
            question.IsSuspect = true;
        }
    }

    private void Failed(PooledSession session, PeerFailure failure)
    {
        if (!session.HasFailed)
            _health.Failed(_hosts[session.HostIndex], failure);
        session.HasFailed = true;
    }

    private void TryNextHost(PooledSession session, WaitingQuestion question)
    {
        question.FromHost = session.HostIndex + 1;
        if (question.FromHost < _hosts.Count)
            pool.AskAgain(question);
        else
            question.TrySetResult(question.Last!);
    }

    // The last one first, so that each stands before the one behind it.
    private void AskAgain(List<WaitingQuestion> questions)
    {
        for (int i = questions.Count - 1; i >= 0; i--)
            pool.AskAgain(questions[i]);
    }

    private static string AddressOf(WaitingQuestion question) => question.Question.Recipient.ToString();

    private static async Task CloseAsync(PooledSession session)
    {
        session.Peer.Channel.Transcript = null; // its question has been answered
        if (session.Talk.End is null)
            await session.Peer.QuitAsync().ConfigureAwait(false);
        else
            await session.Peer.DisposeAsync().ConfigureAwait(false);
        session.CountBytes();
    }
}
