using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Rollcall.Protocols.Smtp.Server;

namespace Rollcall.Tests.Protocols.Smtp.Server;

/// <summary>A session on pipes in memory. What is sent is handed over at once, on the sender's own thread, so that one byte is one read.</summary>
internal sealed class SessionHarness : IDuplexPipe, ITlsUpgrade, IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly TaskCompletionSource<IDuplexPipe?> _handshake = new();
    private Pipe _toServer = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0));
    private Pipe _toClient;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();

    public SessionHarness(ScriptedHandler handler, Func<SmtpSessionSettings>? settings = null, int pauseWriterThreshold = 0, bool tls = false, bool xclient = false)
    {
        Handler = handler;
        _toClient = new(new PipeOptions(pauseWriterThreshold: pauseWriterThreshold, resumeWriterThreshold: pauseWriterThreshold / 2));
        Counted = new CountingOutput(_toClient.Writer);
        var session = new SmtpSession(this, settings?.Invoke() ?? Settings(), handler, Time) { Tls = tls ? this : null, OffersXclient = xclient };
        Session = session.RunAsync(_stopping.Token, _abort.Token);
    }

    public ScriptedHandler Handler { get; }

    public FakeTimeProvider Time { get; } = new();

    public Task Session { get; }

    public PipeReader Input => _toServer.Reader;

    public CountingOutput Counted { get; }

    public PipeWriter Output => Counted;

    public static SmtpSessionSettings Settings() => new() { Hostname = "mx.test", MaxMessageSize = 1000 };

    public bool IsInHandshake { get; private set; }

    /// <summary>The handshake succeeds: what is sent and received from now on goes through pipes of its own.</summary>
    public void Encrypt()
    {
        (_toServer, _toClient) = (new(new PipeOptions(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0)), new());
        _handshake.SetResult(new Encrypted(_toServer.Reader, _toClient.Writer));
    }

    public void FailHandshake() => _handshake.SetResult(null);

    public async ValueTask<IDuplexPipe?> UpgradeAsync(CancellationToken cancel)
    {
        IsInHandshake = true;
        using var late = cancel.Register(() => _handshake.TrySetResult(null));
        return await _handshake.Task;
    }

    public void Stop() => _stopping.Cancel();

    public void Abort() => _abort.Cancel();

    public ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes) => _toServer.Writer.WriteAsync(bytes);

    public ValueTask<FlushResult> SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public ValueTask HangUpAsync(Exception? error = null) => _toServer.Writer.CompleteAsync(error);

    /// <summary>The next line of the server, or null at the end of the connection.</summary>
    public async Task<string?> ReceiveAsync()
    {
        while (true)
        {
            var result = await _toClient.Reader.ReadAsync().AsTask().WaitAsync(_patience);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.UTF8.GetString(result.Buffer.Slice(0, end));
                _toClient.Reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line.TrimEnd('\r');
            }
            _toClient.Reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted)
                return null;
        }
    }

    /// <summary>Reads as many lines as are expected and compares them.</summary>
    public async Task ExpectAsync(params string?[] lines)
    {
        foreach (var line in lines)
            (await ReceiveAsync()).ShouldBe(line);
    }

    /// <summary>Reads the rest: what was sent and not yet received.</summary>
    public async Task<List<string>> ReceiveAllAsync()
    {
        var lines = new List<string>();
        while (await ReceiveAsync() is { } line)
            lines.Add(line);
        await Session.WaitAsync(_patience);
        return lines;
    }

    /// <summary>Whether something lies there to be received.</summary>
    public bool HasAnswer()
    {
        if (!_toClient.Reader.TryRead(out var result))
            return false;
        _toClient.Reader.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    /// <summary>Up to a transaction with as many recipients as are named.</summary>
    public async Task BeginAsync(params string[] localParts)
    {
        await SendAsync("HELO client.test\r\nMAIL FROM:<a@b.test>\r\n");
        await ExpectAsync("220 mx.test ESMTP", "250 mx.test", "250 2.1.0 Sender ok");
        foreach (var local in localParts)
        {
            await SendAsync($"RCPT TO:<{local}@example.com>\r\n");
            (await ReceiveAsync()).ShouldBe("250 2.1.5 Recipient ok");
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _abort.Dispose();
    }

    private sealed record Encrypted(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
