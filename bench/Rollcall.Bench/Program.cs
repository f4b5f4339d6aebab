using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Rollcall.Bench;
using Rollcall.Interop.Harness;

// Time and allocations of what is done for each RCPT and each piece of a body. When all were run, bench/allocations.md is written.
// In this process: the projects that BenchmarkDotNet makes otherwise do not find ours beside the common folder for what is built.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.Combine(Repo.Root, "artifacts/bench/micro"));
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config).ToList();
if (args is ["--filter", "*"])
    AllocationTable.Write(Path.Combine(Repo.Root, "bench/allocations.md"), summaries);
