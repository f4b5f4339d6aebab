using System.Text;
using Rollcall.Telemetry;

namespace Rollcall.Tests.Telemetry;

public sealed class LogOutputTests
{
    [Fact]
    public void WaitingLines_AreWrittenAtTheEnd()
    {
        using var stream = new MemoryStream();
        using (var output = new LogOutput(stream, count => $"dropped {count}"))
        {
            output.Write("one");
            output.Write("two");
        }

        Encoding.UTF8.GetString(stream.ToArray()).ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task ReaderThatIsSlow_LosesLinesOnlyWithANotice()
    {
        using var stream = new GatedStream();
        using (var output = new LogOutput(stream, count => $"dropped {count}"))
        {
            output.Write("first");
            await stream.Reached.WaitAsync(TestContext.Current.CancellationToken);
            for (int i = 0; i < LogOutput.MaxLines + 3; i++)
                output.Write("line");
            stream.Open();
        }

        var lines = Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Count(line => line == "line").ShouldBe(LogOutput.MaxLines);
        lines.Where(line => line.StartsWith("dropped", StringComparison.Ordinal)).ShouldBe(["dropped 3"]);
    }

    [Fact]
    public void ReaderThatIsGone_HurtsNobody()
    {
        var stream = new BrokenStream();
        using (var output = new LogOutput(stream, count => $"dropped {count}"))
            output.Write("one");

        stream.Writes.ShouldBe(1);
    }

    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _gate.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _gate.Task;
            Write(buffer.Span);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes++;
            throw new IOException("Broken pipe");
        }
    }
}
