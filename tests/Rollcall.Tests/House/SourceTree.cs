namespace Rollcall.Tests.House;

/// <summary>The files of the checkout that people wrote, found upwards from the test's own folder.</summary>
internal static class SourceTree
{
    private static readonly string[] _notOurs = ["artifacts", ".git", ".vs", ".idea", "state", "bin", "obj"];

    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal)];

    public static string Read(string relative) => File.ReadAllText(Path.Combine(Root, relative));

    private static string FindRoot(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rollcall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Rollcall.slnx above {start}.");
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // In a linked worktree .git is a file that names a folder elsewhere.
            if (Path.GetFileName(file) != ".git")
                yield return Path.GetRelativePath(Root, file);
        }

        foreach (var child in Directory.EnumerateDirectories(folder).Where(c => !_notOurs.Contains(Path.GetFileName(c))))
        {
            foreach (var file in Walk(child))
                yield return file;
        }
    }
}
