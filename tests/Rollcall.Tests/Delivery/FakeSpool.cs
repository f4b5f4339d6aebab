using Rollcall.Core.Delivery;

namespace Rollcall.Tests.Delivery;

/// <summary>A spool in memory, whose disk can be nearly or wholly full.</summary>
internal sealed class FakeSpool : ISpool
{
    public bool HasRoom { get; set; } = true;

    /// <summary>Octets that may be written before the disk is too full.</summary>
    public long Left { get; set; } = long.MaxValue;

    /// <summary>Octets that a file can take.</summary>
    public int FileSize { get; set; } = 8 * 1024 * 1024;

    /// <summary>Files hold back what is written until they are flushed, and try to write it once more when they are closed, as a FileStream does.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>What a file throws that is full.</summary>
    public Func<Exception> Full { get; set; } = () => new IOException("No space left on device");

    public List<Stream> Files { get; } = [];

    public bool TryTake(int octets) => (Left -= octets) >= 0;

    public ValueTask<Stream> CreateAsync()
    {
        Stream file = HoldsBack ? new LateFile(Full) : new SmallFile(FileSize, Full);
        Files.Add(file);
        return new(file);
    }

    private sealed class SmallFile(int size, Func<Exception> full) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length > size ? throw full() : base.WriteAsync(buffer, cancellationToken);
    }

    // Its disk is full.
    private sealed class LateFile(Func<Exception> full) : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) => throw full();

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw full();
        }
    }
}
