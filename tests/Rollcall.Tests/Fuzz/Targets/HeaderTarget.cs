using System.Buffers;
using Rollcall.Core.Delivery;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>The header of a message: its lines joined to fields and counted give the same, however it is cut.</summary>
internal static class HeaderTarget
{
    private const string Us = "mx.test";

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + input.Choose(16);
        var data = input.Unrolled(input.Choose(200) switch { 199 => 5000, 198 => 600, _ => 0 });
        var expected = Twin(SlowMailbox.Characters(data));
        Oracle.Same(expected, Read(new ReadOnlySequence<byte>(data)), "whole");
        Oracle.Same(expected, Read(Segments.Of(data, piece)), "in pieces");
    }

    private static (bool Loop, bool EightBit) Read(in ReadOnlySequence<byte> message)
    {
        var scan = new HeaderScan(Us);
        scan.Read(message);
        scan.End();
        return (scan.IsLoop, scan.IsEightBit);
    }

    private static (bool Loop, bool EightBit) Twin(string text)
    {
        // The header ends at an empty line; what stands behind the last newline is no line yet, but counts.
        var all = text.Split('\n');
        var lines = all.TakeWhile((line, i) => line.Length > 0 && (line != "\r" || i == all.Length - 1)).ToList();
        var fields = new List<string>();
        foreach (var line in lines)
        {
            if (fields.Count > 0 && line[0] is ' ' or '\t')
                fields[^1] += line;
            else
                fields.Add(line);
        }
        var received = fields.Select(field => field[..Math.Min(field.Length, 2048)])
            .Where(field => field.Length > 9 && field.StartsWith("received:", StringComparison.OrdinalIgnoreCase)).ToList();
        int ours = received.Count(field => IsByUs(field[9..].Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        return (received.Count >= 50 || ours >= 3, lines.Any(line => line.Any(c => c > 127)));
    }

    private static bool IsByUs(string[] words) =>
        words.Zip(words.Skip(1)).Any(pair => Is(pair.First, "by") && Is(pair.Second.TrimEnd(';'), Us));

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
