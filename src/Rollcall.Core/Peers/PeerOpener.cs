using System.Net;
using BitFaster.Caching.Lru;
using Rollcall.Core.Callout;
using Rollcall.Core.Domains;
using Rollcall.Protocols.Smtp.Client;

namespace Rollcall.Core.Peers;

/// <summary>How a session is opened.</summary>
/// <param name="Tls">STARTTLS.</param>
/// <param name="ConnectTimeout">Limit of one connect.</param>
/// <param name="CommandTimeout">Limit of the banner and of each reply.</param>
/// <param name="Transcript">Where the lines are noted, or null.</param>
/// <param name="Notes">Where the server's words of itself are noted, or null.</param>
public sealed record PeerTerms(TlsPolicy Tls, TimeSpan ConnectTimeout, TimeSpan CommandTimeout, Transcript? Transcript = null, PeerNotes? Notes = null)
{
    /// <summary>What an address may have; room for a connection is waited for. Null for no limit.</summary>
    public AddressRoom? Room { get; init; }
}

/// <summary>A session, or why there is none.</summary>
public readonly record struct OpenResult(PeerSession? Session, PeerFailure? Failure);

/// <summary>Opens sessions with customers' servers, for call-outs and deliveries alike: address, connect, banner, EHLO, STARTTLS.</summary>
public sealed class PeerOpener(IDialer dialer, PeerLocator locator, OwnNames own, TimeProvider time)
{
    private const int MaxInClear = 10_000; // addresses; one that is pushed out costs one more handshake
    private static readonly TimeSpan _inClearFor = TimeSpan.FromHours(1); // docs/config.md, callout.tls
    private static readonly TimeSpan _deadFor = TimeSpan.FromSeconds(30); // docs/callouts.md: with a working neighbour, one failed connect rests a host
    private readonly ConcurrentLru<IPEndPoint, long> _inClear = new(Environment.ProcessorCount, MaxInClear, EqualityComparer<IPEndPoint>.Default);
    private readonly ConcurrentLru<IPEndPoint, long> _dead = new(Environment.ProcessorCount, MaxInClear, EqualityComparer<IPEndPoint>.Default);
    private volatile Setup _setup = new(locator, own);

    /// <summary>From the next session on, finds hosts and names us by these.</summary>
    public void Use(PeerLocator nextLocator, OwnNames nextNames) => _setup = new Setup(nextLocator, nextNames);

    /// <summary>
    /// Tries the addresses of <paramref name="host"/> one after the other, those that could not be reached lately behind the others; the
    /// failure is that of the last.
    /// </summary>
    public async ValueTask<OpenResult> OpenAsync(DestinationHost host, PeerTerms terms, CancellationToken cancel)
    {
        var (finds, names) = _setup;
        var (addresses, cause) = await finds.LocateAsync(host, cancel).ConfigureAwait(false);
        var last = new OpenResult(null, new PeerFailure(CalloutStage.Connect, PeerFault.Dns, null, cause, host.ToString()));
        if (addresses.Count == 0)
            terms.Transcript?.Note($"{host}: {cause}");
        foreach (var address in addresses.OrderBy(address => IsWithin(_dead, address, _deadFor)))
        {
            last = await OpenAddressAsync(new Hosting(address, host.Scheme, null), names, terms, cancel).ConfigureAwait(false);
            if (last.Failure is { Stage: CalloutStage.Connect, Fault: PeerFault.Unreachable or PeerFault.Timeout })
                _dead.AddOrUpdate(address.Address, time.GetTimestamp());
            if (last.Session is not null)
                break;
        }
        return last;
    }

    private async ValueTask<OpenResult> OpenAddressAsync(Hosting host, OwnNames names, PeerTerms terms, CancellationToken cancel)
    {
        bool opportunistic = terms.Tls == TlsPolicy.Opportunistic;
        if (opportunistic && IsWithin(_inClear, host.Address, _inClearFor))
            return await ConnectAsync(host, names, terms with { Tls = TlsPolicy.Off }, cancel).ConfigureAwait(false);
        var result = await ConnectAsync(host, names, terms, cancel).ConfigureAwait(false);
        if (!opportunistic || result.Failure is not { Fault: PeerFault.Tls })
            return result;
        _inClear.AddOrUpdate(host.Address.Address, time.GetTimestamp());
        return await ConnectAsync(host, names, terms with { Tls = TlsPolicy.Off }, cancel).ConfigureAwait(false);
    }

