using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>
/// A customer's server in memory: every dial is a session of its own, its answers given by a function of the command line. Behind 354 it
/// reads a body, and the function is asked for the answer to <see cref="FinalDot"/>.
/// </summary>
internal sealed class ScriptedServer(Func<string, string> answer) : IDialer
{
    public const string FinalDot = ".";

    /// <summary>The answer that closes the connection.</summary>
    public const string HangUp = "(hangs up)";

    /// <summary>The answer that never comes, on a connection that stays open.</summary>
    public const string Silence = "(is silent)";

    private readonly Lock _writing = new();
    private readonly List<string> _groups = [];
    private readonly List<byte[]> _bodies = [];
    private readonly List<Task> _sessions = [];

    /// <summary>No answer until it is completed, when set.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public string Banner { get; set; } = "220 mail.example ESMTP";

    /// <summary>How dials fail, if they do; then open sessions end at their next command.</summary>
    public DialFailure Fails { get; set; }

    /// <summary>The end of the TLS handshake; null for success, which stays in clear here.</summary>
    public Func<CancellationToken, ValueTask<string?>> Handshake { get; set; } = _ => new("no TLS in memory");

    /// <summary>What was asked of the certificates, handshake by handshake.</summary>
    public List<(string Host, CertificateCheck Check)> Handshakes { get; } = [];

    public List<IPEndPoint> Dialled { get; } = [];

    public int Dials => Dialled.Count;

    /// <summary>The commands of all sessions.</summary>
    public IReadOnlyList<string> Commands => [.. Groups.SelectMany(group => group.Split('|'))];

    /// <summary>The commands that came in one write, joined by "|".</summary>
    public IReadOnlyList<string> Groups
    {
        get
        {
            lock (_writing)
                return [.. _groups];
        }
    }

    /// <summary>The bodies as they came over the wire, with their final dots; each octet is a character.</summary>
    public IReadOnlyList<string> Bodies
    {
        get
        {
            lock (_writing)
                return [.. _bodies.Select(Encoding.Latin1.GetString)];
        }
    }

    /// <summary>Waits until the sessions so far are closed.</summary>
    public Task EndAsync() => Task.WhenAll(_sessions);

    public ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel)
    {
        Dialled.Add(endpoint);
        if (Fails != DialFailure.None)
            return new(new DialResult(null, Fails, "no connection"));
        var ours = new Pipe();
        var theirs = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        _sessions.Add(ServeAsync(ours.Reader, theirs.Writer));
        return new(new DialResult(new Connection(this, theirs.Reader, ours.Writer), DialFailure.None, ""));
    }

    private async Task ServeAsync(PipeReader input, PipeWriter output)
    {
        await Task.Yield();
        bool goesOn = await SayAsync(output, Banner);
        while (goesOn && await ReadAsync(input, "\r\n"u8.ToArray()) is { } read)
        {
            var lines = Encoding.UTF8.GetString(read).Split("\r\n")[..^1];
            lock (_writing)
                _groups.Add(string.Join('|', lines));
            foreach (var line in lines)
                goesOn = goesOn && await AnswerAsync(line, input, output);
        }
        await output.CompleteAsync();
        await input.CompleteAsync();
    }

    private async Task<bool> AnswerAsync(string line, PipeReader input, PipeWriter output)
    {
        if (Gate is { } gate)
            await gate.Task;
        if (Fails != DialFailure.None) // down it is for the sessions that are open too
            return false;
        var reply = answer(line);
        if (!await SayAsync(output, reply))
            return false;
        if (!reply.StartsWith("354", StringComparison.Ordinal))
            return true;
        if (await ReadAsync(input, "\r\n.\r\n"u8.ToArray()) is not { } body)
            return false;
        lock (_writing)
            _bodies.Add(body);
        return await SayAsync(output, answer(FinalDot));
    }

    private static async Task<bool> SayAsync(PipeWriter output, string reply)
    {
        if (reply == HangUp)
            return false;
        if (reply != Silence)
            await output.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"));
        return true;
    }

    // All that is there, once it ends with these octets; null at the end of the connection.
    private static async Task<byte[]?> ReadAsync(PipeReader input, byte[] end)
    {
        while (true)
        {
            var result = await input.ReadAsync();
            var tail = result.Buffer.Slice(Math.Max(0, result.Buffer.Length - end.Length)).ToArray();
            bool whole = tail.AsSpan().SequenceEqual(end);
            var all = whole ? result.Buffer.ToArray() : null;
            input.AdvanceTo(whole ? result.Buffer.End : result.Buffer.Start, result.Buffer.End);
            if (whole || result.IsCompleted)
                return all;
        }
    }

    private sealed class Connection(ScriptedServer server, PipeReader input, PipeWriter output) : IPeerConnection, IDuplexPipe
    {
        public IDuplexPipe Transport => this;

        public IPAddress? OwnAddress => IPAddress.Parse("203.0.113.9");

        public PipeReader Input => input;

        public PipeWriter Output => output;

        public ValueTask<string?> StartTlsAsync(string hostName, CertificateCheck check, CancellationToken cancel)
        {
            server.Handshakes.Add((hostName, check));
            return server.Handshake(cancel);
        }

        public async ValueTask DisposeAsync()
        {
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }
}
