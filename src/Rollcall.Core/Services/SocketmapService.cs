using System.Buffers;
using Rollcall.Protocols.Services;

namespace Rollcall.Core.Services;

/// <summary>The socketmaps of one connection: <c>rcpt</c> says whether a recipient exists, <c>access</c> what an access table would.</summary>
public sealed class SocketmapService(RecipientLookup lookup, string session) : IRequestHandler<SocketmapRequest>
{
    private const string Recipients = "rcpt";
    private const string Access = "access";
    private static readonly ReadOnlyMemory<byte> _notFound = SocketmapProtocol.Answer("NOTFOUND", "");
    private static readonly ReadOnlyMemory<byte> _unknownMap = SocketmapProtocol.Answer("PERM", "no such map; there are rcpt and access");
    private static readonly ReadOnlyMemory<byte> _later = SocketmapProtocol.Answer("TEMP", "cannot verify recipient, try again later");
    private static readonly ReadOnlyMemory<byte> _badAddress = SocketmapProtocol.Answer("TEMP", "this is not a well-formed address");
    private static readonly ReadOnlyMemory<byte> _dunno = SocketmapProtocol.Answer("OK", "DUNNO");
    private static readonly ReadOnlyMemory<byte> _userUnknown = SocketmapProtocol.Answer("OK", "550 5.1.1 User unknown");

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Rejection => default; // closed: behind a broken netstring nothing can be answered to anything

    /// <inheritdoc/>
    public RequestStatus Read(in ReadOnlySequence<byte> buffer, out SocketmapRequest request, out SequencePosition next) =>
        SocketmapProtocol.Read(buffer, out request, out next);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(SocketmapRequest request, CancellationToken cancel)
    {
        if (request.Map is not (Recipients or Access))
            return new(_unknownMap);
        var found = lookup.FindAsync(request.Key, session, cancel);
        return found.IsCompletedSuccessfully ? new(Say(found.Result, request)) : SayLaterAsync(found, request);
    }

    private static async ValueTask<ReadOnlyMemory<byte>> SayLaterAsync(ValueTask<ServiceAnswer> found, SocketmapRequest request) =>
        Say(await found.ConfigureAwait(false), request);

    private static ReadOnlyMemory<byte> Say(ServiceAnswer answer, SocketmapRequest request) => answer switch
    {
        ServiceAnswer.NotProtected => _notFound,
        ServiceAnswer.Exists when request.Map == Access => _dunno,
        ServiceAnswer.Exists => SocketmapProtocol.Answer("OK", request.Key),
        ServiceAnswer.Unknown when request.Map == Access => _userUnknown,
        ServiceAnswer.Unknown => _notFound,
        ServiceAnswer.BadAddress => _badAddress,
        _ => _later,
    };
}
