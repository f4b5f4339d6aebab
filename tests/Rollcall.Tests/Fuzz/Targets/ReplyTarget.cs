using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Rollcall.Protocols.Smtp.Client;
using Rollcall.Tests.Protocols.Smtp;

namespace Rollcall.Tests.Fuzz.Targets;

/// <summary>Replies of a server: their lines cut by hand give the same, whole, in pieces and octet by octet, within the limits.</summary>
internal static partial class ReplyTarget
{
    private readonly record struct Reading(string Replies, ParseStatus End);

    public static void Run(byte[] octets)
    {
        var input = new FuzzInput(octets);
        int piece = 1 + (input.Choose(16) * input.Choose(16));
        int length = input.Choose(200) switch { 199 => ReplyReader.MaxOctets + 600, 198 => 4096, _ => 0 };
        var data = input.Unrolled(length);
        var expected = Twin(SlowMailbox.Characters(data));
        Oracle.Same(expected, Read(data, data.Length + 1), "whole");
        Oracle.Same(expected, Read(data, Math.Max(piece, data.Length / 50)), "in pieces");
        if (data.Length < 500)
            Oracle.Same(expected, Read(data, 1), "octet by octet");
    }

    private static Reading Twin(string text)
    {
        var replies = new StringBuilder();
        var lines = new List<Match>();
        int octets = 0;
        while (text.IndexOf('\n', StringComparison.Ordinal) is >= 0 and int end)
        {
            var line = Line().Match(text[..end].TrimEnd('\r'));
            text = text[(end + 1)..];
            octets += end + 1;
            if (octets > ReplyReader.MaxOctets || lines.Count == ReplyReader.MaxLines
                || !line.Success || (lines.Count > 0 && line.Groups[1].Value != lines[0].Groups[1].Value))
                return new(replies.ToString(), ParseStatus.Invalid);
            lines.Add(line);
            if (line.Groups[2].Value == "-")
                continue;
            replies.Append(Show(lines));
            lines.Clear();
            octets = 0;
        }
        return new(replies.ToString(), octets + text.Length > ReplyReader.MaxOctets ? ParseStatus.Invalid : ParseStatus.Incomplete);
    }

    // The code of the first line counts, and is taken off where it is repeated.
    private static string Show(List<Match> lines)
    {
        string? code = null;
        var texts = new List<string>();
        foreach (var line in lines)
        {
            var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line.Groups[3].Value));
            var found = EnhancedCodeTarget.Twin(text);
            bool taken = found is not null && (texts.Count == 0 || found.Value.Code == code);
            if (taken)
                (code, text) = (found!.Value.Code, text[found.Value.Length..].TrimStart(' '));
            texts.Add(text);
        }
        return $"{lines[0].Groups[1].Value} {code} {string.Join('\n', texts)}\0";
    }

    private static Reading Read(byte[] data, int piece)
    {
        var reader = new ReplyReader();
        var replies = new StringBuilder();
        byte[] waiting = [];
        for (int at = 0; ; at += piece)
        {
            byte[] window = [.. waiting, .. data.AsSpan(Math.Min(at, data.Length), Math.Max(0, Math.Min(piece, data.Length - at)))];
            var buffer = piece > 1 ? Segments.Of(window, 1 + (piece / 2)) : new ReadOnlySequence<byte>(window);
            ParseStatus status;
            while ((status = reader.Read(ref buffer, out var reply)) == ParseStatus.Ok)
            {
                Oracle.Holds(reply!.Lines.Count <= ReplyReader.MaxLines, "a reply of too many lines");
                replies.Append(System.Globalization.CultureInfo.InvariantCulture, $"{reply.Code} {reply.EnhancedCode} {string.Join('\n', reply.Lines)}\0");
            }
            waiting = buffer.ToArray();
            Oracle.Holds(waiting.Length <= ReplyReader.MaxOctets + piece, "more waits than a reply may have");
            if (status == ParseStatus.Invalid || at + piece >= data.Length)
                return new(replies.ToString(), status);
        }
    }

    [GeneratedRegex(@"\A([2-5][0-9][0-9])(?:([ -])(.*))?\z", RegexOptions.Singleline)]
    private static partial Regex Line();
}
