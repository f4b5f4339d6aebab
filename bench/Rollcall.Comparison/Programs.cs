using System.Diagnostics;
using Rollcall.Interop.Harness;

namespace Rollcall.Comparison;

/// <summary>The programs that are measured, and those that measure.</summary>
internal static class Programs
{
    public const string PostfixDaemons = "/usr/lib/postfix/sbin";

    private static readonly string _built = Path.Combine(Repo.Root, "artifacts/bench/load");

    public static string Client => Path.Combine(_built, "client");

    public static string Backend => Path.Combine(_built, "backend");

    public static string Link => Path.Combine(_built, "link");

    public static string Names => Path.Combine(_built, "names");

    public static string Floor => Path.Combine(Repo.Root, "artifacts/bin/Rollcall.Floor/release/Rollcall.Floor");

    /// <summary>Compiles the load programs when their sources are newer. Throws <see cref="BenchException"/>.</summary>
    public static void Build()
    {
        var source = Path.Combine(Repo.Root, "bench/load");
        Directory.CreateDirectory(_built);
        var newest = Directory.GetFiles(source).Max(File.GetLastWriteTimeUtc);
        foreach (string program in (string[])[Client, Backend, Link, Names])
        {
            if (File.Exists(program) && File.GetLastWriteTimeUtc(program) > newest)
                continue;
            Compile(program, [Path.Combine(source, Path.GetFileName(program) + ".c"), Path.Combine(source, "common.c")]);
        }
    }

    /// <summary>Throws <see cref="BenchException"/> when a program is not there, with what brings it.</summary>
    public static void Need(string program, string broughtBy)
    {
        if (!File.Exists(program))
            throw new BenchException($"{program} is not there; run {broughtBy}");
    }

    private static void Compile(string program, string[] sources)
    {
        try
        {
            using var compiler = Process.Start("cc", ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-o", program, .. sources]);
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
                throw new BenchException($"cc could not compile {sources[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchException("the load programs are in C: install a compiler (apt-get install gcc libc6-dev)");
        }
    }
}
