using Microsoft.Extensions.Hosting.Systemd;

namespace Rollcall.Storage;

/// <summary>Opens the store at the start of the process. One that cannot be reached yet is tried again: after a boot the database may come up later.</summary>
/// <param name="notifier">Who started the process, and has a limit of its own for the start.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log of the store.</param>
internal sealed class StoreStart(ISystemdNotifier notifier, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _rest = TimeSpan.FromSeconds(90); // for the last try, migrations and listeners: the default of systemd for a whole start

    /// <summary>
    /// The store, or why it cannot be opened: after <paramref name="wait"/>, and at once when waiting cannot help. Neither when
    /// <paramref name="stop"/> ended first.
    /// </summary>
    public async Task<(RecipientStore? Store, string? Failure)> OpenAsync(Func<RecipientStore> open, TimeSpan wait, Task stop)
    {
        long began = time.GetTimestamp();
        bool waits = false;
        while (true)
        {
            try
            {
                var opening = Task.Run(open);
                if (await Task.WhenAny(opening, stop).ConfigureAwait(false) == stop)
                    return (null, null);
                var store = await opening.ConfigureAwait(false);
                if (waits)
                    notifier.Notify(new ServiceState("STATUS="));
                return (store, null);
            }
            catch (StoreOpenException failure)
            {
                if (!failure.MayPass || time.GetElapsedTime(began) + _pause >= wait)
                    return (null, failure.Message);
                if (!waits)
                    Tell(failure.Message, wait);
                waits = true;
            }
            if (await Task.WhenAny(Task.Delay(_pause, time), stop).ConfigureAwait(false) == stop)
                return (null, null);
        }
    }

    private void Tell(string cause, TimeSpan wait)
    {
        StoreLog.Waiting(log, cause, (long)wait.TotalSeconds);
        notifier.Notify(new ServiceState($"STATUS=Waiting for the store: {cause}"));
        notifier.Notify(new ServiceState(FormattableString.Invariant($"EXTEND_TIMEOUT_USEC={(long)(wait + _rest).TotalMicroseconds}")));
    }
}
