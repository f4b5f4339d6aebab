using System.Buffers;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>What all sessions share.</summary>
/// <param name="Verifier">Does the recipient exist?</param>
/// <param name="Directory">The remembered verdicts.</param>
/// <param name="Delivery">The way out.</param>
/// <param name="Room">Where bodies are held.</param>
/// <param name="Resolver">The names of clients.</param>
/// <param name="Time">The clock.</param>
public sealed record GatewayParts(
    RecipientVerifier Verifier, RecipientDirectory Directory, CutThrough Delivery, BodyRoom Room, IResolver Resolver, TimeProvider Time);

/// <summary>What the commands of one SMTP session mean here: who is accepted, and where the message goes.</summary>
public sealed class GatewayHandler(GatewayParts parts, GatewaySettings settings, SmtpClientInfo client, ILogger log) : ISmtpHandler, IDisposable
{
    private readonly List<Mailbox> _recipients = [];
    private readonly Dictionary<RecipientKey, ValueTask<Verification>> _prepared = [];
    private HelloCommand _hello = new("unknown", false);
    private MailCommand? _mail;
    private ProtectedDomain? _domain; // whose destination the transaction has
    private MessageBody? _body;
    private Task<string?>? _reverseName;

    /// <inheritdoc/>
    public ValueTask<Reply> ConnectAsync(CancellationToken cancel) => new(Replies.Banner(settings.HostName));

    /// <inheritdoc/>
    public void Hello(HelloCommand hello) => _hello = hello;

    /// <inheritdoc/>
    public ValueTask<Reply> MailAsync(MailCommand mail, CancellationToken cancel)
    {
        if (!parts.Room.Spool.HasRoom)
            return new(Replies.NoRoom);
        _mail = mail;
        return new(Replies.SenderOk);
    }

    /// <inheritdoc/>
    public void PrepareRecipients(IReadOnlyList<RcptCommand> recipients)
    {
        _prepared.Clear();
        if (recipients.Count == 1)
            return;
        // Of another destination than the first they will be answered 452: asking about them now is in vain.
        var first = _domain;
        foreach (var rcpt in recipients.Take(settings.MaxRecipients - _recipients.Count))
        {
            if (Find(rcpt.Recipient) is not { } domain || IsPostmaster(rcpt.Recipient) || !RecipientAddress.TryGetKey(rcpt.Recipient, domain, out var key))
                continue;
            first ??= domain;
            if (SameWay(first, domain) && !_prepared.ContainsKey(key))
                _prepared[key] = parts.Verifier.VerifyAsync(domain, rcpt.Recipient, key).Preserve();
        }
    }

