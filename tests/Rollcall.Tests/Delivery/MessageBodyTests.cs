using Rollcall.Core.Delivery;

namespace Rollcall.Tests.Delivery;

/// <summary>A body is held in memory while there is room, in a file beyond, and comes back as it was.</summary>
public sealed class MessageBodyTests
{
    private const int MiB = 1024 * 1024;
    private const int Chunk = 32 * 1024;

    private readonly FakeSpool _spool = new();

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(Chunk, 0)]
    [InlineData(Chunk + 1, 0)]
    [InlineData(MiB, 0)]
    [InlineData(MiB + 1, 1)]
    [InlineData(3 * MiB, 1)]
    public async Task BodyBeyondOneMiB_GoesOnInAFile(int size, int files)
    {
        await using var body = new MessageBody(new BodyRoom(8 * MiB, _spool));
        var octets = Octets(size);

        await AppendAsync(body, octets);

        body.Length.ShouldBe(size);
        (await ReadAsync(body)).ShouldBe(octets);
        _spool.Files.Count.ShouldBe(files);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(Chunk - 1)]
    [InlineData(MiB - 1)]
    public async Task AnyCut_GivesTheSameBody(int cut)
    {
        await using var body = new MessageBody(new BodyRoom(8 * MiB, _spool));
        var octets = Octets(cut == 1 ? 100_000 : 2 * MiB + 77);

        foreach (var piece in octets.Chunk(cut))
            await AppendAsync(body, piece);

        (await ReadAsync(body)).ShouldBe(octets);
        (await ReadAsync(body)).ShouldBe(octets); // for the next host
    }

    [Fact]
    public async Task RoomOfAllUsedUp_SendsTheNextBodyToAFile()
    {
        var room = new BodyRoom(2 * Chunk, _spool);
        await using var first = new MessageBody(room);
        await using var second = new MessageBody(room);
        await AppendAsync(first, Octets(Chunk + 1)); // holds two chunks

        await AppendAsync(second, Octets(10));
        await AppendAsync(second, Octets(20));

        _spool.Files.Count.ShouldBe(1);
        (await ReadAsync(second)).ShouldBe([.. Octets(10), .. Octets(20)]);
        (await ReadAsync(first)).ShouldBe(Octets(Chunk + 1));
    }

    [Fact]
    public async Task MemoryOfADisposedBody_IsThereForTheNext()
    {
        var room = new BodyRoom(2 * Chunk, _spool);
        var first = new MessageBody(room);
        await AppendAsync(first, Octets(2 * Chunk));
        await first.DisposeAsync();
        await first.DisposeAsync(); // gives nothing back twice

        await using var second = new MessageBody(room);
        await AppendAsync(second, Octets(2 * Chunk));
        _spool.Files.ShouldBeEmpty();
        await AppendAsync(second, Octets(1));
        _spool.Files.Count.ShouldBe(1);
    }

    [Fact]
    public async Task BodyThatFoundNoMemory_TakesNoneFromTheOthers()
    {
        var room = new BodyRoom(Chunk, _spool);
        await using (var first = new MessageBody(room))
            await AppendAsync(first, Octets(3 * Chunk));

        await using var second = new MessageBody(room);
        await AppendAsync(second, Octets(Chunk));

        _spool.Files.Count.ShouldBe(1); // the first one's
    }

    [Fact]
    public async Task FullSpool_IsAnIOException_AndTheMemoryComesBack()
    {
        _spool.FileSize = 100;
        var room = new BodyRoom(MiB, _spool);
        await using (var first = new MessageBody(room))
        {
            await AppendAsync(first, Octets(MiB + 100));
            await Should.ThrowAsync<IOException>(() => AppendAsync(first, Octets(1)));
        }

        await using var second = new MessageBody(room);
        await AppendAsync(second, Octets(MiB));

        _spool.Files.Count.ShouldBe(1); // the first one's
    }

    [Fact]
    public async Task File_IsClosedWithTheBody()
    {
        await using (var body = new MessageBody(new BodyRoom(0, _spool)))
            await AppendAsync(body, Octets(1));

        _spool.Files.ShouldHaveSingleItem().CanRead.ShouldBeFalse();
    }

    // Its period is no divisor of any size above, so that a piece in the wrong place shows.
    private static byte[] Octets(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i % 251))];

    private static Task AppendAsync(MessageBody body, byte[] octets) => body.AppendAsync(octets, TestContext.Current.CancellationToken).AsTask();

    private static async Task<byte[]> ReadAsync(MessageBody body)
    {
        using var all = new MemoryStream();
        await foreach (var piece in body.ReadAsync())
            all.Write(piece.Span);
        return all.ToArray();
    }
}
