using Rollcall.Tests.Fuzz;
using SharpFuzz;

// list | instrument ASSEMBLY... | check CORPUS | TARGET (under afl-fuzz) | TARGET FILE (one input, to see why)
switch (args)
{
    case ["list"]:
        Console.WriteLine(string.Join('\n', FuzzTargets.All.Keys));
        return 0;
    case ["instrument", .. var assemblies]:
        foreach (var assembly in assemblies)
            Fuzzer.Instrument(assembly, _ => true, Options.Value);
        return 0;
    case ["check", var corpus]:
        return Check(corpus);
    case [var target] when FuzzTargets.All.TryGetValue(target, out var run):
        Fuzzer.OutOfProcess.Run(stream => run(Read(stream)));
        return 0;
    case [var target, var file] when FuzzTargets.All.TryGetValue(target, out var run):
        run(File.ReadAllBytes(file));
        return 0;
    default:
        Console.Error.WriteLine("list | instrument ASSEMBLY... | check CORPUS | TARGET | TARGET FILE");
        return 64;
}

// Every checked-in input; which target notices that a parser was broken on purpose.
static int Check(string corpus)
{
    int failed = 0;
    foreach (var (target, run) in FuzzTargets.All)
    {
        foreach (var file in FuzzTargets.CorpusOf(target, corpus))
        {
            try
            {
                run(File.ReadAllBytes(file));
            }
            catch (Exception e)
            {
                failed++;
                Console.WriteLine($"{target}/{Path.GetFileName(file)}: {e.GetType().Name}: {e.Message}");
            }
        }
    }
    return failed == 0 ? 0 : 1;
}

static byte[] Read(Stream stream)
{
    using var all = new MemoryStream();
    stream.CopyTo(all);
    return all.ToArray();
}