    /// <inheritdoc/>
    public ValueTask<Reply> RcptAsync(RcptCommand rcpt, CancellationToken cancel)
    {
        var recipient = rcpt.Recipient;
        if (recipient.Domain.Length == 0 || (IsPostmaster(recipient) && IsOwnName(recipient.Domain)))
            return new(Postmaster(recipient));
        if (Find(recipient) is not { } domain)
        {
            GatewayLog.Rcpt(log, LogLevel.Information, client.SessionId, recipient.Domain, recipient, "relay-denied", "none");
            GatewayMeter.Rcpt("other", "relay-denied", "none");
            return new(Replies.RelayDenied(recipient));
        }
        if (_recipients.Count >= settings.MaxRecipients)
            return new(Replies.TooManyRecipients);
        if (_domain is not null && !SameWay(_domain, domain))
            return new(Replies.SendSeparately(recipient));
        if (_domain is not null && domain.DeliverTo.IsLmtp)
            return new(Replies.SendSeparately(recipient)); // an LMTP server answers once per recipient (RFC 2033 4.2)
        if (IsPostmaster(recipient)) // RFC 5321 4.5.1
            return new(Take(recipient, domain));
        if (!RecipientAddress.TryGetKey(recipient, domain, out var key))
            return new(Replies.BadAddress);
        var verification = _prepared.Remove(key, out var prepared) ? prepared : parts.Verifier.VerifyAsync(domain, recipient, key);
        return verification.IsCompletedSuccessfully
            ? new(Decide(recipient, domain, key, verification.Result))
            : DecideLaterAsync(recipient, domain, key, verification, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<Reply> DataAsync(CancellationToken cancel)
    {
        if (!parts.Room.Spool.HasRoom)
            return new(Replies.NoRoom);
        _body = new MessageBody(parts.Room);
        _reverseName ??= client.Address is null ? Task.FromResult<string?>(null) : parts.Resolver.ConfirmedNameAsync(client.Address, cancel).AsTask();
        return new(Replies.StartData);
    }

    /// <inheritdoc/>
    public async ValueTask BodyAsync(ReadOnlySequence<byte> piece, CancellationToken cancel)
    {
        if (_body is null)
            return; // there was no room; the rest is read and thrown away
        try
        {
            foreach (var memory in piece)
                await _body.AppendAsync(memory, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            GatewayLog.NoRoom(log, client.SessionId, e);
            await _body.DisposeAsync().ConfigureAwait(false);
            _body = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Reply> EndOfDataAsync(BodyFacts facts, CancellationToken cancel)
    {
        var reply = facts.TooLarge ? Replies.TooLarge
            : _body is null ? Replies.NoRoom
            : facts.BareNewline && settings.BareNewlines == BareNewlinePolicy.Keep ? Replies.BareNewline
            : await PassOnAsync().ConfigureAwait(false);
        GatewayLog.Message(log, client.SessionId, _mail!.ReversePath, _domain!.Name, _recipients.Count, facts.Size, GatewayMeter.Message(reply), reply);
        Reset();
        return reply;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        _mail = null;
        _domain = null;
        _recipients.Clear();
        _prepared.Clear();
        if (_body is { } body)
            _ = body.DisposeAsync().AsTask();
        _body = null;
    }

    /// <summary>Gives back what the transaction under way holds.</summary>
    public void Dispose() => Reset();

    private static bool IsPostmaster(Mailbox recipient) => RecipientAddress.IsPostmaster(recipient.LocalPart);

    private static bool SameWay(ProtectedDomain one, ProtectedDomain other) =>
        one == other || (one.DeliverTo.Equals(other.DeliverTo) && one.Callout.Tls == other.Callout.Tls);

    private bool IsOwnName(string domain) => domain.Equals(settings.HostName, StringComparison.OrdinalIgnoreCase);

    private ProtectedDomain? Find(Mailbox recipient) => DomainName.TryNormalize(recipient.Domain, out var name) ? settings.Domains.Find(name) : null;

    // Our own postmaster has no destination: the configured one gets the mail (RFC 5321 4.5.1).
    private Reply Postmaster(Mailbox recipient)
    {
        var domains = settings.Domains;
        if (settings.Postmaster.Length > 0 && MailboxParser.TryParseAddress(settings.Postmaster, out var configured, out _) && Find(configured) is { } named)
            return _domain is null || SameWay(_domain, named) ? Take(configured, named) : Replies.SendSeparately(recipient);
        if (domains.Domains.Count == 0)
            return Replies.RelayDenied(recipient);
        var first = domains.Domains[0];
        return _domain is null || SameWay(_domain, first) ? Take(new Mailbox("postmaster", first.Name), first) : Replies.SendSeparately(recipient);
    }

    private Reply Take(Mailbox recipient, ProtectedDomain domain)
    {
        _domain ??= domain;
        _recipients.Add(recipient);
        return Replies.RecipientOk;
    }

    private async ValueTask<Reply> DecideLaterAsync(
        Mailbox recipient, ProtectedDomain domain, RecipientKey key, ValueTask<Verification> verification, CancellationToken cancel)
    {
        var known = await verification.AsTask().WaitAsync(cancel).ConfigureAwait(false);
        return Decide(recipient, domain, key, known);
    }

    private Reply Decide(Mailbox recipient, ProtectedDomain domain, RecipientKey key, Verification verification)
    {
        var reply = RcptDecision.Decide(verification, domain.Callout, recipient);
        GatewayMeter.Rcpt(domain.Name, verification.Verdict.Word(), verification.Source.Word());
        if (reply.IsPositive)
        {
            Take(recipient, domain);
            parts.Directory.CountMail(key);
        }
        // A line per RCPT answered from memory would cost a tenth of the speed.
        var level = reply.IsPositive && verification.Source != VerdictSource.Callout ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            GatewayLog.Rcpt(log, level, client.SessionId, domain.Name, recipient, verification.Verdict.Word(), verification.Source.Word());
        return reply;
    }

    private async Task<Reply> PassOnAsync()
    {
        var mail = _mail!;
        var reverseName = await _reverseName!.ConfigureAwait(false) ?? "unknown";
        var facts = new HelloFacts(_hello.Name, reverseName, TraceHeader.Protocol(_hello, mail));
        var trace = TraceHeader.Received(client, facts, settings.HostName, _recipients.Count == 1 ? _recipients[0] : null, parts.Time.GetUtcNow());
        var shipment = new Shipment(_domain!.DeliverTo, _domain.Callout.Tls, mail.ReversePath, mail.EightBitMime, _recipients, trace, _body!);
        var result = await parts.Delivery.DeliverAsync(shipment).ConfigureAwait(false);
        if (result.Failure is { } failure)
            GatewayLog.DeliveryFailed(log, client.SessionId, _domain.Name, failure.Stage, failure.Fault, failure.Host, failure.Cause);
        return DeliveryReplies.Of(result, client.SessionId);
    }
}
