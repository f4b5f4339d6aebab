using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Rollcall.Core.Peers;

namespace Rollcall.Tests.Callout;

/// <summary>How a server ends a session that has had enough questions.</summary>
internal enum Ending
{
    Never,
    Says421AtRcpt,
    Says421AtReset,
    Says554AtReset,
    Closes,
    ClosesInTheMiddleOfAReply,
}

/// <summary>
/// A customer's server in memory that may behave oddly: each session takes so many questions and then ends in its way. Who asks is told by the
/// first letter of the local part: v exists, i does not, g is greylisted, p gets a policy refusal, d makes it hang up. Each reply repeats the address.
/// </summary>
internal sealed class OddServer : IDialer
{
    private int _open;
    private int _most;

    public int Questions { get; init; } = int.MaxValue;

    public Ending Ending { get; init; }

    public bool Pipelining { get; init; } = true;

    /// <summary>Replies leave one octet at a time.</summary>
    public bool InPieces { get; init; }

    /// <summary>RCPT commands that got their reply, by address.</summary>
    public ConcurrentDictionary<string, int> Answered { get; } = new();

    /// <summary>Of each session, how many were answered.</summary>
    public ConcurrentQueue<int> Sessions { get; } = new();

    /// <summary>Most connections at one time.</summary>
    public int MostOpen => _most;

    public ValueTask<DialResult> DialAsync(IPEndPoint endpoint, TimeSpan timeout, CancellationToken cancel)
    {
        int open = Interlocked.Increment(ref _open);
        int most;
        while (open > (most = Volatile.Read(ref _most)) && Interlocked.CompareExchange(ref _most, open, most) != most)
        {
        }
        var ours = new Pipe();
        var theirs = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        _ = Task.Run(() => ServeAsync(ours.Reader, theirs.Writer), CancellationToken.None);
        return new(new DialResult(new Connection(this, theirs.Reader, ours.Writer), DialFailure.None, ""));
    }

    private async Task ServeAsync(PipeReader input, PipeWriter output)
    {
        int answered = 0;
        await SayAsync(output, "220 odd.example ESMTP\r\n");
        try
        {
            using var lines = new StreamReader(input.AsStream(), Encoding.UTF8);
            while (await lines.ReadLineAsync() is { } line)
            {
                var reply = ReplyTo(line, ref answered);
                await SayAsync(output, reply);
                if (!reply.EndsWith('\n') || reply.StartsWith("421", StringComparison.Ordinal) || reply.StartsWith("554 5.5.0", StringComparison.Ordinal) || line == "QUIT")
                    break;
            }
        }
        finally
        {
            Sessions.Enqueue(answered);
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }

    // Without a line end: it hangs up behind it.
    private string ReplyTo(string line, ref int answered)
    {
        bool enough = answered >= Questions;
        if (line.StartsWith("EHLO", StringComparison.Ordinal))
            return Pipelining ? "250-odd.example\r\n250 PIPELINING\r\n" : "250 odd.example\r\n";
        if (line == "RSET" && enough && Ending == Ending.Says421AtReset)
            return "421 4.7.0 Enough\r\n";
        if (line == "RSET" && enough && Ending == Ending.Says554AtReset)
            return "554 5.5.0 Too many nonmail commands\r\n";
        if (!line.StartsWith("RCPT", StringComparison.Ordinal))
            return line == "QUIT" ? "221 bye\r\n" : "250 ok\r\n";
        if (enough && Ending == Ending.Says421AtRcpt)
            return "421 4.7.0 Enough\r\n";
        if (enough && Ending == Ending.Closes)
            return "";
        if (enough && Ending == Ending.ClosesInTheMiddleOfAReply)
            return "250 2.1";
        var address = line["RCPT TO:<".Length..^1];
        if (address[0] == 'd')
            return "";
        answered++;
        Answered.AddOrUpdate(address, 1, static (_, times) => times + 1);
        return address[0] switch
        {
            'i' => $"550 5.1.1 <{address}>: User unknown\r\n",
            'g' => $"451 4.7.1 <{address}>: Greylisted\r\n",
            'p' => $"550 5.7.1 <{address}>: Blocked by policy\r\n",
            _ => $"250 2.1.5 <{address}>: Ok\r\n",
        };
    }

    private async ValueTask SayAsync(PipeWriter output, string reply)
    {
        var bytes = Encoding.UTF8.GetBytes(reply);
        for (int at = 0; at < bytes.Length; at += InPieces ? 1 : bytes.Length)
            await output.WriteAsync(InPieces ? bytes.AsMemory(at, 1) : bytes);
    }

    private sealed class Connection(OddServer server, PipeReader input, PipeWriter output) : IPeerConnection, IDuplexPipe
    {
        private int _closed;

        public IDuplexPipe Transport => this;

        public IPAddress? OwnAddress => IPAddress.Parse("203.0.113.9");

        public PipeReader Input => input;

        public PipeWriter Output => output;

        public ValueTask<string?> StartTlsAsync(string hostName, CertificateCheck check, CancellationToken cancel) => new("no TLS in memory");

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
                Interlocked.Decrement(ref server._open);
            await output.CompleteAsync();
            await input.CompleteAsync();
        }
    }
}
