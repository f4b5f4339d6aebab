using System.Net.Sockets;
using System.Text;

namespace Rollcall.Interop.Harness;

/// <summary>One connection to a sink: what came, byte by byte counted, and what was answered.</summary>
internal sealed class SinkSession(MailSink sink, int number, Socket socket)
{
    private readonly Lock _gate = new();
    private readonly List<SinkCommand> _commands = [];
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly List<string> _recipients = [];
    private int _read;
    private int _filled;
    private string _from = "";
    private volatile bool _isOver;

    public int Number => number;

    /// <summary>Whether its good-bye is on its way, or its connection closed: whoever waits for either may dial anew before our task has ended.</summary>
    public bool IsOver => _isOver;

    public TimeSpan ConnectedAt { get; } = sink.Now;

    public IReadOnlyList<SinkCommand> Commands
    {
        get
        {
            lock (_gate)
                return [.. _commands];
        }
    }

    public IEnumerable<string> Lines => Commands.Select(c => c.Line);

    /// <summary>Bytes of command lines with their line ends, message bodies not counted.</summary>
    public long CommandBytes => Commands.Sum(c => c.Line.Length + 2L);

    public bool Had(string verb) => Lines.Any(line => Verb(line) == verb);

    public int Questions(string address)
    {
        var (count, isNull) = (0, false);
        foreach (var line in Lines)
        {
            if (Verb(line) == "MAIL")
                isNull = PathOf(line).Length == 0;
            else if (isNull && Verb(line) == "RCPT" && PathOf(line).Equals(address, StringComparison.OrdinalIgnoreCase))
                count++;
        }

        return count;
    }

    public override string ToString() => $"session {Number}: {string.Join(" | ", Lines)}";

    internal async Task RunAsync(CancellationToken stop)
    {
        await Task.Yield();
        using var owned = socket;
        try
        {
            if (!await SayAsync(sink.Answer("BANNER", "", () => new SinkAnswer("220 sink.test ESMTP")), stop))
                return;
            while (await ReadLineAsync(stop) is { } line)
            {
                lock (_gate)
                    _commands.Add(new SinkCommand(sink.Now, line));
                if (!await ObeyAsync(line, stop))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer or the test hung up: part of the play.
        }
        finally
        {
            _isOver = true;
        }
    }

    private async Task<bool> ObeyAsync(string line, CancellationToken stop)
    {
        var verb = Verb(line);
        var answer = sink.Answer(verb, line, () => Usual(verb, line));
        var taken = answer.Text.StartsWith('2');
        if (verb is "EHLO" or "HELO" or "RSET" or "MAIL" && taken)
            (_from, _) = (verb == "MAIL" ? PathOf(line) : "", Forget());
        if (verb == "RCPT" && taken)
            _recipients.Add(PathOf(line));
        _isOver = verb == "QUIT" && answer.Drop;
        if (!await SayAsync(answer, stop))
            return false;
        return verb != "DATA" || !answer.Text.StartsWith('3') || await TakeMessageAsync(stop);
    }

    private bool Forget()
    {
        _recipients.Clear();
        return true;
    }

    private SinkAnswer Usual(string verb, string line) => verb switch
    {
        "EHLO" => new SinkAnswer(string.Concat(sink.Extensions.Select(e => $"250-{e}\r\n").Prepend("250-sink.test\r\n")) + "250 HELP"),
        "HELO" => new SinkAnswer("250 sink.test"),
        "MAIL" => new SinkAnswer("250 2.1.0 Ok"),
        "RCPT" when sink.Knows(PathOf(line)) => new SinkAnswer("250 2.1.5 Ok"),
        "RCPT" => new SinkAnswer($"550 5.1.1 <{PathOf(line)}>: Recipient address rejected: User unknown in virtual mailbox table"),
        "DATA" when _recipients.Count == 0 => new SinkAnswer("554 5.5.1 Error: no valid recipients"),
        "DATA" => new SinkAnswer("354 End data with <CR><LF>.<CR><LF>"),
        "RSET" or "NOOP" => new SinkAnswer("250 2.0.0 Ok"),
        "QUIT" => new SinkAnswer("221 2.0.0 Bye") { Drop = true },
        _ => new SinkAnswer("500 5.5.2 Error: command not recognized"),
    };

    private async Task<bool> TakeMessageAsync(CancellationToken stop)
    {
        var content = new MemoryStream();
        // RFC 5321 4.5.2: the leading dot goes away, a lone dot ends.
        while (await ReadRawLineAsync(stop) is { } line)
        {
            if (line is [(byte)'.', (byte)'\r', (byte)'\n'])
            {
                var message = new SinkMessage(_from, [.. _recipients], content.ToArray(), number);
                Forget();
                var answer = sink.Answer(".", message.Text, () => new SinkAnswer("250 2.0.0 Ok: queued"));
                if (answer.Text.StartsWith('2'))
                    sink.Keep(message);
                return await SayAsync(answer, stop);
            }

            content.Write(line.AsSpan(line[0] == '.' ? 1 : 0));
        }

        return false;
    }

    private async Task<bool> SayAsync(SinkAnswer answer, CancellationToken stop)
    {
        if (answer.Delay > TimeSpan.Zero)
            await Task.Delay(answer.Delay, stop);
        if (answer.Silent)
            return true;
        var bytes = answer.Text.Length == 0 ? [] : Encoding.UTF8.GetBytes(answer.Text + "\r\n");
        var step = answer.ByteByByte ? 1 : Math.Max(1, bytes.Length);
        for (var at = 0; at < bytes.Length; at += step)
        {
            await socket.SendAsync(bytes.AsMemory(at, step), stop);
            if (answer.ByteByByte)
                await Task.Delay(1, stop);
        }

        return !answer.Drop;
    }

    private async Task<string?> ReadLineAsync(CancellationToken stop) =>
        await ReadRawLineAsync(stop) is { } line ? Encoding.UTF8.GetString(line).TrimEnd('\r', '\n') : null;

    // A line ends with CR LF alone: a bare LF belongs to the line.
    private async Task<byte[]?> ReadRawLineAsync(CancellationToken stop)
    {
        var line = new MemoryStream();
        var previous = -1;
        while (true)
        {
            if (_read == _filled)
            {
                (_read, _filled) = (0, await socket.ReceiveAsync(_buffer, stop));
                if (_filled == 0)
                    return null;
            }

            var octet = _buffer[_read++];
            line.WriteByte(octet);
            if (octet == '\n' && previous == '\r')
                return line.ToArray();
            previous = octet;
        }
    }

    private static string Verb(string line) => line.Split(' ', ':')[0].ToUpperInvariant();

    private static string PathOf(string line)
    {
        var (open, close) = (line.IndexOf('<', StringComparison.Ordinal), line.LastIndexOf('>'));
        return open >= 0 && close > open ? line[(open + 1)..close] : "";
    }
}
