using System.Net;
using Microsoft.Extensions.Logging;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Core.Events;
using Rollcall.Core.Gateway;
using Rollcall.Core.Recipients;
using Rollcall.Protocols.Smtp;

namespace Rollcall.Core.Services;

/// <summary>The one question of the neighbours: does this recipient exist? It enters where RCPT of our own gateway does.</summary>
/// <param name="verifier">Does the recipient exist?</param>
/// <param name="directory">The remembered verdicts.</param>
/// <param name="harvest">Who guesses recipients.</param>
/// <param name="settings">
/// The settings of now: a neighbour's connection lives for hours, and must learn of a new domain without being closed.
/// </param>
/// <param name="log">One line a decision.</param>
public sealed class RecipientLookup(
    RecipientVerifier verifier, RecipientDirectory directory, HarvestGuard harvest, Func<GatewaySettings> settings, ILogger log)
{
    /// <summary>Where refusals are told; null is nowhere.</summary>
    public EventFeed? Events { get; init; }

    /// <summary>The answer about an address as the neighbour wrote it, on behalf of nobody whose recipients could be counted.</summary>
    public ValueTask<ServiceAnswer> FindAsync(string address, string session, CancellationToken cancel) =>
        FindAsync(new LookedUp(address, session, null, false), cancel);

    /// <summary>The same on behalf of a client of the neighbour; its refused recipients are counted, unless the reverse-path is null.</summary>
    public ValueTask<ServiceAnswer> FindAsync(LookedUp wanted, CancellationToken cancel)
    {
        var now = settings();
        if (RecipientAddress.IsPostmaster(wanted.Address)) // RFC 5321 4.1.1.3, without a domain
            return new(ServiceAnswer.Exists);
        if (DomainOf(wanted.Address, now.Domains) is not { } domain)
            return new(ServiceAnswer.NotProtected);
        bool refuses = domain.Callout.Mode != CalloutMode.Shadow;
        if (!TryParse(wanted.Address, out var recipient) || !RecipientAddress.TryGetKey(recipient, domain, out var key))
            return new(refuses ? ServiceAnswer.BadAddress : ServiceAnswer.Exists);
        var client = wanted.Client is { } address && !wanted.IsBounce && !now.IsTrusted(address) ? harvest.Of(address) : null;
        if (refuses && client is { IsBanned: true })
            return new(ServiceAnswer.Banned);
        if (RecipientAddress.IsPostmaster(recipient.LocalPart)) // RFC 5321 4.5.1
            return new(ServiceAnswer.Exists);
        var standing = client is not null ? client.Standing : wanted.Client is { } trusted && now.IsTrusted(trusted) ? AskerStanding.Trusted : AskerStanding.Clean;
        var verification = verifier.VerifyAsync(domain, recipient, key, new Asker(standing, wanted.Session) { Client = wanted.Client });
        var pending = new Pending(wanted, domain, recipient, key, client);
        return verification.IsCompletedSuccessfully ? new(Decide(pending, verification.Result)) : DecideLaterAsync(pending, verification, cancel);
    }

    private async ValueTask<ServiceAnswer> DecideLaterAsync(Pending pending, ValueTask<Verification> verification, CancellationToken cancel) =>
        Decide(pending, await verification.AsTask().WaitAsync(cancel).ConfigureAwait(false));

    private ServiceAnswer Decide(Pending pending, Verification verification)
    {
        var answer = ServiceDecision.Decide(verification, pending.Domain.Callout);
        var (verdict, source) = (verification.Verdict.Word(), verification.Source.Word());
        GatewayMeter.Rcpt(pending.Domain.Name, verdict, source);
        pending.Counted?.Count(answer == ServiceAnswer.Exists ? Verdict.Valid : verification.Verdict);
        if (answer == ServiceAnswer.Exists)
            directory.CountMail(pending.Key);
        else if (Events is { IsRead: true } events) // the code is the neighbour's matter
            events.Publish(GatewayEvents.Refusal(pending.Wanted.Session, pending.Wanted.Client, pending.Domain.Name, pending.Recipient) with { Verdict = verdict, Source = source });
        // As at RCPT: a line for each recipient answered from memory would cost a tenth of the speed.
        var level = answer == ServiceAnswer.Exists && verification.Source != VerdictSource.Callout ? LogLevel.Debug : LogLevel.Information;
        if (log.IsEnabled(level))
            GatewayLog.Rcpt(log, level, pending.Wanted.Session, pending.Wanted.Client, pending.Domain.Name, pending.Recipient, verdict, source, verification.Cause);
        return answer;
    }

    // Keys such as "example.com", "bob@" and "@example.com" are asked by tables that know patterns; they name nobody.
    private static ProtectedDomain? DomainOf(string address, DomainTable domains)
    {
        int at = address.LastIndexOf('@');
        return at > 0 && DomainName.TryNormalize(address[(at + 1)..], out var name) ? domains.Find(name) : null;
    }

    // Neighbours hold local parts without their quotes: what is no address as it stands may be one with them.
    private static bool TryParse(string address, out Mailbox recipient)
    {
        if (MailboxParser.TryParseAddress(address, out recipient, out _))
            return true;
        int at = address.LastIndexOf('@');
        return MailboxParser.TryParseAddress(RecipientAddress.Quote(address[..at]) + address[at..], out recipient, out _);
    }

    private sealed record Pending(LookedUp Wanted, ProtectedDomain Domain, Mailbox Recipient, RecipientKey Key, HarvestClient? Counted);
}

/// <summary>A recipient that a neighbour asks about.</summary>
/// <param name="Address">As the neighbour wrote it.</param>
/// <param name="Session">The connection it asks by, for log and evidence.</param>
/// <param name="Client">Who sends the mail; null where the protocol does not tell.</param>
/// <param name="IsBounce">The reverse-path is null, and so the recipient is not guessed.</param>
public readonly record struct LookedUp(string Address, string Session, IPAddress? Client, bool IsBounce);
