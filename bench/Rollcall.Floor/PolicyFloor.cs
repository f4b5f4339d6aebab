using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Rollcall.Floor;

/// <summary>A policy service that looks at the recipient's first letters alone, and has one of two answers.</summary>
internal static class PolicyFloor
{
    /// <summary>Serves one connection to its end.</summary>
    public static async Task ServeAsync(ConnectionContext connection)
    {
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        bool unknown = false;
        while (true)
        {
            var read = await input.ReadAsync();
            var buffer = read.Buffer;
            Answer(ref buffer, output, ref unknown);
            input.AdvanceTo(buffer.Start, buffer.End);
            await output.FlushAsync();
            if (read.IsCompleted)
                return;
        }
    }

    private static void Answer(ref ReadOnlySequence<byte> buffer, PipeWriter output, ref bool unknown)
    {
        while (Lines.TryTake(ref buffer, out var sequence))
        {
            var line = Lines.Whole(sequence);
            if (line.StartsWith("recipient="u8))
                unknown = line["recipient=".Length..].StartsWith("bad"u8);
            if (line.IsEmpty)
                output.Write(unknown ? "action=550 5.1.1 User unknown\n\n"u8 : "action=DUNNO\n\n"u8);
        }
    }
}
