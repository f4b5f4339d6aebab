using System.Buffers;
using Rollcall.Core.Delivery;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Core.Gateway;

/// <summary>The message of a transaction while it comes in: its body, and what its header says of its way.</summary>
internal sealed class IncomingMessage(BodyRoom room, string hostName) : IAsyncDisposable
{
    private bool _noRoom;

    /// <summary>All of it, as it came.</summary>
    public MessageBody Body { get; } = new(room);

    /// <summary>What the header says.</summary>
    public HeaderScan Header { get; } = new(hostName);

    /// <summary>Adds a piece; when there is no room for it, the failure, and what follows is thrown away.</summary>
    public async ValueTask<Exception?> AppendAsync(ReadOnlySequence<byte> piece, CancellationToken cancel)
    {
        if (_noRoom)
            return null;
        Header.Read(piece);
        try
        {
            foreach (var memory in piece)
                await Body.AppendAsync(memory, cancel).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (MessageBody.IsNoRoom(e))
        {
            return await GiveUpAsync(e).ConfigureAwait(false);
        }
    }

    /// <summary>The body is whole; the failure when there is no room for what was still held back of it.</summary>
    public async ValueTask<Exception?> FinishAsync()
    {
        Header.End();
        if (_noRoom)
            return null;
        try
        {
            await Body.EndAsync(CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (MessageBody.IsNoRoom(e))
        {
            return await GiveUpAsync(e).ConfigureAwait(false);
        }
    }

    /// <summary>The refusal that the whole body has earned, or null.</summary>
    public Reply? Refusal(BodyFacts facts, BareNewlinePolicy bareNewlines) =>
        facts.Refusal(bareNewlines) ?? (_noRoom ? Replies.NoRoom : Header.IsLoop ? Replies.RoutingLoop : null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Body.DisposeAsync();

    private async ValueTask<Exception> GiveUpAsync(Exception failure)
    {
        _noRoom = true;
        await Body.DisposeAsync().ConfigureAwait(false);
        return failure;
    }
}
