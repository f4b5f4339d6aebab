using System.Buffers;
using Rollcall.Core.Delivery;
using Rollcall.Protocols.Smtp.Server;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>
/// The body behind DATA: a scan of the whole finds the same end, lines and facts, whole, in pieces and octet by octet; and what is stuffed with
/// dots again reads back as it was.
/// </summary>
internal static class BodyTarget
{
    private readonly record struct Body(int End, byte[] Octets, BodyFacts Facts);

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        var policy = (BareNewlinePolicy)input.Choose(2);
        int limit = input.Choose(4) == 3 ? input.Choose(16) : 100_000;
        int piece = 1 + input.Choose(16);
        var data = input.Rest();
        var expected = Twin(data, limit, policy);
        Compare(expected, Read(new ReadOnlySequence<byte>(data), data.Length, limit, policy), "whole");
        Compare(expected, Read(Segments.Of(data, piece), piece, limit, policy), "in pieces");
        Compare(expected, Read(Segments.Of(data, 1), 1, limit, policy), "octet by octet");
        CheckStuffing(data, piece);
    }

    private static void Compare(in Body expected, in Body actual, string how)
    {
        Oracle.Same(expected.End, actual.End, how + ", end");
        Oracle.Same(expected.Facts, actual.Facts, how);
        if (!expected.Facts.TooLarge)
            Oracle.SameOctets(expected.Octets, actual.Octets, how);
    }

    // All of it at once: to the end, into lines, dots off, bare newlines noted or replaced.
    private static Body Twin(byte[] data, int limit, BareNewlinePolicy policy)
    {
        var text = SlowMailbox.Characters(data);
        int end = ("\r\n" + text).IndexOf("\r\n.\r\n", StringComparison.Ordinal);
        var lines = (end < 0 ? Judged(text) : text[..end]).Split("\r\n").Select(line => line.StartsWith('.') ? line[1..] : line).ToList();
        bool bare = lines.Any(line => line.AsSpan().ContainsAny('\r', '\n'));
        if (policy == BareNewlinePolicy.Normalize)
            lines = [.. lines.Select(line => line.Replace("\r", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal))];
        byte[] body = System.Text.Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
        var facts = new BodyFacts(Math.Min(body.Length, limit + 1), body.Length > limit, bare, body.Any(octet => octet > 127), body.Contains((byte)0));
        return new(end < 0 ? -1 : end + 3, body, facts);
    }

    // Of an unfinished body the last octets cannot be judged yet: a CR, or a dot at the beginning of a line with nothing or CR behind it.
    private static string Judged(string text)
    {
        foreach (var tail in (string[])[".\r", "."])
        {
            if (("\r\n" + text).EndsWith("\r\n" + tail, StringComparison.Ordinal))
                return text[..^tail.Length];
        }
        return text.EndsWith('\r') ? text[..^1] : text;
    }

    // As a connection would give it: what was not consumed, and a piece more each time.
    private static Body Read(ReadOnlySequence<byte> data, int piece, int limit, BareNewlinePolicy policy)
    {
        var reader = new BodyReader(limit, policy);
        var body = new ArrayBufferWriter<byte>();
        var left = data;
        long seen = Math.Min(piece, data.Length);
        while (true)
        {
            var window = left.Slice(0, seen - (data.Length - left.Length));
            var status = reader.Read(window, out var part, out var consumed);
            foreach (var memory in part)
                body.Write(memory.Span);
            left = left.Slice(window.GetOffset(consumed) - window.GetOffset(window.Start));
            if (status == BodyStatus.End)
                return new((int)(data.Length - left.Length), body.WrittenSpan.ToArray(), reader.Facts);
            if (status == BodyStatus.More)
                continue;
            Oracle.Holds(seen - (data.Length - left.Length) <= 2, "more than two octets wait");
            if (seen == data.Length)
                return new(-1, body.WrittenSpan.ToArray(), reader.Facts);
            seen = Math.Min(seen + piece, data.Length);
        }
    }

    private static void CheckStuffing(byte[] body, int piece)
    {
        var stuffing = new DotStuffing();
        var wire = new ArrayBufferWriter<byte>();
        for (int at = 0; at < body.Length; at += piece)
            stuffing.Write(body.AsSpan(at, Math.Min(piece, body.Length - at)), wire);
        wire.Write(stuffing.End);
        var read = Read(new ReadOnlySequence<byte>(wire.WrittenSpan.ToArray()), 4096, int.MaxValue - 1, BareNewlinePolicy.Keep);
        bool ended = body.Length == 0 || body.AsSpan().EndsWith("\r\n"u8);
        Oracle.Same(wire.WrittenCount, read.End, "end of a stuffed body");
        Oracle.SameOctets(ended ? body : [.. body, .. "\r\n"u8], read.Octets, "a stuffed body");
    }
}
