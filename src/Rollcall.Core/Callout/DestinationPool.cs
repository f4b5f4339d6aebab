using Rollcall.Core.Domains;
using Rollcall.Core.Peers;

namespace Rollcall.Core.Callout;

/// <summary>
/// The sessions with one destination and the questions that wait for one. Each session is run by a <see cref="PoolWorker"/>, which takes
/// its questions here; a session without questions is kept a little.
/// </summary>
internal sealed class DestinationPool : IAsyncDisposable
{
    private static readonly TimeSpan _idle = TimeSpan.FromSeconds(5); // docs/callouts.md, The conversation
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(2);
    private readonly Lock _changing = new();
    private readonly FairQueue<WaitingQuestion> _queue = new();
    private readonly List<IdleSession> _kept = [];
    private readonly HashSet<Task> _workers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TokenBucket _bucket;
    private readonly Ramp _ramp;
    private readonly string _label;
    private DestinationLimits _limits;
    private int _sessions; // those that are being opened too
    private int _thirsty; // sessions that wait for a token
    private int _finishing; // sessions that look for their next questions in a moment
    private bool _keepsNone;

    /// <summary>An empty pool; <paramref name="label"/> names the destination in the metrics.</summary>
    public DestinationPool(Destination destination, string label, DestinationLimits limits, PoolContext context)
    {
        (Destination, _label, _limits, Context) = (destination, label, limits, context);
        _bucket = new TokenBucket(limits.MaxRate, context.Time);
        _ramp = new Ramp(context.Time);
        Memory = new DestinationMemory(context.Time);
    }

    public Destination Destination { get; }

    public PoolContext Context { get; }

    /// <summary>What was learnt of the destination.</summary>
    public DestinationMemory Memory { get; }

    /// <summary>Ends everything under way.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>What an address may have.</summary>
    public AddressRoom Room
    {
        get
        {
            var limits = Volatile.Read(ref _limits);
            return new AddressRoom(Context.Loads, limits.MaxSessions, limits.MaxRate);
        }
    }

    /// <summary>Sees to it that the question gets a result; no more than <paramref name="waiting"/> may wait.</summary>
    public void Ask(WaitingQuestion question, int waiting)
    {
        WaitingQuestion? tooMany;
        IdleSession? found = null;
        lock (_changing)
        {
            tooMany = _queue.Add(question.Domain.Name, question, waiting);
            if (tooMany != question)
                found = FindSession(question);
        }
        found?.Wake();
        tooMany?.TrySetResult(NotAsked("too many questions wait for the destination"));
    }

