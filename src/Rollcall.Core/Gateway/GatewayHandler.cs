using System.Buffers;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Delivery;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Peers;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>What all sessions share.</summary>
/// <param name="Verifier">Does the recipient exist?</param>
/// <param name="Directory">The remembered verdicts.</param>
/// <param name="Delivery">The way out.</param>
/// <param name="Refusals">What destinations refused late.</param>
/// <param name="Health">Which destinations are down.</param>
/// <param name="Harvest">Who guesses recipients.</param>
/// <param name="Room">Where bodies are held.</param>
/// <param name="Resolver">The names of clients.</param>
/// <param name="Time">The clock.</param>
public sealed record GatewayParts(
    RecipientVerifier Verifier, RecipientDirectory Directory, CutThrough Delivery, LateRefusals Refusals, PeerHealth Health, HarvestGuard Harvest, BodyRoom Room, IResolver Resolver, TimeProvider Time)
{
    /// <summary>Where refusals are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }
}

/// <summary>What the commands of one SMTP session mean here: who is accepted, and where the message goes.</summary>
public sealed class GatewayHandler(GatewayParts parts, GatewaySettings settings, SmtpClientInfo peer, ILogger log) : ISmtpHandler, IDisposable
{
    private readonly List<TakenRecipient> _recipients = [];
    private readonly Dictionary<Mailbox, ValueTask<Verification>> _prepared = []; // by the address as written: another spelling is another question
    private SmtpClientInfo _client = peer;
    private HarvestClient? _harvest = CountedOf(peer, parts);
    private HelloCommand _hello = new("unknown", false);
    private MailCommand? _mail;
    private ProtectedDomain? _domain; // whose destination the transaction has
    private IncomingMessage? _message;
    private Task<string?>? _reverseName;

    /// <inheritdoc/>
    public ValueTask<Reply> ConnectAsync(CancellationToken cancel) => new(_harvest is { IsBanned: true } ? Replies.Banned : Replies.Banner(settings.HostName));

