using System.IO.Pipelines;
using System.Net;
using System.Text;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>A customer's server in memory: every dial is a session of its own, its answers given by a function of the command line.</summary>
internal sealed class ScriptedServer(Func<string, string> answer) : IDialer
{
    private readonly Lock _writing = new();
    private readonly List<string> _commands = [];

    /// <summary>No answer until it is completed, when set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Whether dials fail.</summary>
    public bool IsDown { get; set; }

    public int Dials { get; private set; }

    public IReadOnlyList<string> Commands
    {
        get
        {
            lock (_writing)
                return [.. _commands];
        }
    }

    public ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel)
    {
        Dials++;
        if (IsDown)
            return new(new DialResult(null, DialFailure.Refused, "connection refused"));
        var ours = new Pipe();
        var theirs = new Pipe();
        _ = ServeAsync(ours.Reader, theirs.Writer);
        return new(new DialResult(new Connection(theirs.Reader, ours.Writer), DialFailure.None, ""));
    }

    private async Task ServeAsync(PipeReader input, PipeWriter output)
    {
        using var reader = new StreamReader(input.AsStream(), Encoding.UTF8);
        await output.WriteAsync("220 mail.example ESMTP\r\n"u8.ToArray());
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_writing)
                _commands.Add(line);
            if (Gate is { } gate)
                await gate.Task;
            await output.WriteAsync(Encoding.UTF8.GetBytes(answer(line) + "\r\n"));
        }
        await output.CompleteAsync();
    }

    private sealed class Connection(PipeReader input, PipeWriter output) : IPeerConnection, IDuplexPipe
    {
        public IDuplexPipe Transport => this;

        public PipeReader Input => input;

        public PipeWriter Output => output;

        public ValueTask<string?> StartTlsAsync(string hostName, CertificateCheck check, CancellationToken cancel) => new("no TLS in memory");

        public async ValueTask DisposeAsync()
        {
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }
}
