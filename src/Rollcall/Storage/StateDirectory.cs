namespace Rollcall.Storage;

/// <summary>state_dir: made with mode 0700, held by one process alone until it is disposed or the process ends.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const int WouldBlock = 11; // EWOULDBLOCK, as flock(2) tells that somebody else holds the file
    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Where the HTTP API of the command line listens.</summary>
    public string ControlSocket => ControlSocketOf(Path);

    /// <summary>The embedded store, unless configured elsewhere.</summary>
    public string Database => System.IO.Path.Combine(Path, "rollcall.db");

    /// <summary>The control socket of a server with this state_dir.</summary>
    public static string ControlSocketOf(string stateDir) => System.IO.Path.Combine(System.IO.Path.GetFullPath(stateDir), "rollcall.sock");

    /// <summary>The spool of a server with this state_dir, unless <paramref name="configured"/> elsewhere.</summary>
    public static string SpoolOf(string stateDir, string configured) =>
        configured.Length > 0 ? configured : System.IO.Path.Combine(System.IO.Path.GetFullPath(stateDir), "spool");

    /// <summary>Makes and locks the folder, and only then removes a left-over control socket. The failure is one sentence, or null.</summary>
    public static string? TryOpen(string path, out StateDirectory? state)
    {
        state = null;
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var held = Hold(System.IO.Path.Combine(full, "rollcall.lock"));
            if (held is null)
                return $"another rollcall uses {path}";
            state = new StateDirectory(full, held);
            File.Delete(state.ControlSocket);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            state?.Dispose();
            state = null;
            return $"cannot use state_dir {path}: {e.Message}";
        }
    }

    /// <summary>Lets the next process in. The file stays: removing it would let two processes hold two files of one name.</summary>
    public void Dispose() => _lock.Dispose();

    // FileShare.None is flock(2), which the system gives up for a process however it ends.
    private static FileStream? Hold(string file)
    {
        try
        {
            return new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }
}
