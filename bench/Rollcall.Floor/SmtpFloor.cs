using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Rollcall.Floor;

/// <summary>SMTP as far as the load client speaks it: local parts that begin with "bad" are unknown, messages are read and thrown away.</summary>
internal static class SmtpFloor
{
    /// <summary>Serves one connection to its end.</summary>
    public static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        output.Write("220 floor.test ESMTP\r\n"u8);
        await output.FlushAsync();
        bool inData = false;
        while (true)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            bool over = Answer(ref buffer, output, ref inData) || read.IsCompleted;
            input.AdvanceTo(buffer.Start, buffer.End);
            await output.FlushAsync();
            if (over)
                return;
        }
    }

    // Returns whether the client quits.
    private static bool Answer(ref ReadOnlySequence<byte> buffer, PipeWriter output, ref bool inData)
    {
        while (Lines.TryTake(ref buffer, out var sequence))
        {
            var line = Lines.Whole(sequence);
            if (inData)
            {
                inData = !line.SequenceEqual("."u8);
                if (!inData)
                    output.Write("250 2.0.0 passed on\r\n"u8);
                continue;
            }
            output.Write(Reply(line));
            inData = line.StartsWith("DATA"u8);
            if (line.StartsWith("QUIT"u8))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<byte> Reply(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("RCPT"u8))
            return line[(line.IndexOf((byte)'<') + 1)..].StartsWith("bad"u8) ? "550 5.1.1 User unknown\r\n"u8 : "250 2.1.5 Ok\r\n"u8;
        if (line.StartsWith("EHLO"u8))
            return "250-floor.test\r\n250-PIPELINING\r\n250 8BITMIME\r\n"u8;
        if (line.StartsWith("DATA"u8))
            return "354 Go on\r\n"u8;
        return line.StartsWith("QUIT"u8) ? "221 2.0.0 Bye\r\n"u8 : "250 2.1.0 Ok\r\n"u8;
    }
}
