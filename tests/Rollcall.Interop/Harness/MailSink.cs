using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Rollcall.Interop.Harness;

/// <summary>
/// A scripted SMTP server in the test's own process. It shares no code with the product, so that it cannot share its mistakes.
/// It knows the given mailboxes (none given: everybody) and may be told another answer for each verb.
/// </summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _mailboxes;
    private readonly Dictionary<string, Func<string, SinkAnswer?>> _script = [];
    private readonly List<SinkSession> _sessions = [];
    private readonly List<SinkMessage> _messages = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private CancellationTokenSource _stop = new();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public MailSink(params string[] mailboxes)
    {
        _mailboxes = new HashSet<string>(mailboxes, StringComparer.OrdinalIgnoreCase);
        Start();
    }

    public int Port { get; } = FreePort.Take();

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>What EHLO offers.</summary>
    public IReadOnlyList<string> Extensions { get; set; } = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES"];

    public IReadOnlyList<SinkSession> Sessions => Copy(_sessions);

    public IReadOnlyList<SinkMessage> Messages => Copy(_messages);

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Another answer for a verb (BANNER, EHLO, MAIL, RCPT, DATA, "." for the end of data ...); null: the usual one.</summary>
    public void On(string verb, Func<string, SinkAnswer?> answer)
    {
        lock (_gate)
            _script[verb] = answer;
    }

    public void On(string verb, string text) => On(verb, _ => new SinkAnswer(text));

    public void Usual(string verb)
    {
        lock (_gate)
            _script.Remove(verb);
    }

    public void Know(string mailbox)
    {
        lock (_gate)
            _mailboxes.Add(mailbox);
    }

    /// <summary>Most connections at one time.</summary>
    public int MostOpen { get; private set; }

    /// <summary>How often the address was asked about with the null reverse-path.</summary>
    public int Questions(string address) => Sessions.Sum(s => s.Questions(address));

    public Task UntilMessagesAsync(int count) =>
        Wait.UntilAsync(() => Messages.Count >= count, $"{count} messages at the sink", Describe);

    public string Describe() => string.Join('\n', Sessions.Select(s => s.ToString()));

    /// <summary>Listens, again on the same port after a stop.</summary>
    public void Start()
    {
        _stop = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start(512);
        _accepting = AcceptAsync(_listener, _stop.Token);
    }

    /// <summary>Refuses connections and drops those that are open.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _listener?.Stop();
        await _accepting;
        _listener = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    internal SinkAnswer Answer(string verb, string line, Func<SinkAnswer> usual)
    {
        Func<string, SinkAnswer?>? scripted;
        lock (_gate)
            scripted = _script.GetValueOrDefault(verb);
        return scripted?.Invoke(line) ?? usual();
    }

    internal bool Knows(string address)
    {
        lock (_gate)
            return _mailboxes.Count == 0 || _mailboxes.Contains(address);
    }

    internal void Keep(SinkMessage message)
    {
        lock (_gate)
            _messages.Add(message);
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop);
                socket.NoDelay = true;
                SinkSession session;
                lock (_gate)
                {
                    session = new SinkSession(this, _sessions.Count, socket);
                    _sessions.Add(session);
                    MostOpen = Math.Max(MostOpen, _sessions.Count(one => !one.IsOver));
                }

                running.RemoveAll(task => task.IsCompleted);
                running.Add(session.RunAsync(stop));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private IReadOnlyList<T> Copy<T>(List<T> list)
    {
        lock (_gate)
            return [.. list];
    }
}
