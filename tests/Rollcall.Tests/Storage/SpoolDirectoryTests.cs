using Microsoft.Extensions.Time.Testing;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class SpoolDirectoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rollcall-").FullName;
    private readonly FakeTimeProvider _time = new();

    private string Spool => Path.Combine(_folder, "spool");

    [Fact]
    public async Task File_HasNoNameAndCanBeReadBack()
    {
        var spool = Opened();
        await using var file = await spool.CreateAsync();
        Directory.EnumerateFileSystemEntries(Spool).ShouldBeEmpty();

        var body = new byte[200_000];
        body.AsSpan().Fill(7);
        body[150_000] = 9;
        await file.WriteAsync(body, TestContext.Current.CancellationToken);
        file.Position = 150_000;
        var read = new byte[2];
        await file.ReadExactlyAsync(read, TestContext.Current.CancellationToken);

        read.ShouldBe([9, 7]);
        file.Length.ShouldBe(200_000);
    }

    [Fact]
    public void Start_RemovesOurFilesAlone()
    {
        Directory.CreateDirectory(Spool);
        File.WriteAllText(Path.Combine(Spool, "rollcall-body-0123"), "left over");
        File.WriteAllText(Path.Combine(Spool, "precious"), "somebody else's");

        Opened();

        Directory.EnumerateFiles(Spool).Select(Path.GetFileName).ShouldBe(["precious"]);
    }

    [Fact]
    public void NewFolder_IsForItsOwnerAlone()
    {
        Opened();

        File.GetUnixFileMode(Spool).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void FolderThatCannotBeMade_IsOneSentence()
    {
        File.WriteAllText(Spool, "a file");

        SpoolDirectory.TryOpen(Spool, 0, _time, out var spool).ShouldNotBeNull().ShouldStartWith($"cannot use spool_dir {Spool}: ");
        spool.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(long.MaxValue, false)]
    public void RealDisk_IsMeasured(long minFree, bool hasRoom)
    {
        SpoolDirectory.TryOpen(Spool, minFree, _time, out var spool).ShouldBeNull();

        spool!.HasRoom.ShouldBe(hasRoom);
    }

    [Fact]
    public void FreeSpace_IsAskedOnceASecond()
    {
        int asked = 0;
        var spool = new SpoolDirectory(Spool, 10, () => 11 - asked++, _time);

        spool.HasRoom.ShouldBeTrue();
        spool.HasRoom.ShouldBeTrue();
        asked.ShouldBe(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        spool.HasRoom.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        spool.HasRoom.ShouldBeFalse();
    }

    // Bodies that came at the same time passed min_free_disk together: each had been asked for at MAIL, when all was well.
    [Fact]
    public void BodiesWrittenTogether_ShareWhatIsFree()
    {
        long free = 110;
        var spool = new SpoolDirectory(Spool, 10, () => free, _time);

        spool.TryTake(60).ShouldBeTrue();
        free = 50;
        spool.TryTake(60).ShouldBeFalse();
        spool.TryTake(40).ShouldBeTrue();
        free = 10;
        spool.TryTake(1).ShouldBeFalse();
        free = 110; // a body is gone
        spool.TryTake(100).ShouldBeTrue();
    }

    [Fact]
    public void DiskThatCannotBeMeasured_HasNoRoom() =>
        new SpoolDirectory(Spool, 0, () => throw new IOException("stale handle"), _time).HasRoom.ShouldBeFalse();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SpoolDirectory Opened()
    {
        SpoolDirectory.TryOpen(Spool, 0, _time, out var spool).ShouldBeNull();
        return spool!;
    }
}
