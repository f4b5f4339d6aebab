using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Callout;

/// <summary>
/// Puts questions to destinations: the hosts in their order, each question in a session of its own, at most max_sessions of a destination at
/// one time and a bounded number that waits for one.
/// </summary>
/// <param name="opener">Opens sessions.</param>
/// <param name="own">Our names.</param>
/// <param name="waiting">Questions that may wait, per destination.</param>
/// <param name="randomLocalPart">Makes a local part that nobody has.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
public sealed partial class Questioner(
    PeerOpener opener, OwnNames own, int waiting, Func<string> randomLocalPart, TimeProvider time, ILogger<Questioner> log)
{
    private const int TranscriptCharacters = 2048; // what the directory keeps of a question (4-house.md)
    private readonly ConcurrentDictionary<Destination, DestinationGate> _gates = new();
    private DomainTable _domains = DomainTable.Empty;

    /// <summary>Asks by these from now on: what was learnt of destinations that remain is kept, and sessions under way go on.</summary>
    public void Use(OwnNames nextNames, int nextWaiting, DomainTable domains)
    {
        (own, waiting, _domains) = (nextNames, nextWaiting, domains);
        foreach (var (destination, gate) in _gates)
        {
            if (domains.MaxSessionsOf(destination) is { } sessions)
                gate.Limit(sessions);
            else
                _gates.TryRemove(destination, out _);
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
        var transcript = ask.Transcript ?? new Transcript(time, TranscriptCharacters);
        long begin = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(domain.Callout.QuestionDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        CalloutResult result;
        try
        {
            result = await AskInTurnAsync(ask, transcript, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            result = new(Verdict.Unverifiable, CalloutOutcome.Timeout, Evidence.Of(CalloutStage.Connect, "no answer within the deadline of a question", null));
        }
        var elapsed = time.GetElapsedTime(begin);
        CalloutMeter.Count(result.Outcome, elapsed);
        LogCallout(domain.Name, recipient, result.Verdict, result.Outcome, result.Evidence.Host, result.Evidence.Code, result.Evidence.Text, (long)elapsed.TotalMilliseconds);
        return result with { Duration = elapsed, Transcript = transcript.ToString() };
    }

    private async Task<CalloutResult> AskInTurnAsync(Ask ask, Transcript transcript, CancellationToken cancel)
    {
        var domain = ask.Domain;
        var gate = _gates.GetOrAdd(domain.VerifyAt, destination =>
            new DestinationGate(_domains.MaxSessionsOf(destination) ?? domain.Callout.MaxSessions, new DestinationMemory(time)));
        if (!gate.TryQueue(waiting))
            return new(Verdict.Unverifiable, CalloutOutcome.Open, Evidence.Of(CalloutStage.Connect, "too many questions wait for the destination", null));
        try
        {
            await gate.EnterAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            gate.Leave();
        }
        try
        {
            return await AskHostsAsync(ask, gate.Memory, transcript, cancel).ConfigureAwait(false);
        }
        finally
        {
            gate.Exit();
        }
    }

    private async Task<CalloutResult> AskHostsAsync(Ask ask, DestinationMemory memory, Transcript transcript, CancellationToken cancel)
    {
        var (domain, recipient) = ask;
        var settings = domain.Callout;
        var terms = new PeerTerms(settings.Tls, settings.ConnectTimeout, settings.CommandTimeout, transcript);
        var fallback = settings.FallbackSender.Length > 0 ? settings.FallbackSender : "postmaster@" + own.HostName;
        var question = new Question(domain.Name, RecipientAddress.ForQuestion(recipient, domain), settings.Sender, fallback, settings.CommandTimeout)
        {
            RandomLocalPart = ask.TestsAcceptsAll ? randomLocalPart() : null,
        };
        CalloutResult? last = null;
        foreach (var host in domain.VerifyAt.Hosts)
        {
            var (peer, failure) = await opener.OpenAsync(host, terms, cancel).ConfigureAwait(false);
            if (peer is null)
            {
                last = CalloutResult.Of(failure!);
                continue;
            }
            var answer = await AskOneAsync(peer, memory, question, cancel).ConfigureAwait(false);
            if (answer.Failure is null)
                return CalloutResult.Of(answer.Meaning, Evidence.Of(CalloutStage.Rcpt, answer.Reply!, peer.Address.Label)) with { RandomRecipient = answer.Random };
            last = CalloutResult.Of(answer.Failure);
        }
        return last!;
    }

    private static async Task<Answer> AskOneAsync(PeerSession peer, DestinationMemory memory, Question question, CancellationToken cancel)
    {
        bool answered = false;
        try
        {
            var answer = await new CalloutSession(peer, memory).AskAsync(question, cancel).ConfigureAwait(false);
            answered = true;
            return answer;
        }
        finally
        {
            CalloutMeter.CountBytes(peer.Channel.BytesSent, peer.Channel.BytesReceived);
            // The answer does not wait for the good-bye.
            _ = answered ? peer.QuitAsync().AsTask() : peer.DisposeAsync().AsTask();
        }
    }

    [LoggerMessage(EventName = "callout", Level = LogLevel.Debug,
        Message = "{Domain} {Recipient} {Verdict} {Outcome} {Host} {Code} {Text} {Ms}")]
    private partial void LogCallout(string domain, Mailbox recipient, Verdict verdict, CalloutOutcome outcome, string? host, int? code, string text, long ms);
}
