using System.Runtime.InteropServices;

namespace Rollcall.Cli;

/// <summary>SIGTERM and SIGINT: the first one stops in order, the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _term;
    private readonly PosixSignalRegistration _int;

    public StopSignals()
    {
        _term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        _int = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
    }

    public Task FirstAsync() => _first.Task;

    public void Dispose()
    {
        _term.Dispose();
        _int.Dispose();
    }

    private void OnSignal(PosixSignalContext context) => context.Cancel = _first.TrySetResult();
}