    private bool IsWithin(ConcurrentLru<IPEndPoint, long> since, PeerAddress address, TimeSpan span) =>
        since.TryGet(address.Address, out long at) && time.GetElapsedTime(at) < span;

    private async ValueTask<OpenResult> ConnectAsync(Hosting host, OwnNames names, PeerTerms terms, CancellationToken cancel)
    {
        var address = host.Address;
        terms.Transcript?.Note($"connecting to {address.Label} ({address.Address.Address})");
        if (AddressGuard.Refuse(address.Address.Address, address.Scope) is { } refusal)
            return Fail(terms, new PeerFailure(CalloutStage.Connect, PeerFault.Forbidden, null, refusal, address.Label));
        if (names.ListensAt(address.Address))
            return Fail(terms, new PeerFailure(CalloutStage.Connect, PeerFault.Loop, null, "it is a listener of this gateway", address.Label));
        var place = terms.Room is { } room ? await room.Loads.EnterAsync(address.Address, room, cancel).ConfigureAwait(false) : null;
        IPeerConnection? connection = null;
        bool kept = false;
        try
        {
            var dial = await dialer.DialAsync(address.Address, terms.ConnectTimeout, cancel).ConfigureAwait(false);
            connection = dial.Connection;
            if (connection is null)
                return Fail(terms, new PeerFailure(CalloutStage.Connect, FaultOf(dial.Failure), null, dial.Cause, address.Label));
            var result = await new Greeting(connection, host with { Place = place }, terms, names, time).RunAsync(cancel).ConfigureAwait(false);
            kept = result.Session is not null;
            return result;
        }
        finally
        {
            if (!kept && connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            if (!kept)
                place?.Dispose();
        }
    }

    private static PeerFault FaultOf(DialFailure failure) => failure switch
    {
        DialFailure.Timeout => PeerFault.Timeout,
        DialFailure.Ours => PeerFault.Ours,
        _ => PeerFault.Unreachable,
    };

    private static OpenResult Fail(PeerTerms terms, PeerFailure failure)
    {
        terms.Transcript?.Note(failure.Cause);
        return new OpenResult(null, failure);
    }

    // One reference, so that a reload never shows the names of one configuration beside the hosts of another.
    private sealed record Setup(PeerLocator Locator, OwnNames Names);
}

/// <summary>Whom a connection is with, by which protocol, and its room there.</summary>
internal readonly record struct Hosting(PeerAddress Address, HostScheme Scheme, AddressLoads.Place? Place);

/// <summary>The first lines of one connection, from the banner to the last EHLO.</summary>
internal sealed class Greeting(IPeerConnection connection, Hosting hosting, PeerTerms terms, OwnNames own, TimeProvider time)
{
    private readonly PeerAddress _address = hosting.Address;
    private readonly SmtpChannel _channel = new(connection.Transport, time) { Transcript = terms.Transcript };
    private bool _handshakeBegun;

    /// <summary>Runs it; a refusal is followed by QUIT.</summary>
    public async ValueTask<OpenResult> RunAsync(CancellationToken cancel)
    {
        long begin = time.GetTimestamp();
        var banner = await _channel.ReadReplyAsync(terms.CommandTimeout, cancel).ConfigureAwait(false);
        terms.Notes?.TookBanner(banner.Reply, time.GetElapsedTime(begin));
        if (!banner.IsPositive)
            return await FailAsync(PeerFailure.Of(CalloutStage.Banner, banner, _address.Label)).ConfigureAwait(false);
        if (own.Names(banner.Reply!))
            return await FailAsync(Loop(CalloutStage.Banner)).ConfigureAwait(false);
        var (capabilities, failure) = await HelloAsync(cancel).ConfigureAwait(false);
        if (failure is null && terms.Tls != TlsPolicy.Off)
            (capabilities, failure) = await StartTlsAsync(capabilities!, cancel).ConfigureAwait(false);
        if (failure is { Stage: CalloutStage.StartTls })
            terms.Notes?.FailedTls(failure.Cause);
        return failure is null
            ? new OpenResult(new PeerSession(connection, _channel, hosting, capabilities!, own.HostName), null)
            : await FailAsync(failure).ConfigureAwait(false);
    }

