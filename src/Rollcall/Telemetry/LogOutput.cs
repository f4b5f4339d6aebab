using System.Text;
using System.Threading.Channels;

namespace Rollcall.Telemetry;

/// <summary>
/// Writes lines to a stream, one after the other and many at once. Who logs never waits for the reader of the log: behind
/// <see cref="MaxLines"/> waiting lines the new ones are dropped and counted, and a line says how many as soon as there is room.
/// </summary>
internal sealed class LogOutput : IDisposable
{
    /// <summary>Waiting lines; at some 200 octets a line a few megabytes.</summary>
    public const int MaxLines = 10_000;

    private const int MaxBatch = 65_536; // octets: what a pipe takes at once
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2); // a stuck reader must not stop our end
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxLines) { SingleReader = true });
    private readonly Func<long, string> _onDrop;
    private readonly Stream _stream;
    private readonly Task _pump;
    private long _dropped;

    /// <summary>Writes to <paramref name="stream"/>; <paramref name="onDrop"/> makes the line that tells how many were dropped.</summary>
    public LogOutput(Stream stream, Func<long, string> onDrop)
    {
        _stream = stream;
        _onDrop = onDrop;
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Takes a line without its end; never waits, never throws.</summary>
    public void Write(string line)
    {
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what waits, for two seconds at most; lines that come later are dropped.</summary>
    public void Dispose()
    {
        _lines.Writer.TryComplete();
        _pump.Wait(_lastWords);
    }

    private async Task PumpAsync()
    {
        using var batch = new MemoryStream();
        while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.SetLength(0);
            while (batch.Length < MaxBatch && _lines.Reader.TryRead(out var line))
                Append(batch, line);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                Append(batch, _onDrop(dropped));
            try
            {
                await _stream.WriteAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length)).ConfigureAwait(false);
                await _stream.FlushAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // Nobody reads the log any more; there is nowhere to say so, and the gateway goes on.
            }
        }
    }

    private static void Append(MemoryStream batch, string line)
    {
        batch.Write(Encoding.UTF8.GetBytes(line));
        batch.WriteByte((byte)'\n');
    }
}
