using System.Buffers;

namespace Rollcall.Core.Delivery;

/// <summary>All bodies together: how much memory they hold, and where they go beyond it.</summary>
public sealed class BodyRoom(long memory, ISpool spool)
{
    private long _held;

    /// <summary>Where bodies beyond memory go.</summary>
    public ISpool Spool { get; private set; } = spool;

    /// <summary>Holds bodies by these from now on; those that are held stay where they are.</summary>
    public void Use(long nextMemory, ISpool nextSpool) => (memory, Spool) = (nextMemory, nextSpool);

    internal bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= memory)
            return true;
        GiveBack(bytes);
        return false;
    }

    internal void GiveBack(long bytes) => Interlocked.Add(ref _held, -bytes);
}

/// <summary>One body on its way: in memory up to 1 MiB and the room of all, beyond either in a file that nobody else can open. It is never a string.</summary>
public sealed class MessageBody(BodyRoom room) : IAsyncDisposable
{
    private const int MemoryLimit = 1024 * 1024; // docs/delivery.md, DATA
    private const int ChunkSize = 32 * 1024;
    private readonly List<byte[]> _chunks = [];
    private int _used = ChunkSize; // of the last chunk
    private Stream? _file;

    /// <summary>Octets so far.</summary>
    public long Length { get; private set; }

    /// <summary>Whether a failure of a spool file says that there is no room. The BCL throws the last one for a file over the limit of its size (EFBIG).</summary>
    public static bool IsNoRoom(Exception failure) => failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    /// <summary>Adds a piece. A failure that <see cref="IsNoRoom"/> means that there is no room for it.</summary>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancel)
    {
        Length += piece.Length;
        if (_file is null)
        {
            piece = ToMemory(piece);
            if (piece.IsEmpty)
                return;
            _file = await room.Spool.CreateAsync().ConfigureAwait(false);
        }
        if (!room.Spool.TryTake(piece.Length))
            throw new IOException("less than min_free_disk would be left");
        await _file.WriteAsync(piece, cancel).ConfigureAwait(false);
    }

    /// <summary>It is whole. A failure that <see cref="IsNoRoom"/> means that there is no room for its last octets.</summary>
    public Task EndAsync(CancellationToken cancel) => _file?.FlushAsync(cancel) ?? Task.CompletedTask;

    /// <summary>The body in pieces, from its begin.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync()
    {
        for (int i = 0; i < _chunks.Count; i++)
            yield return _chunks[i].AsMemory(0, i == _chunks.Count - 1 ? _used : ChunkSize);
        if (_file is null)
            yield break;
        _file.Position = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            int read;
            while ((read = await _file.ReadAsync(buffer).ConfigureAwait(false)) > 0)
                yield return buffer.AsMemory(0, read);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var chunk in _chunks)
            ArrayPool<byte>.Shared.Return(chunk);
        room.GiveBack((long)_chunks.Count * ChunkSize);
        _chunks.Clear();
        try
        {
            if (_file is not null)
                await _file.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsNoRoom(e))
        {
            // It would write its buffer once more to a disk that is full.
        }
    }

    // What did not fit comes back.
    private ReadOnlyMemory<byte> ToMemory(ReadOnlyMemory<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            if (_used == ChunkSize && !TryAddChunk())
                return piece;
            int length = Math.Min(piece.Length, ChunkSize - _used);
            piece.Span[..length].CopyTo(_chunks[^1].AsSpan(_used));
            _used += length;
            piece = piece[length..];
        }
        return piece;
    }

    private bool TryAddChunk()
    {
        if (_chunks.Count * ChunkSize >= MemoryLimit || !room.TryTake(ChunkSize))
            return false;
        _chunks.Add(ArrayPool<byte>.Shared.Rent(ChunkSize));
        _used = 0;
        return true;
    }
}