    private async ValueTask<(Capabilities?, PeerFailure?)> HelloAsync(CancellationToken cancel)
    {
        var verb = hosting.Scheme == HostScheme.Lmtp ? "LHLO " : "EHLO "; // RFC 2033 4.1
        var hello = await _channel.CommandAsync(verb + own.HostName, terms.CommandTimeout, cancel).ConfigureAwait(false);
        terms.Notes?.TookHello(hello.Reply);
        if (hello.IsPositive)
            return own.Names(hello.Reply!) ? (null, Loop(CalloutStage.Ehlo)) : (Capabilities.Read(hello.Reply!), null);
        // RFC 5321 3.2: a server that does not know EHLO says 5yz to it and takes HELO.
        if (hello.Reply is { IsPermanent: true } && hosting.Scheme != HostScheme.Lmtp)
        {
            hello = await _channel.CommandAsync("HELO " + own.HostName, terms.CommandTimeout, cancel).ConfigureAwait(false);
            terms.Notes?.TookHello(hello.Reply);
            if (hello.IsPositive)
                return own.Names(hello.Reply!) ? (null, Loop(CalloutStage.Ehlo)) : (Capabilities.None, null);
        }
        return (null, PeerFailure.Of(CalloutStage.Ehlo, hello, _address.Label));
    }

    private async ValueTask<(Capabilities?, PeerFailure?)> StartTlsAsync(Capabilities offered, CancellationToken cancel)
    {
        bool needed = terms.Tls is TlsPolicy.Require or TlsPolicy.Verify;
        if (!offered.StartTls)
            return needed ? (null, Tls("STARTTLS is not offered")) : (offered, null);
        var ready = await _channel.CommandAsync("STARTTLS", terms.CommandTimeout, cancel).ConfigureAwait(false);
        if (ready.Reply is { IsPositive: false } refusal)
            terms.Notes?.FailedTls(refusal.Text);
        if (!ready.IsPositive)
            return needed || ready.Reply is null ? (null, PeerFailure.Of(CalloutStage.StartTls, ready, _address.Label)) : (offered, null);
        _handshakeBegun = true;
        var check = terms.Tls == TlsPolicy.Verify ? CertificateCheck.NamesHost : CertificateCheck.None;
        using var timer = new CancellationTokenSource(terms.CommandTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer.Token);
        try
        {
            if (await connection.StartTlsAsync(_address.Name, check, linked.Token).ConfigureAwait(false) is { } cause)
                return (null, Tls(cause));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, Tls("no TLS handshake in time"));
        }
        _handshakeBegun = false;
        _channel.Replace(connection.Transport);
        terms.Transcript?.Note("TLS");
        terms.Notes?.TookTls();
        return await HelloAsync(cancel).ConfigureAwait(false); // RFC 3207 4.2: what was said in clear is forgotten
    }

    private PeerFailure Loop(CalloutStage stage) =>
        new(stage, PeerFault.Loop, null, "the server is this gateway or another node of it", _address.Label);

    private PeerFailure Tls(string cause) => new(CalloutStage.StartTls, PeerFault.Tls, null, cause, _address.Label);

    // RFC 5321 3.1, 4.1.1.10: a client that does not go on says QUIT; behind a failed handshake nobody would understand it.
    private async ValueTask<OpenResult> FailAsync(PeerFailure failure)
    {
        terms.Transcript?.Note(failure.Fault == PeerFault.Refused ? "refused" : failure.Cause);
        if (!_handshakeBegun && !_channel.IsBotched && failure.Reply?.Code != 421)
            await _channel.CommandAsync("QUIT", TimeSpan.FromSeconds(2), CancellationToken.None).ConfigureAwait(false);
        return new OpenResult(null, failure);
    }
}
