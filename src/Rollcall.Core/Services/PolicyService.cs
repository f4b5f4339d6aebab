using System.Buffers;
using System.Net;
using Rollcall.Protocols;
using Rollcall.Protocols.Services;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Services;

/// <summary>Postfix's policy delegation for one connection (check_policy_service): never OK, which would skip the restrictions behind it.</summary>
public sealed class PolicyService(RecipientLookup lookup, string session) : IRequestHandler<PolicyRequest>
{
    private static readonly ReadOnlyMemory<byte> _dunno = PolicyProtocol.Answer("DUNNO");
    private static readonly ReadOnlyMemory<byte> _cannotTell = PolicyProtocol.Answer("DEFER_IF_PERMIT 4.4.3 Cannot verify recipient, try again later");
    private static readonly ReadOnlyMemory<byte> _harvest = PolicyProtocol.Answer("DEFER_IF_PERMIT 4.7.1 Too many unknown recipients, try again later");
    private static readonly ReadOnlyMemory<byte> _banned = PolicyProtocol.Answer(Replies.Banned.ToString());
    private static readonly ReadOnlyMemory<byte> _badAddress = PolicyProtocol.Answer(Replies.BadAddress.ToString());

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Rejection => default; // closed: Postfix tries once more, then takes its default_action

    /// <inheritdoc/>
    public RequestStatus Read(in ReadOnlySequence<byte> buffer, out PolicyRequest request, out SequencePosition next) =>
        PolicyProtocol.Read(buffer, out request, out next);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(PolicyRequest request, CancellationToken cancel)
    {
        if (request.State != PolicyProtocol.Rcpt)
            return new(_dunno);
        if (request.Recipient.Length == 0)
            return default;
        IPAddress? client = IpLiteral.TryParse(request.Client, out var address) ? address : null;
        var found = lookup.FindAsync(new LookedUp(request.Recipient, session, client, request.Sender.Length == 0), cancel);
        return found.IsCompletedSuccessfully ? new(Say(found.Result, request)) : SayLaterAsync(found, request);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> SayLaterAsync(ValueTask<ServiceAnswer> found, PolicyRequest request) =>
        Say(await found.ConfigureAwait(false), request);

    private static ReadOnlyMemory<byte> Say(ServiceAnswer answer, PolicyRequest request) => answer switch
    {
        ServiceAnswer.NotProtected or ServiceAnswer.Exists => _dunno,
        ServiceAnswer.Unknown => PolicyProtocol.Answer($"550 5.1.1 <{request.Recipient}>: User unknown"),
        ServiceAnswer.NeedsUtf8 => PolicyProtocol.Answer($"550 5.6.7 <{request.Recipient}>: Destination does not support SMTPUTF8 addresses"),
        ServiceAnswer.BadAddress => _badAddress,
        ServiceAnswer.Banned => _banned,
        ServiceAnswer.Harvest => _harvest,
        _ => _cannotTell,
    };
}