    /// <summary>Gives back a question that a session did not answer.</summary>
    public void AskAgain(WaitingQuestion question)
    {
        if (!question.IsWanted)
            return;
        IdleSession? found;
        lock (_changing)
        {
            _queue.PutBack(question.Domain.Name, question);
            found = FindSession(question);
        }
        found?.Wake();
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Forget(WaitingQuestion question)
    {
        lock (_changing)
            _queue.Remove(question.Domain.Name, question);
    }

    /// <summary>Every host rests: nobody needs to wait to hear it.</summary>
    public void GiveUpWaiting()
    {
        var all = new List<WaitingQuestion>();
        lock (_changing)
        {
            while (_queue.Take(static _ => true) is { } question)
                all.Add(question);
        }
        foreach (var question in all)
            question.TrySetResult(question.Last ?? AllRest);
    }

    /// <summary>Works by these limits from now on; sessions above a lower number go on until their questions are answered.</summary>
    public void Use(DestinationLimits limits)
    {
        lock (_changing)
        {
            Volatile.Write(ref _limits, limits);
            _bucket.Use(limits.MaxRate);
            for (int waiting = _queue.Count; waiting > 0; waiting--)
                StartForWaiting();
        }
    }

    /// <summary>Keeps no session without questions any more; those that wait are still asked.</summary>
    public void Retire()
    {
        lock (_changing)
        {
            _keepsNone = true;
            foreach (var kept in _kept)
                kept.Wake();
            _kept.Clear();
        }
    }

    /// <summary>The next question to open a session for; null when the worker is to end.</summary>
    public async ValueTask<WaitingQuestion?> NextAsync()
    {
        while (true)
        {
            TimeSpan wait;
            lock (_changing)
            {
                if (_queue.Count == 0 || _sessions > _limits.MaxSessions)
                {
                    _sessions--;
                    return null;
                }
                if (_bucket.TryTake())
                    return _queue.Take(static _ => true);
                wait = BecomeThirsty(_bucket.Wait);
            }
            await ThirstAsync(wait).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The next questions for an open session, as many as it may take in one go; it waits for a token, or a little for somebody to ask. Empty
    /// when it is to be closed.
    /// </summary>
    public async ValueTask<List<WaitingQuestion>> NextAsync(PooledSession session)
    {
        IdleSession? idle = null;
        session.WasIdle = false;
        while (true)
        {
            TimeSpan thirst = default;
            lock (_changing)
            {
                Finished(session);
                if (idle is not null && (_kept.Remove(idle) || !idle.IsAsked))
                    return [];
                idle = null;
                if (!MayServe(session) || (_queue.Count > 0 && !_queue.Has(session.Fits)))
                    return [];
                if (_queue.Count == 0 && _keepsNone)
                    return [];
                if (_queue.Count == 0)
                    _kept.Add(idle = new IdleSession(session));
                else if (WaitOf(session) is var wait && wait > TimeSpan.Zero)
                    thirst = BecomeThirsty(wait);
                else
                {
                    var taken = Take(session, []);
                    StartForWaiting();
                    return taken;
                }
            }
            if (idle is null)
                await ThirstAsync(thirst).ConfigureAwait(false);
            else
                await IdleAsync(idle).ConfigureAwait(false);
            session.WasIdle |= idle is not null;
        }
    }

    /// <summary>What a session may be asked together with its first question.</summary>
    public List<WaitingQuestion> TakeWith(PooledSession session, WaitingQuestion first)
    {
        lock (_changing)
        {
            session.Peer.Place?.Pay(1);
            return Take(session, [first]);
        }
    }

    /// <summary>A session is about to give its last answer: who asks on hearing it finds it free, and needs no other.</summary>
    public void Finishing(PooledSession session)
    {
        lock (_changing)
        {
            session.IsFinishing = true;
            _finishing++;
        }
    }

    /// <summary>A worker ended by a fault of ours: its session is none any more.</summary>
    public void Lost()
    {
        lock (_changing)
        {
            _sessions--;
            StartForWaiting();
        }
    }

    /// <summary>A session is about to be closed.</summary>
    public void Closing(PooledSession session)
    {
        lock (_changing)
        {
            Finished(session);
            StartForWaiting();
        }
    }

    /// <summary>Notes how a session went on with so many questions.</summary>
    public void Note(PooledSession session, int questions)
    {
        lock (_changing)
        {
            int more = session.NewTransactions() - questions;
            _bucket.Owe(more);
            session.Peer.Place?.Pay(more);
            if (session.Talk.IsSlow)
                _ramp.Slowed();
            if (session.Talk.End is null)
                _ramp.Served(session.Talk.Transactions);
        }
    }

    /// <summary>The server ended a session after so many answers.</summary>
    public void Ended(int answers)
    {
        lock (_changing)
            _ramp.Ended(answers);
    }

    /// <summary>The server complained of the rate; in a session its address did.</summary>
    public void Complained(PooledSession? session = null)
    {
        session?.Peer.Place?.Halve();
        lock (_changing)
            _bucket.Halve();
    }

    /// <summary>A session was opened (1) or closed (-1).</summary>
    public void Count(int change) => CalloutMeter.CountSession(_label, change);

    /// <summary>Says good-bye on all sessions; what they are asked at the moment has two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        Retire();
        GiveUpWaiting();
        Task[] workers;
        lock (_changing)
            workers = [.. _workers];
        var timer = Context.Time.CreateTimer(static stopping => ((CancellationTokenSource)stopping!).Cancel(), _stopping, _farewell, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
            await Task.WhenAll(workers).ConfigureAwait(false);
        _stopping.Dispose();
    }

    public static CalloutResult AllRest { get; } = NotAsked(PeerHealth.AllRest);

    private static CalloutResult NotAsked(string cause) => new(Verdict.Unverifiable, CalloutOutcome.Open, Evidence.Of(CalloutStage.Connect, cause, null));

    // Under the lock; who is to be woken is woken behind it. Sessions that are busy look for questions themselves when they have answered theirs.
    private IdleSession? FindSession(WaitingQuestion question)
    {
        int fitting = _kept.FindLastIndex(kept => kept.Session.Fits(question));
        if (fitting >= 0)
            return TakeKept(fitting, isAsked: true);
        if (_sessions >= _limits.MaxSessions && _kept.Count > 0)
            return TakeKept(0, isAsked: false); // it makes room for one that fits
        StartForWaiting();
        return null;
    }

    private IdleSession TakeKept(int index, bool isAsked)
    {
        var kept = _kept[index];
        _kept.RemoveAt(index);
        kept.IsAsked = isAsked;
        return kept;
    }

    private void Finished(PooledSession session)
    {
        if (session.IsFinishing)
            _finishing--;
        session.IsFinishing = false;
    }

    // Not where a session will look for questions anyway.
    private void StartForWaiting()
    {
        if (_queue.Count == 0 || _sessions >= _limits.MaxSessions || _thirsty > 0 || _finishing > 0)
            return;
        _sessions++;
        var worker = Task.Run(new PoolWorker(this).RunAsync);
        _workers.Add(worker);
        _ = worker.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Ended(Task worker)
    {
        lock (_changing)
            _workers.Remove(worker);
    }

    private bool MayServe(PooledSession session) => _sessions <= _limits.MaxSessions && RoomOf(session) > 0 && !session.IsWanted;

    // docs/callouts.md: as many as the ramp lets it serve, and so few that they may all be refused.
    private int RoomOf(PooledSession session) => Math.Min(
        Math.Min(_ramp.Allowed, _limits.MaxPerSession) - session.Talk.Transactions, Ramp.MaxRefused - session.Talk.Refused);

    private List<WaitingQuestion> Take(PooledSession session, List<WaitingQuestion> taken)
    {
        // Until the sender is known to work, one that is refused for it must not take others with it.
        int room = Memory.SenderWorks && session.Talk.MayAskTogether ? RoomOf(session) : 1;
        int share = (_queue.Count + taken.Count + _sessions - 1) / _sessions;
        foreach (var first in taken)
            room -= WeightOf(first);
        while (room > 0 && taken.Count < Math.Max(share, 1) && taken is not [{ IsSuspect: true }] && WaitOf(session) == TimeSpan.Zero
            && _queue.Take(question => session.Fits(question) && (taken.Count == 0 || (WeightOf(question) <= room && !question.IsSuspect))) is { } next)
        {
            _bucket.TryTake();
            session.Peer.Place?.Pay(1);
            room -= WeightOf(next);
            taken.Add(next);
        }
        return taken;
    }

    // A bare refusal is followed by a control question, which may be refused too.
    private int WeightOf(WaitingQuestion question) => Memory.HasAccepted(question.Question.Domain) ? 1 : 2;

    private TimeSpan WaitOf(PooledSession session)
    {
        var (own, shared) = (_bucket.Wait, session.AddressWait);
        return own > shared ? own : shared;
    }

    private TimeSpan BecomeThirsty(TimeSpan wait)
    {
        _thirsty++;
        return wait;
    }

    private async ValueTask ThirstAsync(TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, Context.Time, Stopping).ConfigureAwait(false);
        }
        finally
        {
            lock (_changing)
                _thirsty--;
        }
    }

    // Until it is asked again, its time is over, or others want its place.
    private async ValueTask IdleAsync(IdleSession idle)
    {
        var timer = Context.Time.CreateTimer(static idle => ((IdleSession)idle!).Wake(), idle, _idle, Timeout.InfiniteTimeSpan);
        idle.Session.Peer.OnWanted(idle.Wake);
        await using (timer.ConfigureAwait(false))
            await idle.Woken.ConfigureAwait(false);
        idle.Session.Peer.OnWanted(null);
    }
}
