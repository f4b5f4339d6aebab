using Rollcall.Core.Delivery;

namespace Rollcall.Tests.Delivery;

/// <summary>A spool in memory, whose disk can be nearly or wholly full.</summary>
internal sealed class FakeSpool : ISpool
{
    public bool HasRoom { get; set; } = true;

    /// <summary>Octets that a file can take.</summary>
    public int FileSize { get; set; } = 8 * 1024 * 1024;

    /// <summary>Files hold back what is written until they are flushed, and try to write it once more when they are closed, as a FileStream does.</summary>
    public bool HoldsBack { get; set; }

    public List<Stream> Files { get; } = [];

    public ValueTask<Stream> CreateAsync()
    {
        Stream file = HoldsBack ? new LateFile() : new SmallFile(FileSize);
        Files.Add(file);
        return new(file);
    }

    private sealed class SmallFile(int size) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length > size ? throw new IOException("No space left on device") : base.WriteAsync(buffer, cancellationToken);
    }

    // Its disk is full.
    private sealed class LateFile : MemoryStream
    {
        public override Task FlushAsync(CancellationToken cancellationToken) => throw new IOException("No space left on device");

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new IOException("No space left on device");
        }
    }
}
