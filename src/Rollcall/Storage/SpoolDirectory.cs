using Rollcall.Core.Delivery;

namespace Rollcall.Storage;

/// <summary>The folder of the spool. Its files lose their names as soon as they are open.</summary>
internal sealed class SpoolDirectory : ISpool
{
    private const string Prefix = "rollcall-body-";
    private const int BufferSize = 32 * 1024; // asynchronous writes to files cost a thread each: few and large ones
    private static readonly TimeSpan _freshness = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly long _minFree;
    private readonly Func<long> _free;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private long? _askedAt;
    private long _left; // beyond min_free_disk, when it was asked, less what was taken since

    /// <summary>A folder that exists; <paramref name="free"/> tells how many octets its disk has left for us.</summary>
    public SpoolDirectory(string path, long minFree, Func<long> free, TimeProvider time)
    {
        _path = path;
        _minFree = minFree;
        _free = free;
        _time = time;
    }

    /// <inheritdoc/>
    public bool HasRoom => TryTake(0);

    /// <inheritdoc/>
    public bool TryTake(int octets)
    {
        lock (_lock)
        {
            // Asked again before a refusal: what was counted may have been freed.
            if (_askedAt is not { } at || _time.GetElapsedTime(at) >= _freshness || _left < octets)
            {
                _askedAt = _time.GetTimestamp();
                _left = Ask();
            }
            if (_left < octets)
                return false;
            _left -= octets;
            return true;
        }
    }

    /// <summary>Makes the folder with mode 0700 if there is none, and removes what a crash has left in it. The failure is one sentence, or null.</summary>
    public static string? TryOpen(string path, long minFree, TimeProvider time, out SpoolDirectory? spool)
    {
        spool = null;
        try
        {
            var full = Path.GetFullPath(path);
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            // Ours alone, by their name: the operator may have given a folder that is not empty.
            foreach (var left in Directory.EnumerateFiles(full, Prefix + "*"))
                File.Delete(left);
            var drive = new DriveInfo(full);
            spool = new SpoolDirectory(full, minFree, () => drive.AvailableFreeSpace, time);
            spool.Create().Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"cannot use spool_dir {path}: {e.Message}";
        }
    }

    /// <inheritdoc/>
    public ValueTask<Stream> CreateAsync() => ValueTask.FromResult<Stream>(Create());

    // FileOptions.DeleteOnClose would leave the file behind after a kill -9.
    private FileStream Create()
    {
        var name = Path.Combine(_path, Prefix + Guid.NewGuid().ToString("N"));
        var file = new FileStream(name, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete, // no lock: nobody else can find it
            Options = FileOptions.Asynchronous,
            BufferSize = BufferSize,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            File.Delete(name);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private long Ask()
    {
        try
        {
            return _free() - _minFree;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1;
        }
    }
}