    /// <inheritdoc/>
    public ValueTask<Reply> XclientAsync(XclientCommand client, CancellationToken cancel)
    {
        // Without an address to count by, the one that it had stays: it must not become that of a Unix socket, which is trusted.
        if (client.Address is { } address)
        {
            _client = _client with { Address = address, IsTrusted = settings.IsTrusted(address) };
            _reverseName = null;
        }
        if (client.Name is { } name)
            _reverseName = Task.FromResult<string?>(name);
        _harvest = CountedOf(_client, parts);
        return ConnectAsync(cancel);
    }

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
            var (recipient, domain) = Receiver(rcpt.Recipient);
            if (domain is null || parts.Refusals.Find(_mail!.ReversePath, recipient) is not null)
                continue;
            RecipientKey key = default;
            bool taken = IsTakenUnasked(rcpt.Recipient);
            if (!taken && !RecipientAddress.TryGetKey(recipient, domain, out key))
                continue;
            first ??= domain;
            if (!taken && SameWay(first, domain) && !_prepared.ContainsKey(recipient))
                _prepared[recipient] = parts.Verifier.VerifyAsync(domain, recipient, key, Asker).Preserve();
        }
    }

    /// <inheritdoc/>
    public ValueTask<Reply> RcptAsync(RcptCommand rcpt, CancellationToken cancel)
    {
        if (Counted is { IsBanned: true })
            return new(Replies.Banned);
        var (recipient, domain) = Receiver(rcpt.Recipient);
        if (domain is null)
        {
            GatewayLog.Rcpt(log, LogLevel.Information, _client.SessionId, _client.Address, recipient.Domain, recipient, "relay-denied", "none", null);
            GatewayMeter.Rcpt("other", "relay-denied", "none");
            return new(Tell(recipient, recipient.Domain, ("relay-denied", "none"), Replies.RelayDenied(recipient)));
        }
        if (_recipients.Count >= settings.MaxRecipients)
            return new(Replies.TooManyRecipients);
        if (_domain is not null && !SameWay(_domain, domain))
            return new(Replies.SendSeparately(rcpt.Recipient));
        if (_domain is not null && domain.DeliverTo.IsLmtp)
            return new(Replies.SendSeparately(rcpt.Recipient)); // an LMTP server answers once per recipient (RFC 2033 4.2)
        if (parts.Refusals.Find(_mail!.ReversePath, recipient) is { } refused)
            return new(Refused(recipient, domain, refused));
        if (IsTakenUnasked(rcpt.Recipient))
            return new(IsDown(domain) ? Replies.DestinationDown(recipient) : Take(recipient, domain));
        if (!RecipientAddress.TryGetKey(recipient, domain, out var key))
            return new(Replies.BadAddress);
        var verification = _prepared.Remove(recipient, out var prepared) ? prepared : parts.Verifier.VerifyAsync(domain, recipient, key, Asker);
        return verification.IsCompletedSuccessfully
            ? new(Decide(recipient, domain, key, verification.Result))
            : DecideLaterAsync(recipient, domain, key, verification, cancel);
    }

    /// <inheritdoc/>
    public ValueTask<Reply> DataAsync(CancellationToken cancel)
    {
        if (!parts.Room.Spool.HasRoom)
            return new(Replies.NoRoom);
        if (IsDown(_domain!)) // since RCPT; no body is taken in vain
            return new(Replies.DestinationDown("The destination cannot take mail at present, try again later"));
        _message = new IncomingMessage(parts.Room, settings.HostName);
        _reverseName ??= _client.Address is null ? Task.FromResult<string?>(null) : parts.Resolver.ConfirmedNameAsync(_client.Address, cancel).AsTask();
        return new(Replies.StartData);
    }

    /// <inheritdoc/>
    public async ValueTask BodyAsync(ReadOnlySequence<byte> piece, CancellationToken cancel)
    {
        if (await _message!.AppendAsync(piece, cancel).ConfigureAwait(false) is { } noRoom)
            GatewayLog.NoRoom(log, _client.SessionId, noRoom);
    }

    /// <inheritdoc/>
    public async ValueTask<Reply> EndOfDataAsync(BodyFacts facts, CancellationToken gone)
    {
        long endOfData = parts.Time.GetTimestamp();
        if (await _message!.FinishAsync().ConfigureAwait(false) is { } noRoom)
            GatewayLog.NoRoom(log, _client.SessionId, noRoom);
        var refusal = _message.Refusal(facts, settings.BareNewlines);
        var (reply, delivery) = refusal is null ? await PassOnAsync(endOfData, gone).ConfigureAwait(false) : (refusal, default);
        GatewayLog.Message(
            log, _client.SessionId, _client.Address, _hello.Name, _mail!.ReversePath, [.. _recipients.Select(taken => taken.Address)], _domain!.Name, facts.Size,
            (long)parts.Time.GetElapsedTime(endOfData).TotalMilliseconds, GatewayMeter.Message(reply), reply, delivery.Host, delivery.Reply);
        if (!reply.IsPositive && reply != Replies.ClientGone && parts.Events is { IsRead: true } events)
        {
            foreach (var (recipient, domain) in _recipients)
                events.Publish(GatewayEvents.Refusal(_client.SessionId, _client.Address, domain.Name, recipient).By(reply) with { Stage = "data" });
        }
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
        if (_message is { } message)
            _ = message.DisposeAsync().AsTask();
        _message = null;
    }

    /// <summary>Gives back what the transaction under way holds.</summary>
    public void Dispose() => Reset();

    // Bounces go to who wrote first, so that their recipients are not guessed (docs/callouts.md, Harvest attacks).
    private HarvestClient? Counted => _mail is { ReversePath.IsNull: true } ? null : _harvest;

    private static HarvestClient? CountedOf(SmtpClientInfo client, GatewayParts parts) =>
        client.IsTrusted || client.Address is null ? null : parts.Harvest.Of(client.Address);

    // Who is not counted may still be one of many that attack a domain.
    private Asker Asker => new(_harvest is null ? AskerStanding.Trusted : Counted?.Standing ?? AskerStanding.Clean, _client.SessionId) { Client = _client.Address };

    // RFC 5321 4.5.1; quoted it is the same mailbox (4.1.2).
    private static bool IsTakenUnasked(Mailbox recipient) => RecipientAddress.IsPostmaster(recipient.LocalPart);

    private static bool SameWay(ProtectedDomain one, ProtectedDomain other) =>
        one == other || (one.DeliverTo.Equals(other.DeliverTo) && one.Callout.Tls == other.Callout.Tls);

    private bool IsDown(ProtectedDomain domain) => parts.Health.IsDown(domain.DeliverTo);

    private bool IsOwnName(string domain) => domain.Equals(settings.HostName, StringComparison.OrdinalIgnoreCase);

    // Who gets the mail of a recipient as written, and in which domain; none for a foreign one. Our own postmaster has no destination:
    // the configured one gets its mail (RFC 5321 4.5.1).
    private (Mailbox Recipient, ProtectedDomain? Domain) Receiver(Mailbox recipient)
    {
        if (recipient.Domain.Length > 0 && !(IsTakenUnasked(recipient) && IsOwnName(recipient.Domain)))
            return (recipient, settings.DomainOf(recipient));
        if (settings.ConfiguredPostmaster is { } configured)
            return (configured.Address, configured.Domain);
        return settings.Domains.Domains is [var first, ..] ? (new Mailbox("postmaster", first.Name), first) : (recipient, null);
    }

    private Reply Refused(Mailbox recipient, ProtectedDomain domain, Reply kept)
    {
        GatewayLog.Rcpt(log, LogLevel.Information, _client.SessionId, _client.Address, domain.Name, recipient, "refused", "delivery", kept.ToString());
        GatewayMeter.Rcpt(domain.Name, "refused", "delivery");
        return Tell(recipient, domain.Name, ("refused", "delivery"), kept);
    }

    private Reply Tell(Mailbox recipient, string domain, (string Verdict, string Source) why, Reply reply)
    {
        if (parts.Events is { IsRead: true } events)
            events.Publish(GatewayEvents.Refusal(_client.SessionId, _client.Address, domain, recipient).By(reply) with { Verdict = why.Verdict, Source = why.Source });
        return reply;
    }

    private Reply Take(Mailbox recipient, ProtectedDomain domain)
    {
        _domain ??= domain;
        _recipients.Add(new TakenRecipient(recipient, domain));
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
        Counted?.Count(reply == Replies.RecipientOk ? Verdict.Valid : verification.Verdict);
        bool isDown = (reply.IsPositive || verification.Verdict != Verdict.Invalid) && IsDown(domain);
        if (isDown)
            reply = Replies.DestinationDown(recipient);
        if (reply.IsPositive)
        {
            Take(recipient, domain);
            parts.Directory.CountMail(key);
        }
        // A line per RCPT answered from memory would cost a tenth of the speed.
        var level = reply.IsPositive && verification.Source != VerdictSource.Callout ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            GatewayLog.Rcpt(log, level, _client.SessionId, _client.Address, domain.Name, recipient, verification.Verdict.Word(), verification.Source.Word(), isDown ? PeerHealth.AllRest : verification.Cause);
        return reply.IsPositive ? reply : Tell(recipient, domain.Name, (verification.Verdict.Word(), verification.Source.Word()), reply);
    }

    // A destination without SMTPUTF8 gets A-labels in the envelope, and must not find others in the header.
    private static Mailbox InHeader(TakenRecipient taken) =>
        taken.Address.NeedsUtf8 ? taken.Address with { Domain = taken.Domain.Name } : taken.Address;

    private async Task<(Reply, DeliveryResult)> PassOnAsync(long endOfData, CancellationToken gone)
    {
        var reverseName = await _reverseName!.ConfigureAwait(false) ?? "unknown";
        var facts = new HelloFacts(_hello.Name, reverseName, TraceHeader.Protocol(_hello, _mail!));
        var trace = TraceHeader.Received(_client, facts, settings.HostName, _recipients.Count == 1 ? InHeader(_recipients[0]) : null, parts.Time.GetUtcNow());
        var shipment = new Shipment(_domain!.DeliverTo, _domain.Callout.Tls, _mail!.ReversePath, [.. _recipients.Select(taken => taken.Address)], trace, _message!.Body)
        {
            EightBitMime = _mail.EightBitMime,
            Utf8Header = _mail.Utf8 && _message.Header.IsEightBit,
            EndOfData = endOfData,
            Client = _client.Address,
            ClientGone = gone,
        };
        var result = await parts.Delivery.DeliverAsync(shipment, settings.Delivery).ConfigureAwait(false);
        if (result.Failure is { } failure)
            GatewayLog.DeliveryFailed(log, _client.SessionId, _domain.Name, failure.Stage, failure.Fault, failure.Host, failure.Cause);
        if (result.IsDelivered)
            _harvest?.PassedOn();
        var reply = await parts.Refusals.TakeAsync(_mail.ReversePath, _recipients, result).ConfigureAwait(false)
            ?? DeliveryReplies.Of(result, shipment, _client.SessionId);
        return (reply, result);
    }
}
