using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Callout;

/// <summary>
/// The questions of a check to one host: an unknown recipient, a known one, postmaster, and DATA when it is asked for. A command at a time, so that each
/// reply has its own time; at most six questions in at most two sessions, and one more connection that looks at the certificate.
/// </summary>
internal sealed class FilteringCheckDialog(PeerOpener opener, CheckPlan plan, TimeProvider time)
{
    private const int MaxSessions = 2;
    private readonly CalloutSettings _settings = plan.Domain.Callout;
    private DestinationHost? _host;
    private PeerSession? _session;
    private int _sessions;
    private bool _transactionOpen;
    private string _sender = "";

    public CheckFindings Findings { get; } = new();

    /// <summary>Asks <paramref name="host"/> all questions; what was found stays when it is cancelled.</summary>
    public async Task RunAsync(DestinationHost host, CancellationToken cancel)
    {
        _host = host;
        try
        {
            if (!await OpenAsync(cancel).ConfigureAwait(false))
                return;
            await AskAllAsync(cancel).ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
            await LookAtCertificateAsync(cancel).ConfigureAwait(false);
        }
        finally
        {
            if (_session is not null)
                await _session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask AskAllAsync(CancellationToken cancel)
    {
        Findings.Random = await AskFirstAsync(plan.Random, cancel).ConfigureAwait(false);
        // Who refuses both senders, is busy or is silent would say the same again.
        if (Findings.Random.Failure is { Stage: CalloutStage.Mail } or { Fault: PeerFault.Timeout } || Findings.Random.Reply is { Code: 421 })
            return;
        if (plan.Request.Known is { } known)
            Findings.Known = await AskAsync(known, cancel).ConfigureAwait(false);
        Findings.Postmaster = await AskAsync(new Mailbox("postmaster", plan.Domain.Name), cancel).ConfigureAwait(false);
        if (plan.Request.DataStage && Findings.Random.IsAccepted)
            Findings.Data = await OpenDataAsync(cancel).ConfigureAwait(false);
    }

    // The first question finds the sender that works.
    private async ValueTask<CheckAnswer> AskFirstAsync(Mailbox recipient, CancellationToken cancel)
    {
        var (mail, rcpt) = await TransactionAsync(recipient, cancel).ConfigureAwait(false);
        var answer = rcpt ?? mail;
        Findings.NullSender = IsAboutSender(answer) ? answer : mail;
        if (!IsAboutSender(answer) || !await EnsureSessionAsync(cancel).ConfigureAwait(false))
            return answer;
        _sender = plan.OtherSender;
        (mail, rcpt) = await TransactionAsync(recipient, cancel).ConfigureAwait(false);
        var second = rcpt ?? mail;
        Findings.OtherSender = IsAboutSender(second) ? second : mail;
        return second;
    }

    private static bool IsAboutSender(CheckAnswer answer) => answer.Reply is { Code: not 421 } && (answer.Failure is { Stage: CalloutStage.Mail }
        ? answer.IsRefused || answer.Meaning == ReplyMeaning.AboutSender
        : answer.Failure is null && answer.Meaning == ReplyMeaning.AboutSender);

    private async ValueTask<CheckAnswer?> AskAsync(Mailbox recipient, CancellationToken cancel)
    {
        if (!await EnsureSessionAsync(cancel).ConfigureAwait(false))
            return null;
        var asked = RecipientAddress.ForQuestion(recipient, plan.Domain);
        if (asked.NeedsUtf8 && !_session!.Capabilities.Utf8) // RFC 6531 3.2
            return null;
        var (mail, rcpt) = await TransactionAsync(asked, cancel).ConfigureAwait(false);
        return rcpt ?? mail;
    }

    // DATA takes what it gets for a message once the final dot comes: behind 354 the connection just ends (RFC 5321 4.1.1.10).
    private async ValueTask<CheckAnswer?> OpenDataAsync(CancellationToken cancel)
    {
        if (!await EnsureSessionAsync(cancel).ConfigureAwait(false))
            return null;
        var (mail, rcpt) = await TransactionAsync(plan.Random, cancel).ConfigureAwait(false);
        if (rcpt is not { IsAccepted: true })
            return rcpt ?? mail;
        var data = await SayAsync("DATA", CalloutStage.Data, plan.Random, cancel).ConfigureAwait(false);
        if (data.Reply is { Code: < 400 })
            await DropAsync("closed without a final dot").ConfigureAwait(false);
        return data;
    }

    private async ValueTask<(CheckAnswer Mail, CheckAnswer? Rcpt)> TransactionAsync(Mailbox recipient, CancellationToken cancel)
    {
        if (_transactionOpen)
        {
            var reset = await SayAsync("RSET", CalloutStage.Mail, recipient, cancel).ConfigureAwait(false);
            if (!reset.IsAccepted)
                return (reset, null);
        }
        _transactionOpen = true;
        var utf8 = recipient.NeedsUtf8 ? " SMTPUTF8" : "";
        var mail = await SayAsync($"MAIL FROM:<{_sender}>{utf8}", CalloutStage.Mail, recipient, cancel).ConfigureAwait(false);
        if (!mail.IsAccepted)
            return (mail, null);
        return (mail, await SayAsync($"RCPT TO:<{recipient}>", CalloutStage.Rcpt, recipient, cancel).ConfigureAwait(false));
    }

    private async ValueTask<CheckAnswer> SayAsync(string line, CalloutStage stage, Mailbox recipient, CancellationToken cancel)
    {
        long begin = time.GetTimestamp();
        var outcome = await _session!.Channel.CommandAsync(line, _settings.CommandTimeout, cancel).ConfigureAwait(false);
        var took = time.GetElapsedTime(begin);
        bool failed = outcome.Reply is null || (stage == CalloutStage.Mail && !outcome.IsPositive);
        var failure = failed ? PeerFailure.Of(stage, outcome, _session.Address.Label) : null;
        var meaning = outcome.Reply is null ? default : ReplyClassifier.Classify(stage, outcome.Reply, recipient);
        if (outcome.Reply is null or { Code: 421 }) // RFC 5321 3.8: the server closes
            await DropAsync(null).ConfigureAwait(false);
        return new CheckAnswer(outcome.Reply, meaning, failure, took);
    }

    private async ValueTask<bool> EnsureSessionAsync(CancellationToken cancel) =>
        _session is not null || await OpenAsync(cancel).ConfigureAwait(false);

    private async ValueTask<bool> OpenAsync(CancellationToken cancel)
    {
        if (_sessions == MaxSessions)
            return false;
        var terms = new PeerTerms(_settings.Tls, _settings.ConnectTimeout, _settings.CommandTimeout, plan.Transcript, Findings.Notes);
        var (session, failure) = await opener.OpenAsync(_host!, terms, cancel).ConfigureAwait(false);
        Findings.Host ??= session?.Address.Label ?? failure?.Host;
        if (_sessions++ == 0)
        {
            Findings.Failure = failure;
            Findings.Tls = Findings.Notes.Hello is null ? Findings.Tls : Seen(Findings.Notes);
        }
        _session = session;
        _transactionOpen = false;
        return session is not null;
    }

    private CheckedTls Seen(PeerNotes notes)
    {
        bool? works = notes.IsEncrypted ? true : notes.TlsCause is null || !notes.OffersTls ? null : false;
        bool? namesHost = notes.IsEncrypted && _settings.Tls == TlsPolicy.Verify ? true : null;
        return new CheckedTls(notes.OffersTls, works, namesHost, notes.IsEncrypted || !notes.OffersTls ? null : notes.TlsCause);
    }

    // Call-outs take any certificate unless told otherwise, so a connection of its own has to look at it.
    private async ValueTask LookAtCertificateAsync(CancellationToken cancel)
    {
        if (Findings.Tls is not { Offered: true, NamesHost: null } seen || _settings.Tls is TlsPolicy.Off or TlsPolicy.Verify || seen.Works == false)
            return;
        plan.Transcript.Note("once more, to look at the certificate");
        var notes = new PeerNotes();
        var terms = new PeerTerms(TlsPolicy.Verify, _settings.ConnectTimeout, _settings.CommandTimeout, plan.Transcript, notes);
        var (session, failure) = await opener.OpenAsync(_host!, terms, cancel).ConfigureAwait(false);
        if (session is not null)
        {
            Findings.Tls = new CheckedTls(true, true, true, null);
            await session.QuitAsync().ConfigureAwait(false);
        }
        else if (failure is { Stage: CalloutStage.StartTls, Fault: PeerFault.Tls })
            Findings.Tls = seen with { NamesHost = seen.Works == true ? false : null, Cause = failure.Cause };
    }

    private async ValueTask CloseAsync()
    {
        if (_session is not { } session)
            return;
        _session = null;
        await session.QuitAsync().ConfigureAwait(false);
    }

    private async ValueTask DropAsync(string? note)
    {
        if (note is not null)
            plan.Transcript.Note(note);
        var session = _session!;
        _session = null;
        await session.DisposeAsync().ConfigureAwait(false);
    }
}
