namespace Rollcall.Core.Delivery;

/// <summary>Files for bodies that memory does not hold.</summary>
public interface ISpool
{
    /// <summary>False while less than <c>limits.min_free_disk</c> is free, or nobody can tell: 452 4.3.1 at MAIL.</summary>
    bool HasRoom { get; }

    /// <summary>Whether so many octets more may be written; true counts them, so that bodies written at the same time share what is free.</summary>
    bool TryTake(int octets);

    /// <summary>
    /// An empty file to write, seek and read asynchronously, without a name: it is gone when the stream is closed, however the process
    /// ends. An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> says that there is none; writing may throw the first when the disk is full.
    /// </summary>
    ValueTask<Stream> CreateAsync();
}
