using System.Buffers;
using Rollcall.Protocols.Services;

namespace Rollcall.Core.Services;

/// <summary>The tcp_table of one connection: 200 for a recipient that exists, 500 for others, 400 in doubt.</summary>
public sealed class TcpTableService(RecipientLookup lookup, string session) : IRequestHandler<TcpTableRequest>
{
    private const int Found = 200;
    private const int NotFound = 500;
    private const int Trouble = 400;
    private static readonly ReadOnlyMemory<byte> _unknown = TcpTableProtocol.Answer(NotFound, "unknown");
    private static readonly ReadOnlyMemory<byte> _later = TcpTableProtocol.Answer(Trouble, "cannot verify recipient, try again later");
    private static readonly ReadOnlyMemory<byte> _badAddress = TcpTableProtocol.Answer(Trouble, "this is not a well-formed address");
    private static readonly ReadOnlyMemory<byte> _badRequest = TcpTableProtocol.Answer(Trouble, "bad request");

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Rejection => _badRequest;

    /// <inheritdoc/>
    public RequestStatus Read(in ReadOnlySequence<byte> buffer, out TcpTableRequest request, out SequencePosition next) =>
        TcpTableProtocol.Read(buffer, out request, out next);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(TcpTableRequest request, CancellationToken cancel)
    {
        if (request.Key is not { } key)
            return new(_badRequest);
        var found = lookup.FindAsync(key, session, cancel);
        return found.IsCompletedSuccessfully ? new(Say(found.Result, key)) : SayLaterAsync(found, key);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> SayLaterAsync(ValueTask<ServiceAnswer> found, string key) =>
        Say(await found.ConfigureAwait(false), key);

    private static ReadOnlyMemory<byte> Say(ServiceAnswer answer, string key) => answer switch
    {
        ServiceAnswer.Exists => TcpTableProtocol.Answer(Found, key),
        ServiceAnswer.NotProtected or ServiceAnswer.Unknown => _unknown,
        ServiceAnswer.BadAddress => _badAddress,
        _ => _later,
    };
}
