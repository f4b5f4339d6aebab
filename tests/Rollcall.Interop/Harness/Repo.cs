namespace Rollcall.Interop.Harness;

/// <summary>Where the checkout and what was built from it lie.</summary>
internal static class Repo
{
    public static string Root { get; } = FindRoot();

    public static string Launcher => Path.Combine(Root, "rollcall");

    public static string Program => Path.Combine(Root, "artifacts/publish/rollcall/rollcall");

    public static string Exim => Path.Combine(Root, "artifacts/exim/usr/sbin/exim4");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Rollcall.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("No Rollcall.slnx above the tests.");
    }
}
