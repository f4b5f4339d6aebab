using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Storage;

namespace Rollcall.Tests.Storage;

public sealed class StoreStartTests
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(60);
    private readonly HurryingTime _time = new();
    private readonly Notes _notes = new();
    private readonly TaskCompletionSource _stop = new();
    private int _tries;

    [Fact]
    public async Task StoreThatComesUpLate_IsOpened()
    {
        await using var file = new StoreFile();

        (await OpenAsync(() => _tries < 20 ? throw Failure(mayPass: true) : file.Store, _wait)).ShouldBe((file.Store, null));
        _notes.Sent.ShouldBe(["STATUS=Waiting for the store: it is not there", "EXTEND_TIMEOUT_USEC=150000000", "STATUS="]);
    }

    [Fact]
    public async Task StoreThatNeverComesUp_EndsTheWait()
    {
        (await OpenAsync(() => throw Failure(mayPass: true), _wait)).ShouldBe((null, "it is not there"));
        _tries.ShouldBe(60);
    }

    [Fact]
    public async Task CauseThatStays_IsToldAtOnce()
    {
        (await OpenAsync(() => throw Failure(mayPass: false), _wait)).ShouldBe((null, "it is not there"));

        _tries.ShouldBe(1);
        _notes.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoWait_IsOneTry()
    {
        (await OpenAsync(() => throw Failure(mayPass: true), TimeSpan.Zero)).Failure.ShouldBe("it is not there");

        _tries.ShouldBe(1);
    }

    [Fact]
    public async Task Stop_EndsTheWait()
    {
        (await OpenAsync(
            () =>
            {
                _stop.SetResult();
                throw Failure(mayPass: true);
            },
            _wait)).ShouldBe((null, null));
    }

    private static StoreOpenException Failure(bool mayPass) => new("it is not there") { MayPass = mayPass };

    private Task<(RecipientStore? Store, string? Failure)> OpenAsync(Func<RecipientStore> open, TimeSpan wait) => new StoreStart(_notes, _time, NullLogger.Instance).OpenAsync(
        () =>
        {
            _tries++;
            return open();
        },
        wait, _stop.Task);

    /// <summary>What the service manager is told.</summary>
    private sealed class Notes : ISystemdNotifier
    {
        public List<string> Sent { get; } = [];

        public bool IsEnabled => true;

        public void Notify(ServiceState state) => Sent.Add(state.ToString());
    }

    /// <summary>Each pause is over as soon as it has begun.</summary>
    private sealed class HurryingTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
