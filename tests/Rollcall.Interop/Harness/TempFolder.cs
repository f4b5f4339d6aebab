namespace Rollcall.Interop.Harness;

/// <summary>A folder of its own that daemons can enter after they dropped their privileges; gone at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        // Short: a Unix socket's path has 107 bytes at most.
        Path = Directory.CreateTempSubdirectory("rc-").FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A daemon that is just ending may still write; the system empties its temporary folder.
        }
    }
}
